"""Which failing calls of the host deserve a control experiment, and what one says. Pure.

A probe listens on the host's own address, on a free port, and is dialled from where the
call failed. What fails there as well is no matter of the server that was meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.facts import (
    Attempt,
    Control,
    Engine,
    Listener,
    Maybe,
    Outcome,
    Transport,
    Unobserved,
    is_loopback,
)
from containerloop.looks import Experiment
from containerloop.parties import Parties, is_place

STOPPED = (Outcome.TIMED_OUT, Outcome.REFUSED, Outcome.HOST_UNREACHABLE)
"""What a firewall's DROP and its kinds of REJECT look like to who dials."""

HEARD = (Outcome.OPEN, Outcome.SILENT, Outcome.ANSWERED)
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


def control_of(
    call: Attempt,
    controls: tuple[Control, ...],
    host: Maybe[tuple[Listener, ...]],
    parties: Parties,
) -> Maybe[Control | None]:
    """What the experiment showed; None where none is called for."""
    if call.outcome in STOPPED and isinstance(host, Unobserved):
        return host
    wanted = experiment(call, host, parties)
    if wanted is None:
        return None
    for control in controls:
        if (control.vantage, control.host) == (wanted.vantage, wanted.host):
            heard = control.near.outcome in HEARD
            return control if heard else Unobserved("the host did not hear a probe of its own")
    return Unobserved("no probe listened on the host for comparison")
