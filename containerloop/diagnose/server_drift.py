"""What the compose file has now and a server's container has not: a port, a name. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.diagnose.case import Case
from containerloop.diagnose.evidence import setting_location
from containerloop.diagnose.finding import Location
from containerloop.diagnose.trials import Publish, Trial, Untriable
from containerloop.facts import (
    NO_SUCH_NAME,
    Address,
    Container,
    Listener,
    Maybe,
    Outcome,
    Port,
    Publication,
    Unobserved,
    Value,
)
from containerloop.topology.dns import names_in_file
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports

AS_A_WHOLE = Untriable(reason="only compose can recreate it")


class Difference(Value, frozen=True):
    """What the compose file now has and `container` has not, where it stands, and a trial of it.

    `what` follows "the compose file, which now …".
    """

    container: Container
    what: str
    trial: Trial
    location: Location | None = None


def awaited(container: Container, address: Address, inventory: Inventory) -> bool:
    """Whether only the file says that the service serves the port, and the container not."""
    config = inventory.config(container)
    if config is None or isinstance(inventory.ages.stale, Unobserved):
        return False
    wanted = Port(number=address.port, transport=address.transport)
    planned = {Port(number=p.container_port, transport=p.transport) for p in config.ports}
    new = container.id in inventory.ages.stale and wanted not in declared_ports(container)
    return new and wanted in planned | set(config.exposed)


def port_served_now(case: Case, stale: frozenset[str]) -> Difference | None:
    """The server was made when the file did not have it serve the port."""
    server, address = case.destination.container, case.address
    if server is None or case.destination.by not in ("name", "address") or server.id not in stale:
        return None
    config = case.inventory.config(server)
    if case.outcome is not Outcome.REFUSED or not awaited(server, address, case.inventory):
        return None
    what = f"gives it port {address.port}"
    return Difference(server, what, AS_A_WHOLE, setting_location(config, "ports"))


def name_given_now(case: Case, stale: frozenset[str]) -> Difference | None:
    """A container was made when the file did not give it the name that is asked for."""
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


def port_published_now(
    case: Case,
    stale: frozenset[str],
    listeners_by_container: Mapping[str, Maybe[tuple[Listener, ...]]],
) -> Difference | None:
    """A container was made when the file did not publish the port, or elsewhere."""
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
