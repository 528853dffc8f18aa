"""CL202: the container that should answer starts, fails and is started again."""

from __future__ import annotations

from containerloop.diagnose.commands import logs
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import dialled, restarted
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.symptom import Symptom
from containerloop.diagnose.trials import Untriable
from containerloop.facts import FAILURES, Container, State
from containerloop.topology.inventory import Parties


@diagnosis("CL202", "restart-loop", explains=FAILURES)
def restart_loop(symptom: Symptom, looping: Container | None, parties: Parties) -> Finding | None:
    """The container starts, fails, and is started again, over and over.

    ## What it means

    `restart: always` (or `unless-stopped`, `on-failure`) starts a server again that
    ended. When it ends each time for the same reason, nobody ever listens for long:

        started -- failed -- 0.1 s -- started -- failed -- 0.2 s -- ... up to 60 s

    The name and the published port come and go with each round, so that clients see
    "no such name", "connection refused" and "connection reset" by turns.

    ## How containerloop knows

    The engine's own word: the container that is meant is restarting at this moment,
    or it has been restarted several times, the last time within a minute, and nothing
    in it listens on the port.

    ## Remedy

    Read what the server says before it ends, mend that, then bring it up again:

        docker compose logs --tail 30 db
        docker compose up -d db

    Exit status 1 is mostly a setting, 126 and 127 a command that does not exist, 137
    a kill (often for lack of memory).
    """
    if looping is None:
        return None
    name, state = parties.label(looping), looping.state
    ended = _ends(state) if state.status == "restarting" else "ends"
    return Finding(
        summary=f"{name} is in a restart loop: it {ended} soon after each start"
        f" ({_times(state)} so far)",
        subject=name,
        evidence=(restarted(looping), dialled(symptom)),
        remedies=(
            Proposal(
                summary=f"read what {name} says before it ends, and mend that",
                host_command=logs(looping, parties),
                trial=Untriable(reason="why it ends stands in its log, which is left to you"),
            ),
        ),
    )


def _ends(state: State) -> str:
    return (
        "is killed for lack of memory"
        if state.oom_killed
        else f"ends with status {state.exit_code}"
    )


def _times(state: State) -> str:
    return "once" if state.restarts == 1 else f"{state.restarts} times"
