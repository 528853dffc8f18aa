"""What the compose file has now and a container has not, and what recreating it is worth. Pure.

Only differences that explain a failing call are looked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from containerloop.diagnose.case import Case
from containerloop.diagnose.evidence import setting_location
from containerloop.diagnose.finding import Location
from containerloop.diagnose.trials import Dial, DialAs, Publish, Trial, Untriable
from containerloop.facts import (
    HOST,
    NAME_TIMED_OUT,
    NO_SUCH_NAME,
    Address,
    Container,
    Listener,
    Maybe,
    Outcome,
    Port,
    Publication,
    Reference,
    ServiceConfig,
    Unobserved,
)
from containerloop.topology.destination import destination_of
from containerloop.topology.dns import is_planned_name, names_in_file
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports

AS_A_WHOLE = Untriable(reason="only compose can recreate it")


@dataclass(frozen=True, slots=True)
class Difference:
    """What the compose file now has and `container` has not, where it stands, and a trial of it.

    `what` follows "the compose file, which now …".
    """

    container: Container
    what: str
    trial: Trial
    location: Location | None = None


def difference(
    case: Case,
    stale: frozenset[str],
    listeners_by_container: Mapping[str, Maybe[tuple[Listener, ...]]],
) -> Difference | None:
    """The first difference between file and container that the failing call suffers from."""
    if case.client is None:
        lost = case.vantage == HOST and case.destination.kind == "host"
        return _ports(case, stale, listeners_by_container) if lost else None
    config = case.inventory.config(case.client)
    if config is not None and case.client.id in stale:
        found = _address(case, config) or _host_name(case, config)
        if found:
            return found
    return _networks(case, stale) or _server_port(case, stale) or _server_name(case, stale)


def awaited(container: Container, address: Address, inventory: Inventory) -> bool:
    """Whether only the file says that the service serves the port, and the container not."""
    config = inventory.config(container)
    if config is None or isinstance(inventory.stale, Unobserved):
        return False
    wanted = Port(number=address.port, transport=address.transport)
    is_planned_name = {Port(number=p.container_port, transport=p.transport) for p in config.ports}
    new = container.id in inventory.stale and wanted not in declared_ports(container)
    return new and wanted in is_planned_name | set(config.exposed)


def _server_port(case: Case, stale: frozenset[str]) -> Difference | None:
    server, address = case.destination.container, case.address
    if server is None or case.destination.by not in ("name", "address") or server.id not in stale:
        return None
    config = case.inventory.config(server)
    if case.outcome is not Outcome.REFUSED or not awaited(server, address, case.inventory):
        return None
    what = f"gives it port {address.port}"
    return Difference(server, what, AS_A_WHOLE, setting_location(config, "ports"))


def _server_name(case: Case, stale: frozenset[str]) -> Difference | None:
    wanted = case.address.host.rstrip(".").lower()
    if case.outcome not in NO_SUCH_NAME or case.destination.kind != "nobody":
        return None
    for container in case.inventory.scope:
        config = case.inventory.config(container)
        if config and container.id in stale and wanted in names_in_file(config):
            key = "container_name" if config.container_name == wanted else "networks"
            what = f'names it "{wanted}"'
            return Difference(container, what, AS_A_WHOLE, setting_location(config, key))
    return None


def _listens(seen: Maybe[tuple[Listener, ...]], new: Publication) -> bool:
    """Whether the server listens on the new port already, as far as somebody looked."""
    wanted = (new.container_port, new.transport)
    return isinstance(seen, Unobserved) or any((x.port, x.transport) == wanted for x in seen)


def _ports(
    case: Case,
    stale: frozenset[str],
    listeners_by_container: Mapping[str, Maybe[tuple[Listener, ...]]],
) -> Difference | None:
    address = case.address
    for container in case.inventory.scope:
        config = case.inventory.config(container)
        if config is None or container.id not in stale:
            continue
        had = {(p.container_port, p.transport): p.host_port for p in container.asked}
        for new in config.ports:
            before = had.get((new.container_port, new.transport))
            moved_there = new.host_port == address.port != before
            asked = moved_there or (new.container_port == address.port and before is None)
            if asked and new.transport is address.transport:
                what = f"publishes port {new.container_port} at {new.host_port}"
                trial: Trial = Publish(container=container.id, port=new.container_port)
                if not container.state.running:
                    trial = Untriable(reason=f"{case.label(container)} is not running")
                elif not _listens(listeners_by_container[container.id], new):
                    trial = AS_A_WHOLE
                return Difference(container, what, trial, setting_location(config, "ports"))
    return None


def _address(case: Case, config: ServiceConfig) -> Difference | None:
    reference = case.reference
    now = superseded(reference, config)
    if reference is None or now is None:
        return None
    place = now.host_part.place
    address = Address(host=now.host, port=now.port, transport=now.transport)
    what = f"has it use {address} instead of {case.address}"
    key = place.key
    where = (
        Location(file=place.file, line=place.line, key=key) if place.file and place.line else None
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


def _networks(
    case: Case,
    stale: frozenset[str],
) -> Difference | None:
    server = case.destination.container
    if (
        server is None
        or case.outcome not in NAME_TIMED_OUT
        or case.inventory.shared_networks(case.caller, server)
    ):
        return None
    mine, its = case.inventory.config(case.caller), case.inventory.config(server)
    shared = [n for n in mine.networks if n in its.networks] if mine and its else []
    for one, config in ((case.caller, mine), (server, its)):
        if config and one.id in stale and shared and not set(shared) & set(_joined(one)):
            trial: Trial = Untriable(reason="recreating a container would change your project")
            if one is case.caller and all(case.inventory.network(n) for n in config.networks):
                trial = DialAs(
                    vantage=case.vantage,
                    networks=config.networks,
                    address=case.address,
                )
            what = f"connects it to network {shared[0]}"
            return Difference(one, what, trial, setting_location(config, "networks"))
    return None


def _joined(container: Container) -> tuple[str, ...]:
    return tuple(a.network for a in container.attachments)


def superseded(reference: Reference | None, config: ServiceConfig | None) -> Reference | None:
    """What the file says now under the reference's key, where that is another address."""
    if reference is None or config is None:
        return None
    key = reference.host_part.place.key
    now = [r for r in config.references if r.host_part.place.key == key]
    same = any((r.host, r.port) == (reference.host, reference.port) for r in now)
    return None if same or not now else now[0]
