"""What the compose file has now and a container has not, and what recreating it is worth. Pure.

Only differences that explain a failing call are looked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.evidence import setting_location
from containerloop.diagnose.finding import Location
from containerloop.diagnose.server_drift import (
    Difference,
    name_given_now,
    port_published_now,
    port_served_now,
)
from containerloop.diagnose.trials import Dial, DialAs, Trial, Untriable
from containerloop.facts import (
    HOST,
    NAME_TIMED_OUT,
    Address,
    Container,
    Listener,
    Maybe,
    Reference,
    ServiceConfig,
)
from containerloop.topology.destination import destination_of
from containerloop.topology.dns import is_planned_name


def difference(
    case: Case,
    stale: frozenset[str],
    listeners_by_container: Mapping[str, Maybe[tuple[Listener, ...]]],
) -> Difference | None:
    """The first difference between file and container that the failing call suffers from."""
    if case.client is None:
        lost = case.vantage == HOST and case.destination.kind == "host"
        return port_published_now(case, stale, listeners_by_container) if lost else None
    config = case.inventory.config(case.client)
    if config is not None and case.client.id in stale:
        found = _address(case, config) or _host_name(case, config)
        if found:
            return found
    return _networks(case, stale) or port_served_now(case, stale) or name_given_now(case, stale)


def _address(case: Case, config: ServiceConfig) -> Difference | None:
    reference = case.reference
    now = superseded(reference, config)
    if reference is None or now is None:
        return None
    place = now.host_part.place
    address = Address(host=now.host, port=now.port, transport=now.transport)
    what = f"has it use {address} instead of {case.address}"
    where = (
        Location(file=place.file, line=place.line, column=place.column, key=place.key)
        if place.file and place.line
        else None
    )
    there = destination_of(address, case.vantage, case.caller, case.inventory).container
    trial: Trial = Dial(vantage=case.vantage, address=address)
    if there is not None and not there.state.running:
        trial = Untriable(reason=f"{case.label(there)} is not running")
    elif there is None and is_planned_name(address.host, case.inventory):
        trial = Untriable(reason=f"{address.host} has no container yet")
    return Difference(case.caller, what, trial, where)


def _host_name(case: Case, config: ServiceConfig) -> Difference | None:
    address = case.address
    new = [x for x in config.extra_hosts if x.partition(":")[0] == address.host]
    if case.outcome not in NAME_TIMED_OUT or not new or set(new) & set(case.caller.extra_hosts):
        return None
    trial = DialAs(
        vantage=case.vantage,
        networks=_joined(case.caller),
        address=address,
        extra_hosts=tuple(new),
    )
    what = f"has an extra_hosts entry for {address.host}"
    return Difference(case.caller, what, trial, setting_location(config, "extra_hosts"))


def _networks(case: Case, stale: frozenset[str]) -> Difference | None:
    server = case.destination.container
    if server is None or case.outcome not in NAME_TIMED_OUT:
        return None
    if case.inventory.shared_networks(case.caller, server):
        return None
    mine, its = case.inventory.config(case.caller), case.inventory.config(server)
    shared = [n for n in mine.networks if n in its.networks] if mine and its else []
    if not shared:
        return None
    for one, config in ((case.caller, mine), (server, its)):
        if config and one.id in stale and not set(shared) & set(_joined(one)):
            what, trial = f"connects it to network {shared[0]}", _on_networks(case, one, config)
            return Difference(one, what, trial, setting_location(config, "networks"))
    return None


def _on_networks(case: Case, container: Container, config: ServiceConfig) -> Trial:
    """The client on the networks that the file gives it; nobody else can be tried there."""
    if container is not case.caller or not all(map(case.inventory.network, config.networks)):
        return Untriable(reason="recreating a container would change your project")
    return DialAs(vantage=case.vantage, networks=config.networks, address=case.address)


def _joined(container: Container) -> tuple[str, ...]:
    return tuple(a.network for a in container.attachments)


def superseded(reference: Reference | None, config: ServiceConfig | None) -> Reference | None:
    """What the file says now under the reference's key, where that is another address."""
    if reference is None or config is None:
        return None
    key = reference.host_part.place.key
    now = [r for r in config.references if r.host_part.place.key == key]
    same = any((r.host, r.port or reference.port) == (reference.host, reference.port) for r in now)
    if same or not now:
        return None
    return replace(now[0], port=now[0].port or reference.port)
