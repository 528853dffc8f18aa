"""Who serves a port: containers that are configured to or listen, and the host. Pure."""

from __future__ import annotations

from containerloop.diagnose.rule_facts.host_mode_absent import host_mode_without_container
from containerloop.diagnose.rule_facts.views import listeners_in
from containerloop.facts import Address, Container, Listener, Maybe, Snapshot, Unobserved, Value
from containerloop.topology.destination import Destination
from containerloop.topology.hosts import OWN_NETWORK_MODES
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports, publications
from containerloop.topology.swarm_services import unseen_in_swarm


class ContainerServer(Value, frozen=True):
    """A container that listens on the asked port, or is configured to serve it.

    `port` is its own; `listeners` are those on that port inside it.
    """

    container: Container
    port: int
    listeners: Maybe[tuple[Listener, ...]]


class HostServer(Value, frozen=True):
    """A process of the engine's host that listens on the asked port, on these sockets."""

    port: int
    listeners: tuple[Listener, ...]


Server = ContainerServer | HostServer


class Servers(Value, frozen=True):
    """Those who are known to serve the port, running ones first, and why there may be others.

    `container_unseen` is set where a running container could not be inspected, which may
    listen without declaring the port; `host_unseen` where this machine's sockets could not.
    """

    containers: tuple[ContainerServer, ...]
    host: HostServer | None = None
    container_unseen: Unobserved | None = None
    host_unseen: Unobserved | None = None

    @property
    def known(self) -> tuple[Server, ...]:
        """All of them, the host's process last."""
        return (*self.containers, self.host) if self.host else self.containers

    @property
    def unseen(self) -> Unobserved | None:
        """Why somebody may serve the port who is not among the known."""
        return self.container_unseen or self.host_unseen


class Target(Value, frozen=True):
    """The container whose server is meant, and the port it is meant to serve inside.

    The one the address leads to (the client's own, dialled at its network address); else,
    where this machine was dialled and nothing is published, the only container that serves
    the port.
    """

    container: Container
    port: int


def target(
    destination: Destination, serving: Servers, unseen: str | None = None
) -> Maybe[Target | None]:
    """Whose server is meant: the addressee, or the only container that serves the port.

    Unobserved where none is known to, and one that nobody looked into may; `unseen` is why the
    server of a swarm's service was not.
    """
    if unseen is not None and destination.kind == "swarm":
        return Unobserved(unseen)
    own = destination.kind == "self" and destination.by == "address"
    if (destination.kind == "container" or own) and destination.container is not None:
        return Target(destination.container, destination.port)
    if destination.kind != "host":
        return None
    if len(serving.containers) == 1 and serving.host is None:
        return Target(serving.containers[0].container, serving.containers[0].port)
    return None if serving.known else serving.container_unseen


def servers(
    snapshot: Snapshot,
    inventory: Inventory,
    address: Address,
    host: Maybe[tuple[Listener, ...]],
) -> Servers:
    """Who serves the port: containers that declare it or listen on it, then the host."""
    found = []
    for container in inventory.scope:
        seen = listeners_in(snapshot, inventory, container)
        host_mode = inventory.in_host_mode(container)
        # whose the host's sockets are is not known: there a container serves what it declares
        own: Maybe[tuple[Listener, ...]] = () if host_mode else seen
        for port in _ports_there(container, address, own):
            at_port = seen if isinstance(seen, Unobserved) else _on(seen, port, address)
            found.append(ContainerServer(container, port, at_port))
    found.sort(key=lambda s: not s.container.state.running)
    process = _host_process(address, inventory, host)
    return Servers(
        containers=tuple(found),
        host=HostServer(address.port, process) if process else None,
        container_unseen=_container_unseen(snapshot, inventory),
        host_unseen=host if isinstance(host, Unobserved) else None,
    )


def _container_unseen(snapshot: Snapshot, inventory: Inventory) -> Unobserved | None:
    """Of containers in host mode this machine's own sockets tell."""
    for container in inventory.scope:
        owner = inventory.namespace_owner(container)
        if container.state.running and owner.network_mode not in OWN_NETWORK_MODES:
            seen = listeners_in(snapshot, inventory, container)
            if isinstance(seen, Unobserved):
                return seen
    return unseen_in_swarm(inventory) or host_mode_without_container(inventory)


def nobody_serves(serving: Servers) -> Maybe[bool]:
    """Whether no container serves the port; unknown if one that runs could not be inspected."""
    if serving.known:
        return False
    return serving.container_unseen or True


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
    address: Address, inventory: Inventory, host: Maybe[tuple[Listener, ...]]
) -> tuple[Listener, ...]:
    """The host's own listeners; what stands for a published port belongs to a container."""
    if isinstance(host, Unobserved) or inventory.publishing(address.port, address.transport):
        return ()
    return _on(host, address.port, address)


def mentioned(address: Address, inventory: Inventory) -> bool:
    """Whether any container, or a service not created yet, is configured for the number.

    For either transport: what is published for the other one only is no unknown port.
    """
    services = inventory.project.services if inventory.project else ()
    planned = {n for s in services for p in s.ports for n in (p.container_port, p.host_port)}
    planned |= {p.number for s in services for p in s.exposed}
    if address.port in planned:  # the file says it, whatever containers were seen
        return True
    return any(
        address.port
        in {p.number for p in declared_ports(c)} | {p.host_port for p in publications(c)}
        for c in inventory.containers
    )
