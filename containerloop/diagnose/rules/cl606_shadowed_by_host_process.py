"""CL606: a process of this machine answers in place of a container."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, listening_socket
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.rule_facts.published_ports import dialled_at
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Listener, Outcome, Publication


@diagnosis(
    "CL606",
    "shadowed-by-host-process",
    explains={Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET, Outcome.SILENT},
    explains_wrong_answer=True,
)
def shadowed_by_host_process(
    case: Case,
    shadowing: Listener | None,
    published_here: tuple[Publication, ...],
) -> Finding | None:
    """A process on the host answers in place of the container.

    ## What it means

    Two servers can have the same port, one on 127.0.0.1 and one on ::1. `localhost`
    means both, and mostly ::1 is tried first:

        localhost --> [::1]:5432       <- a PostgreSQL of this machine
                  --> 127.0.0.1:5432   <- docker-proxy --> db :5432

    Nothing is refused, yet the data is missing: "role does not exist", "password
    authentication failed", a page of another program. `docker ps` looks right.

    ## How containerloop knows

    A process listens on exactly the address that was used; a container publishes the
    same port, though not on that address, so the listener is not the engine's.

    ## Remedy

    Use the address on which the container is published, `127.0.0.1:5432`. Or stop the
    other server, or publish the container on another port of this machine.
    """
    container, at = case.destination.container, case.symptom.best.resolved
    if container is None or not container.state.running:
        return None
    if shadowing is None or not published_here:
        return None
    name, right = case.label(container), dialled_at(published_here[0])
    said = f"{container.name} is published on {right}"
    return Finding(
        summary=f"{_process(shadowing)} on this machine answers at"
        f" {replace(case.address, host=at)}; {name} is published on {right}",
        subject=f"{name} {case.address.port}",
        evidence=(
            failed_attempt(case.symptom),
            listening_socket(shadowing, None),
            configured(container, said, "NetworkSettings.Ports"),
        ),
        remedies=(instead(case, right), _free_the_address(name, shadowing)),
    )


def _free_the_address(name: str, other: Listener) -> Proposal:
    return Proposal(
        summary=f"stop {_process(other)}, or publish {name} on another host port",
        trial=Untriable(reason="only you know which of the two is needed"),
    )


def _process(listener: Listener) -> str:
    return (listener.process or "a process") + (f" (pid {listener.pid})" if listener.pid else "")
