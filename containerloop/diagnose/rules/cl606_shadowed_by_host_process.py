"""CL606: a process of this machine answers in place of a container."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, listening_socket
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.remedies.other_process import process, stop_or_move
from containerloop.diagnose.rule_facts.published_ports import dialled_at
from containerloop.facts import Address, Listener, Outcome, Publication


@diagnosis(
    "CL606",
    "shadowed-by-host-process",
    explains={Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET, Outcome.SILENT},
    explains_wrong_answer=True,
    warns_when_met=True,
)
def shadowed_by_host_process(
    case: Case, shadowing: Listener | None, published_here: tuple[Publication, ...]
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

    A process listens on exactly the address that was used, and the container is not
    published on that one. Where the container answers and the process is at the other
    address of `localhost`, that is a warning: some clients get the one, some the other.

    ## Remedy

    Use the address on which the container is published, `127.0.0.1:5432`. Or stop the
    other server, or publish the container on another port of this machine.
    """
    container = case.destination.container
    if container is None or shadowing is None or not published_here:
        return None
    if not container.state.running:
        return None
    name, right = case.label(container), dialled_at(published_here[0])
    said = f"{container.name} is published on {right}"
    return Finding(
        summary=_summary(case, shadowing, f"{name} is published on {right}"),
        subject=f"{name} {case.address.port}",
        evidence=(
            failed_attempt(case.symptom),
            listening_socket(shadowing, None),
            configured(container, said, "NetworkSettings.Ports"),
        ),
        remedies=(instead(case, right, _use(case, right)), stop_or_move(name, shadowing)),
    )


def _use(case: Case, right: Address) -> str | None:
    return f"use {right} instead of localhost:{right.port}" if case.symptom.met else None


def _summary(case: Case, other: Listener, published: str) -> str:
    if case.symptom.met:
        there = replace(case.address, host=other.address)
        return f"localhost is also {process(other)} on this machine, at {there}; {published}"
    answers = f"answers at {replace(case.address, host=case.symptom.best.resolved)}"
    return f"{process(other)} on this machine {answers}; {published}"
