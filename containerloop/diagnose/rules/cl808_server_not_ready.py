"""CL808: the server answers that it is starting, is full or cannot serve now."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import logs
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.not_ready import not_ready
from containerloop.protocols import title
from containerloop.protocols.readiness import Condition, condition


@diagnosis("CL808", "server-not-ready", explains=set(), explains_wrong_answer=True)
def server_not_ready(here: Case, served_another_call: bool) -> Finding | None:
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
    reached, one of them having been served.

    ## Remedy

    Ask twice, some seconds apart. Starting and recovering pass by themselves: wait,
    and let clients wait too (`depends_on` with `condition: service_healthy`). A full
    server stays full: close connections that leak, use a smaller pool in the clients,
    or raise its limit, whose name is told.
    """
    best = here.symptom.best
    found = condition(best.protocol, best.code, best.refusal, best.banner)
    if found is None or here.symptom.mismatch or here.symptom.answered_by_another:
        return None
    server = here.destination.container
    if here.symptom.failing_replicas or (server is not None and server.fronts_others):
        return None  # one of several copies, or a proxy, whose faults are told by themselves
    if found.by_number and served_another_call:
        return None  # this run's own calls may have filled it
    return Finding(
        summary=_summary(here, found),
        subject=here.label(server) if server else str(here.address),
        location=reference_location(here.symptom),
        evidence=(_reply(here), failed_attempt(here.symptom)),
        remedies=not_ready(here, found),
    )


def _summary(here: Case, found: Condition) -> str:
    best, server = here.symptom.best, here.destination.container
    who = "the web server" if best.protocol == "http" else title(best.protocol or "")
    name = f"{who} in {here.label(server)}" if server else f"{who} at {here.address}"
    return f"{name} answers, but {found.state}: {best.refusal or best.banner}"


def _reply(here: Case) -> Evidence:
    best, server = here.symptom.best, here.destination.container
    code = f" ({best.code})" if best.code else ""
    words = f"the server replied{code}: {best.refusal or best.banner}"
    command = f"nc {here.address.host} {here.address.port}"
    return Evidence(saw=words, command=logs(server, here.inventory) if server else command)
