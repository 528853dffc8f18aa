"""Whose server it is that listens where several containers share one network namespace. Pure."""

from __future__ import annotations

from collections.abc import Callable

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.servers import Target
from containerloop.facts import Container, Port, Transport
from containerloop.protocols import by_hint, by_port
from containerloop.topology.inventory import Inventory


def lodging(target: Target, case: Case) -> Target:
    """The target by the container that serves its port, where its namespace has several."""
    owner = case.inventory.namespace_owner(target.container)
    if owner is not target.container:
        return target
    server = server_in(owner, target.port, case.inventory, case.address.transport)
    return Target(server, target.port)


def sharers(owner: Container, inventory: Inventory) -> tuple[Container, ...]:
    """The running containers in a namespace, its owner first."""
    others = (c for c in inventory.containers if inventory.namespace_owner(c).id == owner.id)
    return tuple({c.id: c for c in (owner, *others) if c.state.running}.values())


def server_in(
    owner: Container, port: int, inventory: Inventory, transport: Transport = Transport.TCP
) -> Container:
    """The container of the namespace that serves the port; its owner where nothing tells.

    The sockets do not say whose they are. What does, the strongest first: an image or a setting
    that has the port; a reference that names a container with it; an image or a service that is
    called like the servers of that port. It must speak for one container alone.
    """
    there = sharers(owner, inventory)
    tests: tuple[Callable[[Container], bool], ...] = (
        lambda c: _declares(c, port, transport),
        lambda c: _is_referred_to(c, port, inventory),
        lambda c: _is_called_like(c, port),
    )
    for test in tests:
        found = [c for c in there if test(c)]
        if len(found) == 1:
            return found[0]
    return owner


def _declares(container: Container, port: int, transport: Transport) -> bool:
    """What a container publishes counts as exposed too, and may be for its neighbours."""
    exposes = Port(number=port, transport=transport) in container.exposed
    for_others = any(p.container_port == port for p in container.asked)
    return (exposes and not for_others) or any(bind.port == port for bind in container.binds)


def _is_referred_to(container: Container, port: int, inventory: Inventory) -> bool:
    """Whether somebody of its project writes its name and that port."""
    names = {(container.service or "").lower(), container.name.lower()} - {""}
    return any(
        reference.port == port and reference.host.lower() in names
        for client in inventory.containers
        if client.project == container.project
        for reference in client.references
    )


def _is_called_like(container: Container, port: int) -> bool:
    wanted = by_port(port)
    return wanted is not None and wanted in (
        by_hint(container.image),
        by_hint(container.service or container.name),
    )
