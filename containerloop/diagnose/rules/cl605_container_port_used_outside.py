"""CL605: the host uses a container's own port instead of the published one."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Address, Container, Outcome, Publication
from containerloop.topology.ports import dialled_on_machine, publications


@diagnosis(
    "CL605",
    "container-port-used-outside",
    explains={Outcome.REFUSED, Outcome.ADDRESS_UNAVAILABLE},
)
def container_port_used_outside(case: Case) -> Finding | None:
    """The host uses the container port instead of the host port it is published on.

    ## What it means

    In `ports: ["5433:5432"]` the right number is where the server listens inside its
    container, and other containers use that. This machine has the left one:

        other containers --> db:5432 -----------> db :5432
                                                   ^
        this machine --> 127.0.0.1:5433 -----------+
        this machine --> 127.0.0.1:5432 --x  (nobody)

    ## How containerloop knows

    A connection to this machine was refused, no container publishes anything on that
    number, and one publishes its own port of that number on another.

    ## Remedy

    Use the left-hand number: `127.0.0.1:5433`. Or publish the port under its own
    number, `"127.0.0.1:5432:5432"`, if that is free on this machine.
    """
    if case.destination.kind != "host":
        return None
    if (
        case.client is not None
        and case.inventory.namespace_owner(case.client).network_mode != "host"
    ):
        return None
    ours = [c for c in case.inventory.scope if not case.inventory.in_host_mode(c)]
    moved = [(c, p) for c in ours for p in _made(c) if _is_moved(p, case.symptom)]
    # `5433:5432` is published on 0.0.0.0 and on ::; one of the two is enough
    moved = list({(c.id, p.host_port): (c, p) for c, p in reversed(moved)}.values())
    if not moved:
        return None
    container, publication = moved[0]
    name, port = case.label(container), case.address.port
    return Finding(
        summary=f"{port} is the port of {name} inside its container;"
        f" this machine has it at {publication.host_port}",
        subject=f"{name} {port}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            *(
                configured(
                    c, f"{c.name} publishes {port} as {p.host_port}", "NetworkSettings.Ports"
                )
                for c, p in moved
            ),
        ),
        remedies=tuple(instead(case, _published_at(p)) for _, p in moved),
    )


def _made(container: Container) -> tuple[Publication, ...]:
    """What is there; of one that is down, what it asks for."""
    return container.published if container.state.running else publications(container)


def _is_moved(publication: Publication, symptom: Symptom) -> bool:
    address = symptom.expectation.address
    same = publication.container_port == address.port
    return same and publication.transport is address.transport and publication.host_port != 0


def _published_at(publication: Publication) -> Address:
    return Address(
        host=dialled_on_machine(publication),
        port=publication.host_port,
        transport=publication.transport,
    )
