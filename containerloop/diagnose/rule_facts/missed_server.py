"""The server of this machine that a rootless engine's containers do not arrive at. Pure."""

from __future__ import annotations

from collections.abc import Collection

from containerloop.diagnose.case import Case
from containerloop.facts import (
    Listener,
    Machine,
    Maybe,
    Outcome,
    Unobserved,
    Value,
    is_wildcard,
    literal,
)
from containerloop.platforms.docker_rootless import LOOPBACK_ADDRESS
from containerloop.platforms.known import platform_seen, publishes_here
from containerloop.platforms.traits import HostGateway
from containerloop.topology.hosts import contains
from containerloop.topology.inventory import Inventory

_EVERYWHERE = "0.0.0.0/0"


class MissedServer(Value, frozen=True):
    """Its sockets, all on the port that was called."""

    listeners: tuple[Listener, ...]


def stays_inside(inventory: Inventory) -> Maybe[bool]:
    """Whether the engine is rootless, publishes here, and its bridges are not this machine's."""
    engine, platform = inventory.survey.engine, platform_seen(inventory.survey)
    if isinstance(engine, Unobserved):
        return engine
    if isinstance(platform, Unobserved):
        return platform
    inside = platform.host_gateway.value is HostGateway.OWN_NAMESPACE
    return publishes_here(engine) if platform.rootless and inside else False


def missed_server(case: Case, own: Maybe[tuple[Listener, ...]]) -> Maybe[MissedServer | None]:
    """The server of this machine on the port of a call that ended in the engine's namespace.

    `own` are this machine's listeners.
    """
    inside = stays_inside(case.inventory)
    if case.client is None or inside is False or not _ends_inside(case):
        return None
    if isinstance(inside, Unobserved):
        return inside
    if isinstance(own, Unobserved):
        return own
    asked = (case.address.port, case.address.transport)
    there = tuple(x for x in own if (x.port, x.transport) == asked)
    return MissedServer(there) if there else None


def _ends_inside(case: Case) -> bool:
    """Whether the host was dialled, or its loopback as it is once a setting allows it."""
    if (case.symptom.best.resolved or case.address.host) == LOOPBACK_ADDRESS:
        return True
    unnamed = case.symptom.best.resolved is None
    return case.destination.kind == "host" and (unnamed or case.outcome is Outcome.REFUSED)


def own_address(bound: Collection[str], inventory: Inventory) -> str | None:
    """This machine's own address that is one of those, or that a wildcard of them stands for."""
    machine = inventory.survey.machine
    usable = [a for a in _outward_first(machine) if not _taken(a, inventory)]
    if any(address == "" or is_wildcard(address) for address in bound):
        return next(iter(usable), None)
    return next((a for a in usable if a in bound), None)


def _taken(address: str, inventory: Inventory) -> bool:
    """Whether it is no address to call this machine at: of loopback, IPv6, or of a container."""
    found = literal(address)
    if found is None or found.version == 6 or found.is_loopback:
        return True
    return inventory.is_engine_host(address) or inventory.owning(address) is not None


def _outward_first(machine: Machine) -> list[str]:
    """This machine's addresses, those of the interface of its default route first."""
    routes = () if isinstance(machine.routes, Unobserved) else machine.routes
    outward = {r.interface for r in routes if r.destination == _EVERYWHERE}
    near = [r.destination for r in routes if r.interface in outward and not r.gateway]
    return sorted(machine.addresses, key=lambda a: not any(contains(net, a) for net in near))
