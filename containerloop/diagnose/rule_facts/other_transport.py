"""A port that is published for one transport and served over the other. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.facts import (
    Container,
    Listener,
    Maybe,
    Publication,
    Transport,
    Unobserved,
    Value,
)
from containerloop.topology.ports import publications

Listeners = tuple[Listener, ...]
OTHER = {Transport.TCP: Transport.UDP, Transport.UDP: Transport.TCP}


class OtherTransport(Value, frozen=True):
    """A container's port and the transports it is really served over; `made` publishes another.

    `missing` is the transport to publish it for; `replaces` tells that nothing in the container
    is served over the one that is published.
    """

    server: ContainerServer
    made: Publication
    missing: Transport
    replaces: bool


def other_transport(
    case: Case, listeners_by_container: Mapping[str, Maybe[Listeners]]
) -> Maybe[OtherTransport | None]:
    """The fault of a call that met no publication of its transport, or a pointless one.

    Unobserved where the container that publishes the number for the other one was not inspected.
    """
    there = case.destination.container
    if case.destination.by == "publication" and there in case.inventory.scope:
        return _pointless(case, there, listeners_by_container)
    if case.destination.kind != "host":
        return None
    return _absent(case, listeners_by_container)


def _pointless(
    case: Case, container: Container, inside: Mapping[str, Maybe[Listeners]]
) -> Maybe[OtherTransport | None]:
    """The asked transport is published, and only the other one is served behind it."""
    port, asked = case.destination.port, case.address.transport
    made = [p for p in container.published if (p.container_port, p.transport) == (port, asked)]
    made = [p for p in made if p.host_port == case.address.port]
    seen = inside[case.inventory.namespace_owner(container).id]
    if isinstance(seen, Unobserved) or not made:
        return seen if isinstance(seen, Unobserved) and made else None
    there = tuple(x for x in seen if x.port == port)
    if not there or any(x.transport is asked for x in there):
        return None
    server = ContainerServer(container, port, there)
    return OtherTransport(server, made[0], OTHER[asked], replaces=True)


def _absent(case: Case, inside: Mapping[str, Maybe[Listeners]]) -> Maybe[OtherTransport | None]:
    """The number is published for the other transport only, and served over the asked one."""
    asked, other = case.address.transport, OTHER[case.address.transport]
    unseen: Unobserved | None = None
    for container, made in _published(case, other):
        seen = inside[case.inventory.namespace_owner(container).id]
        if isinstance(seen, Unobserved):
            unseen = seen
            continue
        there = tuple(x for x in seen if x.port == made.container_port)
        if any(x.transport is asked for x in there):
            own = tuple(x for x in there if x.transport is asked)
            server = ContainerServer(container, made.container_port, own)
            return OtherTransport(server, made, asked, replaces=own == there)
    return unseen


def _published(case: Case, transport: Transport) -> list[tuple[Container, Publication]]:
    """What the project publishes at the asked number, as a host port or as its own."""
    port = case.address.port
    found = [
        (c, p)
        for c in case.inventory.scope
        for p in publications(c)
        if c.state.running and p.transport is transport and p.host_port
        if port in (p.host_port, p.container_port)
    ]
    return sorted(found, key=lambda each: each[1].host_port != port)
