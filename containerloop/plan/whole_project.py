"""What a map of a project looks at: every server of it, from every service and this machine. Pure.

Only the choice of servers, vantages and addresses belongs here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from containerloop.facts import (
    HOST,
    Address,
    Container,
    Maybe,
    Port,
    Publication,
    Question,
    Transport,
    Unobserved,
    View,
    is_loopback,
)
from containerloop.plan.parts import all_of, parts
from containerloop.plan.reference_matching import cannot_be_dialled, is_local
from containerloop.plan.rounds import stand_at
from containerloop.plan.tries import as_expected, with_server_hint, without_repetition
from containerloop.plan.values import Expectation, Look, PlannedAttempt
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports, dialled_on_machine, publications

_DOCKERS_RESOLVER = "127.0.0.11"

EVERYTHING = Question(target="", port=0)
"""The question about all that anybody relies on."""

Views = Mapping[str, Maybe[View]]


@dataclass(frozen=True, slots=True)
class ServerPort:
    """A port that a service serves, as its configuration or its sockets say."""

    container: Container
    port: Port

    @property
    def published(self) -> tuple[Publication, ...]:
        """Its publications, with those that were only asked for."""
        every = publications(self.container)
        own = (self.port.number, self.port.transport)
        return tuple(p for p in every if (p.container_port, p.transport) == own)


def members(inventory: Inventory) -> tuple[Container, ...]:
    """The containers of the project, one of each service, by their names."""
    known = (c for c in inventory.scope if not c.one_off)
    one_each = (c for c in known if c.service is None or inventory.label(c) == c.service)
    return tuple(sorted(one_each, key=inventory.label))


def server_ports(inventory: Inventory, views: Views) -> tuple[ServerPort, ...]:
    """The ports of every member: declared ones, and those on which it was seen to listen."""
    return tuple(
        ServerPort(container, port)
        for container in members(inventory)
        for port in sorted(
            _ports(container, inventory, views), key=lambda p: (p.number, p.transport)
        )
    )


def _ports(container: Container, inventory: Inventory, views: Views) -> set[Port]:
    view = views.get(inventory.vantage(container))
    seen = view.listeners if isinstance(view, View) else ()
    heard = seen if isinstance(seen, tuple) else ()
    sockets = {
        Port(number=s.port)
        for s in heard
        if s.transport is Transport.TCP and not is_loopback(s.address)
    }
    return set(declared_ports(container)) | sockets


def relied_on(inventory: Inventory, views: Views) -> tuple[Expectation, ...]:
    """What anybody in the project relies on, as a question about everything has it."""
    return all_of(parts(EVERYTHING, inventory, dict(views)))


def looks(inventory: Inventory, views: Views) -> tuple[Look, ...]:
    """One look from each vantage, at every address that was not tried in `views`."""
    servers, wanted = server_ports(inventory, views), relied_on(inventory, views)
    vantages = [*(inventory.vantage(c) for c in members(inventory)), HOST]
    left = (v for v in vantages if not isinstance(views.get(v), Unobserved))
    made = (_look(v, inventory, servers, wanted, views) for v in left)
    return tuple(look for look in made if look.tries or look.vantage not in views)


def _look(
    vantage: str,
    inventory: Inventory,
    servers: tuple[ServerPort, ...],
    wanted: tuple[Expectation, ...],
    views: Views,
) -> Look:
    client = inventory.at(vantage)
    own = [e for e in wanted if e.vantage == vantage and cannot_be_dialled(e, inventory) is None]
    tries = [as_expected(each) for each in own]
    tries += _on_demand(client, inventory)
    for server in servers:
        tries += map(PlannedAttempt, _addresses(server, client, inventory))
    seen = views.get(vantage)
    tried = {a.address for a in seen.attempts} if isinstance(seen, View) else set()
    left = [with_server_hint(t, vantage, inventory) for t in tries if t.address not in tried]
    return Look(vantage, stand_at(vantage, client, inventory), without_repetition(left))


def _on_demand(client: Container | None, inventory: Inventory) -> Iterator[PlannedAttempt]:
    """Where a debugger would connect to: no one relies on it, and a team's page tells of it."""
    for each in client.references if client else ():
        if each.on_demand and each.port and is_local(each.host, inventory):
            address = Address(host=each.host, port=each.port, transport=each.transport)
            yield PlannedAttempt(address, each.scheme)


def _addresses(
    server: ServerPort, client: Container | None, inventory: Inventory
) -> Iterator[Address]:
    """Where a server may be reached from there: its name on a common network, its published port.

    A name without a common network is left out: a name server beyond would be asked for it.
    """
    port = server.port
    if client is None:
        for each in server.published:
            if each.host_port:
                host = dialled_on_machine(each)
                yield Address(host=host, port=each.host_port, transport=port.transport)
    elif client is not server.container and inventory.shared_networks(client, server.container):
        name = inventory.dial_name(client, server.container)
        yield Address(host=name, port=port.number, transport=port.transport)
