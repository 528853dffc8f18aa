"""The publications that have the asked number, on their left side or on their right. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import Address, Container, Publication, Transport, Value, is_wildcard
from containerloop.platforms.known import publishes_elsewhere
from containerloop.topology.ports import dialled_on_machine, publications


class HostPort(Value, frozen=True):
    """A host port, and the container whose port it is mapped to."""

    container: Container
    publication: Publication


def published_here(case: Case) -> tuple[Publication, ...]:
    """The addressee's publications at the asked host port; () for nobody and for the host.

    For a container in the namespace of another it is the owner that publishes.
    """
    container, address = case.destination.container, case.address
    if container is None:
        return ()
    if case.destination.by != "publication":
        container = case.inventory.namespace_owner(container)
    claims = case.inventory.publishing(address.port, address.transport)
    return tuple(p for c, p in claims if c.id == container.id)


def host_ports(case: Case) -> tuple[HostPort, ...]:
    """The host ports at which the project publishes the asked number, as a container port.

    `5433:5432` is published on 0.0.0.0 and on ::; it is told once, as the first of the two.
    Of several, the last one comes first.
    """
    address, inventory = case.address, case.inventory
    found: dict[tuple[str, int], HostPort] = {}
    for container in inventory.scope:
        for each in _made(container):
            same = each.container_port == address.port and each.transport is address.transport
            if same and each.host_port != 0 and not inventory.in_host_mode(container):
                found.setdefault((container.id, each.host_port), HostPort(container, each))
    return tuple(reversed(found.values()))


def _made(container: Container) -> tuple[Publication, ...]:
    """What is there; of one that is down, what it asks for."""
    return container.published if container.state.running else publications(container)


def published_everywhere(case: Case) -> Publication | None:
    """The addressee's TCP port on every address of this machine; None where it is not now.

    Nor where it is on the engine's own machine: others come to it by these alone.
    """
    container, port = case.destination.container, case.destination.port
    if container is None or case.destination.kind != "container":
        return None
    elsewhere = publishes_elsewhere(case.inventory.survey)
    if case.address.transport is not Transport.TCP or elsewhere:
        return None
    for each in case.inventory.namespace_owner(container).published:
        everywhere = each.host_ip == "" or is_wildcard(each.host_ip)
        if everywhere and each.container_port == port and each.transport is Transport.TCP:
            return each
    return None


def dialled_at(publication: Publication) -> Address:
    """Where this machine reaches a publication."""
    return Address(
        host=dialled_on_machine(publication),
        port=publication.host_port,
        transport=publication.transport,
    )
