"""Which failing calls of the host deserve a control experiment, and what one says. Pure.

A probe listens on the host's own address, on a free port, and is dialled from where the
call failed. What fails there as well is no matter of the server that was meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.facts import (
    MAYBE_FILTERED,
    Attempt,
    Listener,
    Maybe,
    Transport,
    Unobserved,
    is_loopback,
)
from containerloop.plan.values import Experiment
from containerloop.topology.hosts import is_place
from containerloop.topology.inventory import Inventory
from containerloop.topology.platforms import reaches_the_host

_PROXIES_ASKED_BEFORE = 29
"""From this version on a published port is no longer the host's own to a container."""


def experiments(
    calls: Iterable[Attempt], host: Maybe[tuple[Listener, ...]], inventory: Inventory
) -> tuple[Experiment, ...]:
    """One for each vantage and address of the host at which a call was stopped."""
    wanted = (experiment(call, host, inventory) for call in calls)
    return tuple(dict.fromkeys(each for each in wanted if each is not None))


def experiment(
    call: Attempt, host: Maybe[tuple[Listener, ...]], inventory: Inventory
) -> Experiment | None:
    """The experiment for a call of a container to a server of the host; None for others."""
    vantage, dialled, address = call.vantage, call.resolved, call.address
    client = inventory.at(vantage)
    if call.outcome not in MAYBE_FILTERED or address.transport is Transport.UDP or not dialled:
        return None
    if is_place(vantage) or is_loopback(dialled) or not inventory.is_engine_host(dialled):
        return None
    if client is not None and inventory.namespace_owner(client).network_mode == "host":
        return None
    if isinstance(host, Unobserved) or not any(x.port == address.port for x in host):
        return None
    if not _is_the_hosts(address.port, address.transport, inventory):
        return None
    return Experiment(vantage, dialled)


def _is_the_hosts(port: int, transport: Transport, inventory: Inventory) -> bool:
    """Whether the packet is meant for a process of the engine's host, a proxy included."""
    engine = inventory.survey.engine
    if isinstance(engine, Unobserved) or not reaches_the_host(engine):
        return False
    major = engine.version.partition(".")[0]
    older = major.isdigit() and int(major) < _PROXIES_ASKED_BEFORE
    return older or not inventory.publishing(port, transport)
