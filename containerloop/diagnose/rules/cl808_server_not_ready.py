"""CL808: the server answers that it is starting, is full or cannot serve now."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import logs
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.not_ready import not_ready
from containerloop.diagnose.rule_facts.unready import Unready
from containerloop.protocols import title


@diagnosis("CL808", "server-not-ready", explains=set(), explains_wrong_answer=True)
def server_not_ready(here: Case, unready: Unready | None) -> Finding | None:
    """The server answers that it is starting, is full or cannot serve now.

    ## What it means

    The connection works and the server says no, in its own language:

        PostgreSQL   57P03  the database system is starting up
                     53300  sorry, too many clients already
        MySQL        1040   Too many connections
        Redis        -LOADING ..., -ERR max number of clients reached
        SMTP, FTP    421    too many connections
        HTTP         503    Service Unavailable, 429 Too Many Requests

    Nothing about the network needs to be changed.

    ## How containerloop knows

    From the server's reply: its own code, and its own words. PostgreSQL tells only
    whoever begins a log-in, so the user of the client is named to it, without a
    password. A 503 of a proxy (nginx, HAProxy, Traefik and others) tells of the server
    behind it and does not count; nor does a limit that this run's own calls may have
    reached, one of them having been served. The last places of a database are for its
    administrators: it greets everybody then, and says no once the password is right.
    That is read in the log of the client, of the last half minute.

    ## Remedy

    Ask twice, some seconds apart. Starting and recovering pass by themselves: wait,
    and let clients wait too (`depends_on` with `condition: service_healthy`). A full
    server stays full: close connections that leak, use a smaller pool in the clients,
    or raise its limit, whose name is told.
    """
    if unready is None:
        return None
    server = here.destination.container
    return Finding(
        summary=_summary(here, unready),
        subject=here.label(server) if server else str(here.address),
        location=reference_location(here.symptom),
        evidence=(_reply(here, unready), failed_attempt(here.symptom)),
        remedies=not_ready(here, unready.condition),
    )


def _summary(here: Case, unready: Unready) -> str:
    best, server = here.symptom.best, here.destination.container
    who = "the web server" if best.protocol == "http" else title(best.protocol or "")
    name = f"{who} in {here.label(server)}" if server else f"{who} at {here.address}"
    return f"{name} answers, but {unready.condition.state}: {unready.words}"


def _reply(here: Case, unready: Unready) -> Evidence:
    teller = unready.teller or here.destination.container
    command = f"nc {here.address.host} {here.address.port}"
    return Evidence(saw=unready.saw, command=logs(teller, here.inventory) if teller else command)
