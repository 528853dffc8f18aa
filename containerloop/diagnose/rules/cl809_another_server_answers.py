"""CL809: a server answers, but not of the kind that the client expects."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.protocol_mismatch import other_servers, spoken
from containerloop.facts import Outcome
from containerloop.protocols.mismatch import Mismatch


@diagnosis(
    "CL809",
    "another-server-answers",
    explains={Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET, Outcome.SILENT},
    explains_wrong_answer=True,
)
def another_server_answers(here: Case) -> Finding | None:
    """A server answers, but not of the kind that the client expects.

    ## What it means

    Name and port belong to another server than the one that is meant: a copied line
    with the wrong name or port in it, or another program on the port.

        REDIS_URL=redis://db:5432     api --PING--> db, a PostgreSQL

    Clients do not say so. They report a "protocol error", an "unexpected reply", a
    closed connection or a time-out, and it looks like a network that fails.

    ## How containerloop knows

    The scheme that is written (`redis:`) names the server that is meant. It is
    greeted in that protocol, and, if it closes the connection, in the one that its
    image and its port suggest; the reply shows another server. A scheme that is only
    guessed from a variable's name is not relied upon, and a reply in an unknown
    protocol proves nothing. In a setting, `http:` may also be gRPC's; where you ask for
    `http://` yourself, a server of HTTP/2 only is another one. If the published server
    is right and another process answers on this machine, it is shadowed (CL606).

    ## Remedy

    Use the server that is meant, by its own name and port; those in the project that
    are of its kind are offered.
    """
    if here.symptom.mismatch is not Mismatch.ANOTHER_SERVER or here.symptom.answered_by_another:
        return None
    server, evidence = here.destination.container, [failed_attempt(here.symptom)]
    if server is not None:
        runs = f"{server.name} runs the image {server.image}"
        evidence.append(configured(server, runs, "Config.Image"))
    return Finding(
        summary=_summary(here),
        subject=f"{here.vantage} {here.address}",
        location=reference_location(here.symptom),
        evidence=tuple(evidence),
        remedies=other_servers(here),
    )


def _summary(here: Case) -> str:
    server = here.destination.container
    found, wanted = spoken(here.symptom)
    name = here.label(server) if server else str(here.address)
    if (here.symptom.best.protocol, here.scheme) == ("grpc", "http"):
        return f"{name} speaks HTTP/2 only, as gRPC does, and refuses HTTP/1.1 requests"
    return f"{name} answers as {found}, not {wanted}"
