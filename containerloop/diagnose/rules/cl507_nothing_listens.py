"""CL507: the container runs, but nothing in it listens on any port."""

from __future__ import annotations

from containerloop.diagnose import evidence
from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import logs
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Container, Listener, Outcome, Transport

STARTS_S = 10.0
"""Within so many seconds of its start a container may still be about to listen."""


@diagnosis(
    "CL507",
    "nothing-listens",
    explains={Outcome.REFUSED, Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET},
)
def nothing_listens(
    case: Case, listeners: tuple[Listener, ...], stopped: Container | None
) -> Finding | None:
    """The container runs, but nothing in it listens on any port.

    ## What it means

    "Up" says that the container's first process runs, not that it listens. A shell, a
    `sleep`, a job that waits for work, a server that hangs before it opens its socket
    or that is configured for a unix socket only: all are up, and nothing accepts a
    connection.

        api --> web:8000 --x     +-- web (up) -----------+
                                 |  sleep infinity       |
                                 +-----------------------+

    ## How containerloop knows

    The listening sockets, read inside the container: there are none at all, whatever
    the port or the address (Docker's own resolver is not counted). For a datagram the
    UDP sockets count and the TCP ones do not, and the reverse. A container that
    started less than ten seconds ago, or whose health is still "starting", is given
    time instead (CL204); one with a socket on another port is another fault (CL502).

    ## Remedy

    Check what it runs instead, and the command that it was given:

        docker compose logs --tail 30 web
        docker compose top web
    """
    server = case.destination.container
    if server is None or case.destination.kind != "container" or _may_start(server):
        return None
    if stopped is not None:  # a server that shares its network, and is down (CL201)
        return None
    transport = case.address.transport
    if not server.state.running or any(x.transport is transport for x in listeners):
        return None
    name = case.label(server)
    return Finding(
        summary=f"{name} is up, but {_nobody(listeners, transport, case.destination.port)}",
        subject=name,
        evidence=(
            evidence.state_of(server),
            evidence.nothing_listens(server, case.destination.port, transport),
            *(
                evidence.listening_socket(x, server)
                for x in listeners
                if x.port == case.destination.port
            ),
            evidence.failed_attempt(case.symptom),
        ),
        remedies=(
            Proposal(
                summary=f"see what {name} does instead of listening on {case.destination.port},"
                " and mend its command",
                host_command=logs(server, case.inventory),
                trial=Untriable(reason="what it should run is yours to say"),
            ),
        ),
    )


def _nobody(others: tuple[Listener, ...], transport: Transport, port: int) -> str:
    """Nobody at all, or nobody for this transport where the `others` are of the other one."""
    if not others:
        return "no process in it listens on any port"
    asked, other = str(transport).upper(), str(others[0].transport).upper()
    served = f" ({port} is served over {other})" if any(x.port == port for x in others) else ""
    return f"no process in it listens on any {asked} port, only on {other} ones{served}"


def _may_start(server: Container) -> bool:
    state = server.state
    if state.health is not None:
        return state.health == "starting"
    return state.up_s is None or state.up_s < STARTS_S
