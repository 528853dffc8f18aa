"""CL202: the container that should answer starts, fails and is started again."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import logs
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, restarted
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.trials import Untriable
from containerloop.facts import FAILURES, Container, State


@diagnosis(
    "CL202",
    "restart-loop",
    explains=FAILURES,
    explains_wrong_answer=True,
    warns_when_met=True,
)
def restart_loop(case: Case, restarting: Container | None) -> Finding | None:
    """The container starts, fails, and is started again, over and over.

    ## What it means

    `restart: always` (or `unless-stopped`, `on-failure`) starts a container again
    when it ends. If it ends each time for the same reason, its server never listens
    for long:

        started -- failed -- 0.1 s -- started -- failed -- 0.2 s -- ... up to 60 s

    The name and the published port come and go with each round, so clients see "no
    such name", "connection refused" and "connection reset" by turns.

    ## How containerloop knows

    From the container's state: the container that is meant is restarting at this
    moment, or it has been restarted several times, the last time within a minute, and
    nothing in it listens on the port. One that answers is watched for some seconds,
    until it has outlived its former lives: if it ends, it is in a loop; else it is a
    warning.

    ## Remedy

    Read what the server says before it exits, fix that, then start it again:

        docker compose logs --tail 30 db
        docker compose up -d db

    Exit status 1 is mostly a setting, 126 and 127 mean a command that cannot be run
    or does not exist, 137 means that it was killed (often for lack of memory).
    """
    if restarting is None:
        return None
    name = case.label(restarting)
    return Finding(
        summary=_summary(name, restarting.state, answers=case.symptom.met),
        subject=name,
        evidence=(restarted(restarting), failed_attempt(case.symptom)),
        remedies=(
            Proposal(
                summary=f"check {name}'s log and fix what makes it exit",
                host_command=logs(restarting, case.inventory),
                trial=Untriable(
                    reason="the reason is in its log, which containerloop does not read"
                ),
            ),
        ),
    )


def _summary(name: str, state: State, *, answers: bool) -> str:
    if answers:
        return f"{name} was restarted {state.restarts} times, the last {state.up_s:.0f} s ago"
    ends = "exits"
    if state.status == "restarting":  # while it runs, the engine does not tell how it ended
        ends = f"exits with status {state.exit_code}"
        ends = "is killed for lack of memory" if state.oom_killed else ends
    times = "once" if state.restarts == 1 else f"{state.restarts} times"
    return f"{name} is in a restart loop: it {ends} soon after each start ({times} so far)"
