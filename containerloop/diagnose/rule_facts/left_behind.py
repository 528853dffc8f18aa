"""Containers that are still in a network that its owner has left. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from containerloop.diagnose.case import Case
from containerloop.facts import (
    Container,
    Listener,
    Maybe,
    Unobserved,
    Value,
)
from containerloop.topology.inventory import Inventory
from containerloop.topology.lodgers import home_of

Inside = Callable[[Container], Maybe[tuple[Listener, ...]]]
"""The listeners inside a container, on every port."""


class LeftBehind(Value, frozen=True):
    """A container in an abandoned network namespace, so that a call cannot get there or away.

    `home` is the container that has the name, the addresses and the ports now, None where no
    container does; `listener` is the lodger's socket that the call means, for a `server`.
    """

    lodger: Container
    home: Container | None
    part: Literal["client", "server"]
    listener: Listener | None = None

    @property
    def fate(self) -> str:
        """What became of its home, as the end of a sentence: "was started again"."""
        if self.home is None or self.home.id != home_of(self.lodger):
            return "was recreated"
        return "was started again" if self.home.state.running else "has stopped"


def left_behind(case: Case, inside: Inside) -> Maybe[LeftBehind | None]:
    """The client, or else the server, of a call, where its network is an abandoned one."""
    inventory, client = case.inventory, case.client
    if client is not None and inventory.left_behind(client):
        return _client(case, client, inside)
    home, unseen = case.destination.container, None
    if home is None:
        return None
    own = inside(home) if home.state.running else ()
    if isinstance(own, Unobserved) or _at_port(own, case):
        return own if isinstance(own, Unobserved) else None
    for lodger in _lodgers(home, inventory):
        there = inside(lodger)
        if isinstance(there, Unobserved):
            unseen = there
        elif served := _at_port(there, case):
            return LeftBehind(lodger, home, "server", served)
    return unseen


def _client(case: Case, client: Container, inside: Inside) -> Maybe[LeftBehind | None]:
    """A client that has nothing but its loopback; of calls there those that mean its old home."""
    lodger = case.inventory.namespace_owner(client)
    home = home_now(lodger, case.inventory)
    if case.destination.kind != "self":
        return LeftBehind(lodger, home, "client")
    if home is None or not home.state.running:
        return None
    there = inside(home)
    if isinstance(there, Unobserved):
        return there
    return LeftBehind(lodger, home, "client") if _at_port(there, case) else None


def home_now(lodger: Container, inventory: Inventory) -> Container | None:
    """The container that a lodger would share the network of, if it were created now."""
    config = inventory.config(lodger)
    meant = config.network_mode if config else None
    service = (meant or "").partition("service:")[2]
    of_service = (c for c in inventory.scope if service and c.service == service and not c.one_off)
    return inventory.by_id(home_of(lodger)) or next(of_service, None)


def _lodgers(home: Container, inventory: Inventory) -> Iterator[Container]:
    for each in inventory.containers:
        if each.state.running and inventory.left_behind(each):
            owner = inventory.namespace_owner(each)
            if home_now(owner, inventory) is home:
                yield each


def _at_port(listeners: tuple[Listener, ...], case: Case) -> Listener | None:
    port, transport = case.destination.port, case.address.transport
    return next((x for x in listeners if (x.port, x.transport) == (port, transport)), None)
