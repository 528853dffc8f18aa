"""Which failing calls to the host get a control experiment. Pure.

A probe listens on the host's own address, on a free port, and is dialled from where the
call failed. If this fails too, the real server is not the cause.
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
from containerloop.platforms.known import platform_of
from containerloop.platforms.traits import Interface
from containerloop.topology.host_isolation import apart_from_host
from containerloop.topology.hosts import is_place
from containerloop.topology.inventory import Inventory

_FIRST_WITHOUT_HOST_PROXY = 29
"""The first engine version where a container's call to a published port skips the host's proxy."""


def experiments(
    calls: Iterable[Attempt], host: Maybe[tuple[Listener, ...]], inventory: Inventory
) -> tuple[Experiment, ...]:
    """One for each vantage and address of the host for which a call may have been filtered."""
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
    if client is not None and apart_from_host(client, dialled, inventory):
        return None
    if isinstance(host, Unobserved) or not any(x.port == address.port for x in host):
        return None
    if not _is_served_by_host(address.port, address.transport, inventory):
        return None
    return Experiment(vantage, dialled)


def _is_served_by_host(port: int, transport: Transport, inventory: Inventory) -> bool:
    """Whether the call is for a process of the engine's host, the engine's proxy included."""
    engine = inventory.survey.engine
    platform = None if isinstance(engine, Unobserved) else platform_of(engine)
    if isinstance(engine, Unobserved) or platform is None or not platform.bridge_is_the_hosts:
        return False
    if platform.interface.value is not Interface.DOCKER:  # no proxy answers for a publication
        return not inventory.publishing(port, transport)
    major = engine.version.partition(".")[0]
    older = major.isdigit() and int(major) < _FIRST_WITHOUT_HOST_PROXY
    return older or not inventory.publishing(port, transport)
