"""CL201: the container that should answer is not running."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import logs, start
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, state_of
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.trials import Untriable
from containerloop.facts import FAILURES, Container


@diagnosis("CL201", "container-not-running", explains=FAILURES, explains_wrong_answer=True)
def container_not_running(
    case: Case, stopped: Container | None, could_start: bool
) -> Finding | None:
    """The container that should answer is not running.

    ## What it means

    A stopped container has no network. Its published ports are gone, so this machine
    is refused, and Docker's resolver no longer answers its name, so other containers
    get "no such name" (`could not translate host name "db"`,
    `getaddrinfo ENOTFOUND db`) instead of a refusal. The name is right; the container
    behind it is stopped.

    ## How containerloop knows

    From the container's state: the container that the address means (by name, by a
    published port, or as the only one configured to use the port) is exited, created
    or dead. (A host port that is taken is CL203, one kept for root CL210.) Meanwhile
    something else may answer there, such as another project's service of that name.

    ## Remedy

    Check why it stopped, then start it:

        docker compose logs --tail 30 db
        docker compose up -d db

    Exit status 1 is mostly a setting (a missing password, an unreadable file), 126
    and 127 mean a command that cannot be run or does not exist, 137 means that it was
    killed (often for lack of memory), 255 with `exec format error` an image for
    another processor.
    """
    if stopped is None or not could_start:
        return None
    name = case.label(stopped)
    return Finding(
        summary=f"{name} is not running ({_why(stopped)})",
        subject=name,
        evidence=(state_of(stopped), failed_attempt(case.symptom)),
        remedies=(
            Proposal(
                summary=_what_to_do(case, stopped),
                host_command=start(stopped, case.inventory),
                trial=Untriable(reason="starting a container would change your project"),
            ),
        ),
    )


def _what_to_do(case: Case, container: Container) -> str:
    if container.state.refused and container.state.error:  # so would the next start
        return f"mend what the engine reports, then start {case.label(container)}"
    if container.state.status == "created":  # what never ran has an empty log
        return f"start {case.label(container)}"
    return f"check why it stopped ({logs(container, case.inventory)}), then start it"


def _why(container: Container) -> str:
    state = container.state
    if state.oom_killed:
        return "killed for lack of memory"
    if state.status == "exited":
        return f"it exited with status {state.exit_code}"
    if state.status == "created" and state.error:
        return f"the engine could not start it: {state.denial}"
    return "it was created but never started" if state.status == "created" else state.status
