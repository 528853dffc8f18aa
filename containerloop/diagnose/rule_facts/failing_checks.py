"""Healthchecks that fail, and the services that wait for them in vain. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.views import listeners_in
from containerloop.facts import (
    Container,
    Listener,
    Maybe,
    Reference,
    Snapshot,
    Transport,
    Unobserved,
    Value,
    is_loopback,
    literal,
)
from containerloop.facts.parsers.health_log import Family, refused_family, refused_port
from containerloop.topology.dependencies import Block, blocked_by
from containerloop.topology.healthchecks import checked_address, fails
from containerloop.topology.inventory import Inventory


class FailingCheck(Value, frozen=True):
    """An unhealthy container; `dialled` is the address that its check names, if one is known.

    `listeners` are the TCP sockets in it.
    """

    container: Container
    dialled: Reference | None
    listeners: Maybe[tuple[Listener, ...]]

    @property
    def port(self) -> int | None:
        """The port of its own container that the check dials: as written, else as it says."""
        if self.dialled is None:
            return refused_port(self.container.state)
        return self.dialled.port if is_loopback(self.dialled.host) else None

    @property
    def there(self) -> tuple[Listener, ...]:
        """The listeners on that port."""
        seen = () if isinstance(self.listeners, Unobserved) else self.listeners
        return tuple(x for x in seen if x.port == self.port)

    @property
    def nothing_there(self) -> bool:
        """Whether nothing listens on that port."""
        seen = not isinstance(self.listeners, Unobserved)
        return self.port is not None and seen and not self.there

    @property
    def wrong_family(self) -> Family | None:
        """The family that the check dials, where its server listens on the other only."""
        written = literal(self.dialled.host) if self.dialled else None
        taken = refused_family(self.container.state)
        if written is not None:
            taken = "IPv6" if written.version == 6 else "IPv4"
        if taken == "IPv6":
            alone = all(":" not in listener.address for listener in self.there)
        else:  # one on [::] takes IPv4 as well, as a rule
            alone = all(listener.address == "::1" for listener in self.there)
        return taken if self.there and alone else None


class HeldBack(Value, frozen=True):
    """A service that compose does not start, and why; `check` is set where one is failing."""

    waiting: Container
    block: Block
    check: FailingCheck | None


def failing_check(case: Case, snapshot: Snapshot) -> FailingCheck | None:
    """The failing healthcheck of the container that is called, itself or another."""
    server = case.destination.container
    return _check_of(server, snapshot, case.inventory) if server else None


def _check_of(
    container: Container, snapshot: Snapshot, inventory: Inventory
) -> FailingCheck | None:
    if not fails(container):
        return None
    seen = listeners_in(snapshot, inventory, container)
    if not isinstance(seen, Unobserved):
        seen = tuple(x for x in seen if x.transport is Transport.TCP)
    return FailingCheck(container, checked_address(container), seen)


def held_back(case: Case, stopped: Maybe[Container | None], snapshot: Snapshot) -> HeldBack | None:
    """The server that is meant, or else the client, where compose waits in vain to start it.

    Where it only has to wait, `block.soon` says so.
    """
    parties = [stopped if isinstance(stopped, Container) else None]
    parties += [case.client] if case.symptom.standing == "client-held-back" else []
    for waiting in (p for p in parties if p is not None):
        block = blocked_by(waiting, case.inventory)
        if block is not None:
            check = _check_of(block.container, snapshot, case.inventory)
            return HeldBack(waiting, block, check)
    return None
