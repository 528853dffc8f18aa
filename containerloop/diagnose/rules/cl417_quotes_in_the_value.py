"""CL417: quotes became part of a value."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.reference_change import holder_of
from containerloop.diagnose.remedies.unquote import without_quotes
from containerloop.facts import Outcome


@diagnosis(
    "CL417",
    "quotes-in-the-value",
    explains={Outcome.NAME_NOT_FOUND},
    explains_misspelling=True,
)
def quotes_in_the_value(case: Case) -> Finding | None:
    """Quotes became part of the value, so the address in it is not a valid one.

    ## What it means

    Quotes are not removed everywhere. In these places they belong to the value:

        environment:
          - DB_HOST="db"              the value is "db", with the quotes
        docker run --env-file .env    DB_HOST="db" keeps its quotes

    In the map form (`DB_HOST: "db"`), in `env_file:` of Compose and in `.env`, they
    are removed. The same file thus works with Compose and fails with `docker run`.

    ## How containerloop knows

    The value in the container begins and ends with the same quotation mark, and
    between them stands an address. The client says that it cannot resolve `"db"`, or
    that the URL is not valid; nothing is tried from such a value.

    ## Remedy

    Write the value without quotes, or quote the whole entry: `- "DB_HOST=db"`. Then
    recreate the container: `docker compose up -d api`.
    """
    reference, holder = case.reference, holder_of(case)
    if reference is None or not reference.quoted or holder is None:
        return None
    key, name = reference.host_part.place.key.rpartition(".")[2], case.label(holder)
    saw = f"the value of {key} begins and ends with a quotation mark"
    return Finding(
        summary=f"the quotes around {key} of {name} are part of its value, so the address in it"
        " cannot be read",
        subject=f"{name} quotes",
        location=reference_location(case.symptom),
        evidence=(configured(holder, saw, "Config.Env"),),
        remedies=(without_quotes(case, holder),),
    )
