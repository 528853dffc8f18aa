"""Which failing calls of the host deserve a control experiment, and what one says. Pure.

A probe listens on the host's own address, on a free port, and is dialled from where the
call failed. What fails there as well is no matter of the server that was meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.facts import (
    Attempt,
    Engine,
    Listener,
    Maybe,
    Transport,
    Unobserved,
    is_loopback,
)
from containerloop.facts.outcomes import STOPPED
from containerloop.plan.values import Experiment
from containerloop.topology.hosts import is_place
from containerloop.topology.inventory import Parties

_PROXIES_ASKED_BEFORE = 29
"""From this version on a published port is no longer the host's own to a container."""


def experiments(
    calls: Iterable[Attempt], host: Maybe[tuple[Listener, ...]], parties: Parties
) -> tuple[Experiment, ...]:
    """One for each vantage and address of the host at which a call was stopped."""
    wanted = (experiment(call, host, parties) for call in calls)
    return tuple(dict.fromkeys(each for each in wanted if each is not None))


def experiment(
    call: Attempt, host: Maybe[tuple[Listener, ...]], parties: Parties
) -> Experiment | None:
    """The experiment for a call of a container to a server of the host; None for others."""
    vantage, dialled, address = call.vantage, call.resolved, call.address
    client = parties.at(vantage)
    if call.outcome not in STOPPED or address.transport is Transport.UDP or not dialled:
        return None
    if is_place(vantage) or is_loopback(dialled) or not parties.is_engine_host(dialled):
        return None
    if client is not None and parties.namespace_owner(client).network_mode == "host":
        return None
    if isinstance(host, Unobserved) or not any(x.port == address.port for x in host):
        return None
    if not _is_the_hosts(address.port, address.transport, parties):
        return None
    return Experiment(vantage, dialled)


def _is_the_hosts(port: int, transport: Transport, parties: Parties) -> bool:
    """Whether the packet is meant for a process of the engine's host, a proxy included."""
    engine = parties.survey.engine
    if isinstance(engine, Unobserved) or not _plain(engine):
        return False
    major = engine.version.partition(".")[0]
    older = major.isdigit() and int(major) < _PROXIES_ASKED_BEFORE
    return older or not parties.publishing(port, transport)


def _plain(engine: Engine) -> bool:
    return engine.flavour in ("docker", "colima", "unknown") and not engine.rootless
