"""CL507: the container runs, but nothing in it listens on the port."""

from __future__ import annotations

from containerloop.diagnose import commands, evidence
from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.rule_facts.starting import may_still_start
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Container, Listener, Outcome


@diagnosis(
    "CL507",
    "nothing-listens",
    explains={Outcome.REFUSED, Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET},
)
def nothing_listens(
    case: Case, listeners: tuple[Listener, ...], idle_port: bool, stopped: Container | None
) -> Finding | None:
    """The container runs, but nothing in it listens on the port.

    ## What it means

    "Up" says that the container's first process runs, not that it listens: a `sleep`,
    a job that waits for work, a server that hangs before it opens its socket, a part
    that is not enabled (a broker's web page). Nothing accepts there.

        api --> web:8000 --x     web (up): sleep infinity

    ## How containerloop knows

    By the listening sockets inside the container: there is none, or those that there
    are belong to other publications, or were tried and do not serve the call. One
    younger than ten seconds, or whose health is "starting", is given time (CL204).

    ## Remedy

    Check what it runs instead: `docker compose top web`, and its logs.
    """
    server, port = case.destination.container, case.destination.port
    if server is None or case.destination.kind != "container" or may_still_start(server):
        return None
    if case.destination.by == "publication" and any(x.port == port for x in listeners):
        return None  # over the other transport (CL607)
    if stopped is not None or not server.state.running or not idle_port:  # stopped: CL201
        return None
    absent = evidence.nothing_listens(server, port, case.address.transport)
    up, failed = evidence.state_of(server), evidence.failed_attempt(case.symptom)
    sockets = (evidence.listening_socket(x, server) for x in listeners if x.port == port)
    return Finding(
        summary=_summary(case, case.label(server), listeners),
        subject=case.label(server),
        evidence=(up, absent, *sockets, failed),
        remedies=(_check(server, case, listeners),),
    )


def _summary(case: Case, name: str, others: tuple[Listener, ...]) -> str:
    if not others:  # of the other transport
        return f"{name} is running, but no process in it listens on any port"
    asked, other = case.address.transport.upper(), others[0].transport.upper()
    port = case.destination.port
    if same := sorted({x.port for x in others if x.transport is case.address.transport}):
        listed = ", ".join(map(str, same))
        return f"{name} is running, but nothing in it listens on port {port}, only on {listed}"
    there = f" ({port} is open over {other})" if any(x.port == port for x in others) else ""
    return f"{name} is running, but listens on no {asked} port, only on {other} ports{there}"


def _check(server: Container, case: Case, there: tuple[Listener, ...]) -> Proposal:
    name, port = case.label(server), case.destination.port
    other = next((x.transport.upper() for x in there if x.port == port), None)
    check = f"{'or ' if other else ''}check what {name} runs instead and fix its command"
    return Proposal(
        summary=f"call {name}:{port} over {other}, {check}" if other else check,
        host_command=commands.logs(server, case.inventory),
        trial=Untriable(reason="only you know what it should run"),
    )
