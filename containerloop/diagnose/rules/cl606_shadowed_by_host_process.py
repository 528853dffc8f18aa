"""CL606: a process of this machine answers in place of a container."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, listening_socket
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.impostors import shadowing_listener
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.trials import Untriable
from containerloop.facts import HOST, Address, Engine, Listener, Maybe, Outcome, Unobserved
from containerloop.topology.ports import dialled_on_machine


@diagnosis(
    "CL606",
    "shadowed-by-host-process",
    explains={
        Outcome.ACCEPTED_THEN_CLOSED,
        Outcome.ACCEPTED_THEN_RESET,
        Outcome.SILENT,
    },
    explains_wrong_answer=True,
)
def shadowed_by_host_process(
    case: Case, engine: Engine, host_listeners: tuple[Listener, ...]
) -> Maybe[Finding | None]:
    """A process on the host answers in place of the container.

    ## What it means

    127.0.0.1 and ::1 are two addresses, and two servers can have the same port, each
    on one of them. `localhost` means both, and mostly ::1 is tried first:

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
    at = case.symptom.best.resolved
    if case.vantage != HOST or case.destination.container is None or at is None:
        return None
    if isinstance(engine.same_machine, Unobserved):
        return engine.same_machine
    address, container = case.address, case.destination.container
    other = shadowing_listener(address, at, host_listeners, case.inventory)
    if other is None or not container.state.running:
        return None
    claims = case.inventory.publishing(address.port, address.transport)
    published = next((p for c, p in claims if c.id == container.id), None)
    if published is None:
        return None
    name, process = case.label(container), other.process or "a process"
    pid = f" (pid {other.pid})" if other.pid else ""
    ip = dialled_on_machine(published)
    right = Address(host=ip, port=address.port, transport=address.transport)
    return Finding(
        summary=f"{process}{pid} of this machine answers there; {name} is published on {right}",
        subject=f"{name} {address.port}",
        evidence=(
            failed_attempt(case.symptom),
            listening_socket(other, None),
            configured(container, f"{container.name} is at {right}", "NetworkSettings.Ports"),
        ),
        remedies=(
            instead(case, right),
            Proposal(
                summary=f"stop {process}{pid}, or publish {name} at another port of this machine",
                trial=Untriable(reason="which of the two is not needed is yours to say"),
            ),
        ),
    )
