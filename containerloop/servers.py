"""Who serves a port: containers that are configured to or listen, and the host. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from containerloop.addressed import Addressed
from containerloop.facts import (
    Address,
    Attempt,
    Container,
    Listener,
    Maybe,
    Outcome,
    Port,
    Publication,
    Snapshot,
    Unobserved,
    literal,
)
from containerloop.parties import OWN_NETWORK_MODES, Parties, declared_ports, publications
from containerloop.views import view_of


@dataclass(frozen=True, slots=True)
class Server:
    """Somebody who listens on the asked port, or is configured to serve it.

    `container` is None for a process of the engine's host. `listeners` are those on
    `port` in its namespace.
    """

    container: Container | None
    port: int
    listeners: Maybe[tuple[Listener, ...]]


@dataclass(frozen=True, slots=True)
class Target:
    """The container whose server is meant, and the port it is meant to serve inside.

    The one the address leads to (the client's own, dialled at its network address); else,
    where this machine was dialled and nothing is published, the only container that serves
    the port.
    """

    container: Container
    port: int


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the host port that a container asks for: a container, or the host's `listener`."""

    wanted: Publication
    container: Container | None = None
    listener: Listener | None = None


def holders(
    container: Container, parties: Parties, host: Maybe[tuple[Listener, ...]]
) -> Maybe[tuple[Holder, ...]]:
    """Who has the host ports that a stopped container asks for; () where all are free."""
    wanted = [p for p in container.asked if p.host_port]
    others = tuple(
        Holder(mine, container=other)
        for mine in wanted
        for other in parties.containers
        if other.id != container.id and any(_conflict(mine, its) for its in other.published)
    )
    if others:
        return others
    if isinstance(host, Unobserved):
        return host
    return tuple(
        Holder(mine, listener=x)
        for mine in wanted
        for x in host
        if (x.port, x.transport) == (mine.host_port, mine.transport)
        and _overlap(mine.host_ip, x.address)
    )


def _conflict(one: Publication, other: Publication) -> bool:
    same = (one.host_port, one.transport) == (other.host_port, other.transport)
    return same and _overlap(one.host_ip, other.host_ip)


def _overlap(asked: str, held: str) -> bool:
    """Whether the kernel refuses `asked` on a port while `held` has it; "" is every address."""
    one, other = literal(asked), literal(held)
    if one is None or other is None:
        return True
    if one.version != other.version:
        # a socket on :: has IPv4 as well, as a rule
        return held == "::"
    return one == other or one.is_unspecified or other.is_unspecified


def target(addressed: Addressed, serving: tuple[Server, ...]) -> Target | None:
    """Whose server is meant: the addressee, or the only container that serves the port."""
    own = addressed.kind == "self" and addressed.by == "address"
    if (addressed.kind == "container" or own) and addressed.container is not None:
        return Target(addressed.container, addressed.port)
    others = [s for s in serving if s.container is not None]
    if addressed.kind == "host" and len(others) == 1 == len(serving):
        return Target(others[0].container, others[0].port) if others[0].container else None
    return None


def servers(
    snapshot: Snapshot,
    parties: Parties,
    address: Address,
    host: Maybe[tuple[Listener, ...]],
) -> tuple[Server, ...]:
    """Who serves the port: containers that declare it or listen on it, then the host."""
    found = []
    for container in parties.scope:
        view = view_of(snapshot, parties, container)
        seen: Maybe[tuple[Listener, ...]]
        seen = view if isinstance(view, Unobserved) else view.listeners
        host_mode = parties.in_host_mode(container)
        # whose the host's sockets are is not known: there a container serves what it declares
        own: Maybe[tuple[Listener, ...]] = () if host_mode else seen
        for port in _ports_there(container, address, own):
            at_port = seen if isinstance(seen, Unobserved) else _on(seen, port, address)
            found.append(Server(container, port, at_port))
    found.sort(key=lambda s: not (s.container and s.container.state.running))
    process = _host_process(address, parties, host)
    return (*found, Server(None, address.port, process)) if process else tuple(found)


def unserved(serving: tuple[Server, ...], snapshot: Snapshot, parties: Parties) -> Maybe[bool]:
    """Whether no container serves the port, running ones looked into: each may do so unsaid.

    Of those in host mode this machine's own sockets tell.
    """
    if serving:
        return False
    for container in parties.scope:
        owner = parties.namespace_owner(container)
        if container.state.running and owner.network_mode not in OWN_NETWORK_MODES:
            view = view_of(snapshot, parties, container)
            seen = view if isinstance(view, Unobserved) else view.listeners
            if isinstance(seen, Unobserved):
                return seen
    return True


def _ports_there(
    container: Container, address: Address, seen: Maybe[tuple[Listener, ...]]
) -> list[int]:
    """The container ports that the asked number can mean in this container."""
    declared = {p.number for p in declared_ports(container) if p.transport is address.transport}
    mapped = {
        p.container_port
        for p in publications(container)
        if p.host_port == address.port and p.transport is address.transport
    }
    listening = not isinstance(seen, Unobserved) and bool(_on(seen, address.port, address))
    own = {address.port} if listening or address.port in declared else set()
    return sorted(own | mapped)


def _on(listeners: tuple[Listener, ...], port: int, address: Address) -> tuple[Listener, ...]:
    return tuple(x for x in listeners if x.port == port and x.transport is address.transport)


def _host_process(
    address: Address, parties: Parties, host: Maybe[tuple[Listener, ...]]
) -> tuple[Listener, ...]:
    """The host's own listeners; what stands for a published port belongs to a container."""
    if isinstance(host, Unobserved) or parties.publishing(address.port, address.transport):
        return ()
    return _on(host, address.port, address)


def families(listeners: Iterable[Listener], tries: Iterable[Attempt]) -> frozenset[int]:
    """The IP versions (4, 6) in which these sockets of one port are served.

    A socket on :: takes IPv4 too, unless it was told not to; no table of the kernel says
    so. `tries` are attempts at the port from inside, which show it.
    """
    bound = [a for x in listeners if (a := literal(x.address)) is not None]
    versions = {a.version for a in bound}
    if any(a.version == 6 and a.is_unspecified for a in bound) and not _ipv6_alone(tries):
        versions.add(4)
    return frozenset(versions)


def _ipv6_alone(tries: Iterable[Attempt]) -> bool:
    """Before 26.0 a container had no ::1 to be reached at; that it is refused is what counts."""
    seen = {a.resolved or a.address.host: a.outcome for a in tries}
    six = seen.get("::1", Outcome.NOT_TRIED)
    there = six.reached or six is Outcome.ADDRESS_UNAVAILABLE
    return there and seen.get("127.0.0.1") is Outcome.REFUSED


def mentioned(address: Address, parties: Parties) -> bool:
    """Whether any container, or a service not created yet, is configured for the port."""
    wanted = Port(number=address.port, transport=address.transport)
    services = parties.project.services if parties.project else ()
    planned = {Port(number=p.container_port, transport=p.transport)
               for s in services for p in s.ports}  # fmt: skip
    planned |= {Port(number=p.host_port, transport=p.transport)
                for s in services for p in s.ports}  # fmt: skip
    planned |= {p for s in services for p in s.exposed}
    return (
        wanted in planned
        or any(wanted in declared_ports(c) for c in parties.containers)
        or bool(parties.publishing(address.port, address.transport))
    )
