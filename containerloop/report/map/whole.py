"""The whole map of a snapshot: its places, networks, servers and cells. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.facts import HOST, Container, Snapshot
from containerloop.plan.whole_project import ServerPort, members, relied_on, server_ports
from containerloop.report.comparison.own_names import OwnNames
from containerloop.report.map.cells import Cells
from containerloop.report.map.values import (
    CellLine,
    NetworkLine,
    PlaceLine,
    ProjectMap,
    Reach,
    ServerLine,
)
from containerloop.topology.inventory import Inventory


def map_of(snapshot: Snapshot) -> ProjectMap:
    """The map of everything that a snapshot holds of its project."""
    inventory = Inventory(snapshot.survey)
    names = OwnNames(inventory)
    servers = server_ports(inventory, snapshot.views)
    there = members(inventory)
    places = [_place(each, inventory, names) for each in there]
    cells = Cells(snapshot, inventory, servers, relied_on(inventory, snapshot.views))
    made = tuple(cells.of([place.vantage for place in places] + [HOST]))
    machine = PlaceLine(vantage=HOST, name=HOST, running=True)
    return ProjectMap(
        project=inventory.project.name if inventory.project else None,
        networks=tuple(_networks(places, inventory, names)),
        places=(machine, *places),
        servers=tuple(_server(each, inventory, made) for each in servers),
        cells=made,
    )


def _place(container: Container, inventory: Inventory, names: OwnNames) -> PlaceLine:
    owner = inventory.namespace_owner(container)
    on = tuple(names.network(a.network) for a in owner.attachments)
    host = ("host",) if owner.network_mode == "host" else ()
    return PlaceLine(
        vantage=inventory.vantage(container),
        name=inventory.label(container),
        running=container.state.running,
        networks=tuple(sorted(set(on or host))),
    )


def _networks(
    places: Iterable[PlaceLine], inventory: Inventory, names: OwnNames
) -> Iterable[NetworkLine]:
    internal = {names.network(n.name): n.internal for n in inventory.networks}
    used = sorted({name for place in places for name in place.networks})
    return (NetworkLine(name=name, internal=internal.get(name, False)) for name in used)


def _server(server: ServerPort, inventory: Inventory, cells: tuple[CellLine, ...]) -> ServerLine:
    name, port = inventory.label(server.container), server.port
    heard = (
        c.protocol
        for c in cells
        if (c.server, c.port, c.transport) == (name, port.number, port.transport)
        and c.reach is Reach.ANSWERS
    )
    return ServerLine(
        name=name,
        port=port.number,
        transport=port.transport,
        protocol=next((p for p in heard if p), None),
    )
