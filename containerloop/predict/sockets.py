"""What is sure of the sockets in a container that nobody has started. Pure.

What a program listens on is its own affair; the files tell only where they tell the program.
"""

from __future__ import annotations

from containerloop.facts import (
    Container,
    Listener,
    Port,
    Publication,
    Reference,
    Transport,
    is_wildcard,
)
from containerloop.plan.values import Expectation
from containerloop.predict.planned_world import PlannedWorld
from containerloop.protocols import by_hint, by_port, by_scheme
from containerloop.protocols.protocol import Protocol
from containerloop.topology.ports import declared_ports, publications

Listeners = tuple[Listener, ...]
_WEB = ("http", "tls", "grpc", "fastcgi")


def loopback_only(
    server: Container, port: int, transport: Transport, world: PlannedWorld
) -> Listeners:
    """The server's listener, where its command binds this port to loopback; else ()."""
    bound = [
        bind
        for each in _together(server, world)
        for bind in each.binds
        if bind.host_part.place.where == "command" and transport is Transport.TCP
        if port in _bound_ports(bind, each, world)
    ]
    return tuple(
        Listener(address="127.0.0.1" if b.host == "localhost" else b.host, port=port)
        for b in bound[:1]
    )


def is_exposed(container: Container, publication: Publication) -> bool:
    """Whether other machines may reach a server of a known kind, which a rule may warn of."""
    everywhere = publication.host_ip == "" or is_wildcard(publication.host_ip)
    return everywhere and _kind(container) is not None


def _bound_ports(bind: Reference, server: Container, world: PlannedWorld) -> tuple[int, ...]:
    """The ports that a command may bind to an address: its own, one beside it, or the usual."""
    if bind.port:
        return (bind.port,)
    known = by_hint(server.image)
    return world.service(server).own_ports or (known.ports[:1] if known is not None else ())


def nobody_at(server: Container, expectation: Expectation, world: PlannedWorld) -> Listeners:
    """The listener that a port of the host is mapped to, where the server has no such port.

    () where the number may be one of its own as well.
    """
    address, owner = expectation.address, world.inventory.namespace_owner(server)
    if owner.network_mode == "host" or _may_be_own(server, address.port, address.transport, world):
        return ()
    mapped = [
        p
        for p in publications(owner)
        if p.host_port == address.port and p.transport is address.transport
    ]
    known = by_hint(server.image)
    if len(mapped) != 1 or known is None or mapped[0].container_port not in known.ports:
        return ()
    return (Listener(address="0.0.0.0", port=mapped[0].container_port),)


def own_port(expectation: Expectation, client: Container, world: PlannedWorld) -> bool:
    """Whether the port of localhost that a service uses may be a port of its own."""
    address = expectation.address
    if world.inventory.namespace_owner(client).network_mode == "host":
        return True
    if _may_be_own(client, address.port, address.transport, world):
        return True
    spoken = by_scheme(expectation.scheme or "") or by_port(address.port)
    if any(_kind(each) is spoken for each in _together(client, world) if spoken is not None):
        return True
    servers = [s for s in world.inventory.scope if _serves(s, expectation, spoken)]
    servers = [s for s in servers if not world.optional(s, client)]
    if not servers:
        return True  # whom else it could mean is not in the files
    web = spoken is None or spoken.key in _WEB
    # an address of the web that this machine has as well may be meant for a browser
    return web and bool(world.inventory.publishing(address.port, address.transport))


def _serves(server: Container, expectation: Expectation, spoken: Protocol | None) -> bool:
    """Whether the port is one of a server's, and nothing says that it speaks something else."""
    address, kind = expectation.address, _kind(server)
    if Port(number=address.port, transport=address.transport) not in declared_ports(server):
        return False
    return kind is spoken or kind is None or spoken is None


def _kind(container: Container) -> Protocol | None:
    return by_hint(container.image) or by_hint(container.service or "")


def _may_be_own(container: Container, port: int, transport: Transport, world: PlannedWorld) -> bool:
    """Whether the files name the number as a port of a container, or of one beside it."""
    asked = Port(number=port, transport=transport)
    return any(
        asked in declared_ports(each)
        or port in world.service(each).own_ports
        or any(bind.port in (0, port) for bind in each.binds)
        for each in _together(container, world)
    )


def _together(container: Container, world: PlannedWorld) -> list[Container]:
    """The containers of one network namespace."""
    owner = world.inventory.namespace_owner
    return [c for c in world.inventory.containers if owner(c).id == owner(container).id]
