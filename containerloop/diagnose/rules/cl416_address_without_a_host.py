"""CL416: an address in the configuration has no host."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.name_the_host import with_the_host
from containerloop.diagnose.remedies.reference_change import holder_of
from containerloop.diagnose.rule_facts.servers import ContainerServer, Server
from containerloop.facts import Outcome, Reference


@diagnosis(
    "CL416",
    "address-without-a-host",
    explains={Outcome.NAME_NOT_FOUND},
    explains_misspelling=True,
)
def address_without_a_host(case: Case, other_servers: tuple[Server, ...]) -> Finding | None:
    """An address in the configuration has no host, because a variable in it is not set.

    ## What it means

    Compose replaces a variable that is not set by nothing, and says so in a warning
    that is easy to miss:

        DATABASE_URL: postgres://app@${DB_HOST}:5432/app
        in api:       postgres://app@:5432/app

    The client then falls back to what it takes for a default, often localhost or a
    unix socket, and reports a failure there.

    ## How containerloop knows

    The container's value has no host, and in the file a variable without a value
    stands in its place; or a URL goes from its user or its slashes straight to a
    port. Nothing is tried from such an address. `DB_HOST=` in a file does not count.

    ## Remedy

    Set the variable in `.env` beside the compose file, or give it a default there:
    `postgres://app@${DB_HOST:-db}:5432/app`. `${DB_HOST:?set DB_HOST}` makes Compose
    stop instead. A `$` that belongs to a password is written `$$`.
    """
    reference, holder = case.reference, holder_of(case)
    if reference is None or reference.host or holder is None:
        return None
    servers = [s for s in other_servers if isinstance(s, ContainerServer)]
    key = reference.host_part.place.key.rpartition(".")[2]
    return Finding(
        summary=_summary(reference, key, case.label(holder)),
        subject=f"{case.label(holder)} {key}",
        location=reference_location(case.symptom),
        evidence=(configured(holder, f"{key} has port {case.port} and no host", "Config.Env"),),
        remedies=tuple(with_the_host(case, reference, holder, s) for s in servers),
    )


def _summary(reference: Reference, key: str, name: str) -> str:
    are = "is" if len(reference.unset) == 1 else "are"
    why = f": {' and '.join(reference.unset)} {are} empty or not set" if reference.unset else ""
    return f"the address in {key} of {name} has no host{why}"
