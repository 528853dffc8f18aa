"""CL209: the server's process is paused or hangs, and accepts no more connections."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import logs, restart, unpause
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, state_of
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.state_evidence import queued
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Outcome
from containerloop.topology.frozen import Frozen


@diagnosis("CL209", "process-frozen", explains={Outcome.SILENT, Outcome.TIMED_OUT})
def process_frozen(case: Case, frozen: Frozen | None) -> Finding | None:
    """The server's process is paused or hangs, and accepts no more connections.

    ## What it means

    The kernel completes connections for a listening socket even when its process does
    nothing. The client is connected and waits; when the queue is full, new
    connections time out. Nothing is ever refused:

        api --> web:8000   connected ... no answer ... time-out

    `docker pause`, a debugger at a breakpoint, a deadlock, or workers that are all
    busy have this effect. The proxy of a published port accepts as well.

    ## How containerloop knows

    The container is paused; or a call was accepted and not answered, and afterwards
    the kernel's table in the container shows connections that wait in the queue of
    the server's socket, in two readings. A server that accepts and stays silent has
    an empty queue: it waits for its client, or for a name server. A process that holds
    a call whose client has gone may still be busy with it, and is not accused: it may
    do one thing at a time, and take longer than its clients wait.

    ## Remedy

        docker compose unpause web
        docker compose restart web

    A server that hangs again and again needs more workers, or a time limit for what
    it waits for.
    """
    if frozen is None:
        return None
    server, listener = frozen.container, frozen.listener
    name = case.label(server)
    seen = queued(server, listener) if listener else state_of(server)
    mend = unpause if listener is None else restart
    waits = f"check what {name} waits for ({logs(server, case.inventory)}), and restart it"
    return Finding(
        summary=_summary(name, frozen),
        subject=name,
        evidence=(seen, failed_attempt(case.symptom)),
        remedies=(
            Proposal(
                summary=waits if listener else f"resume {name}",
                host_command=mend(server, case.inventory),
                trial=Untriable(reason="it would change the state of your container"),
            ),
        ),
    )


def _summary(name: str, frozen: Frozen) -> str:
    if frozen.listener is None:
        return f"{name} is paused: the kernel accepts connections, and no process answers them"
    port = frozen.listener.port
    return f"the process in {name} accepts no connections on port {port}: they wait in its queue"
