"""Names that work, and those that look right and do not. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import HOST, Address
from containerloop.report.map.values import CellLine, Reach
from containerloop.report.page.scene import Scene
from containerloop.report.page.values import BadName, Basis, GoodName, ReachRow
from containerloop.topology.hosts import HOST_NAMES

IN_A_SERVICE = "in another service"
ON_THIS_MACHINE = "on this machine"


def good_names(rows: tuple[ReachRow, ...], scene: Scene) -> tuple[GoodName, ...]:
    """The names that people wrote, of every service that serves: engines add their own."""
    return tuple(
        GoodName(name=name, service=service, networks=networks)
        for service in dict.fromkeys(row.service for row in rows)
        for name, networks in _names(service, scene).items()
    )


def _names(service: str, scene: Scene) -> dict[str, tuple[str, ...]]:
    config = scene.config(service)
    if config is None or config.network_mode not in (None, ""):
        return {}
    found: dict[str, list[str]] = {}
    for network in sorted(config.networks, key=scene.names.network):
        own = scene.names.network(network)
        chosen = [config.name, *([config.container_name] if config.container_name else [])]
        for name in (*chosen, *config.aliases.get(network, ())):
            found.setdefault(name, []).append(own)
    return {name: tuple(dict.fromkeys(on)) for name, on in found.items()}


def bad_names(rows: tuple[ReachRow, ...], scene: Scene) -> tuple[BadName, ...]:
    """What was measured first: what somebody relies on and does not get."""
    measured = tuple(_measured(scene))
    known = {each.address for each in measured if each.place != ON_THIS_MACHINE}
    derived = (each for row in rows for each in _derived(row, scene))
    left = (d for d in derived if d.place == ON_THIS_MACHINE or d.address not in known)
    return tuple(dict.fromkeys((*measured, *left)))


def _measured(scene: Scene) -> Iterator[BadName]:
    told = [c for c in scene.map.cells if c.relied_on and c.reach is Reach.FAILS and c.address]
    told.sort(key=lambda c: (c.vantage == HOST, c.vantage.partition(":")[2], c.port))
    for cell in told:
        if not is_for_the_host(cell) and scene.own_words(cell.address or ""):
            yield BadName(
                address=cell.address or "",
                place=ON_THIS_MACHINE if cell.vantage == HOST else f"in {_name(cell)}",
                why=scene.why(cell),
                use=scene.use_instead(cell),
                basis=Basis.MEASURED,
            )


def is_for_the_host(cell: CellLine) -> bool:
    """Whether a call is for a program of the machine, which another machine may not run."""
    host = (cell.address or "").removesuffix("/udp").rpartition(":")[0]
    return host.lower() in HOST_NAMES


def _name(cell: CellLine) -> str:
    return cell.vantage.partition(":")[2]


def _derived(row: ReachRow, scene: Scene) -> Iterator[BadName]:
    """What can be said of any caller, because of what names and ports are."""
    inside = row.services.addresses[0] if row.services.addresses else None
    outside = row.machine.addresses[0] if row.machine.addresses else None
    if inside and not _somebody_shares_a_namespace(scene):
        yield BadName(
            address=_at("localhost", row.port, row),
            place=IN_A_SERVICE,
            why="localhost is the container itself there",
            use=inside,
            basis=Basis.PREDICTED,
        )
    for published in scene.published(row.service, (row.port, row.transport)):
        if inside and published.host_port not in (0, row.port, *_own_ports(row, scene)):
            yield BadName(
                address=_at(row.service, published.host_port, row),
                place=IN_A_SERVICE,
                why=f"{published.host_port} is the port of the machine; containers use {row.port}",
                use=inside,
                basis=Basis.PREDICTED,
            )
    if inside:
        yield BadName(
            address=_at(row.service, row.port, row),
            place=ON_THIS_MACHINE,
            why="names of services are names in containers only",
            use=outside,
            basis=Basis.PREDICTED,
        )
    yield from _hostname(row, inside, scene)


def _hostname(row: ReachRow, inside: str | None, scene: Scene) -> Iterator[BadName]:
    config = scene.config(row.service)
    hostname = config.hostname if config else None
    if hostname and inside and hostname not in _names(row.service, scene):
        yield BadName(
            address=_at(hostname, row.port, row),
            place=IN_A_SERVICE,
            why="hostname: is what the container calls itself, no name for others",
            use=inside,
            basis=Basis.PREDICTED,
        )


def _own_ports(row: ReachRow, scene: Scene) -> set[int]:
    """The ports on which the same service serves."""
    return {s.port for s in scene.map.servers if s.name == row.service}


def _somebody_shares_a_namespace(scene: Scene) -> bool:
    """With the host's network, or a neighbour's, localhost may well be the server."""
    owners = [scene.inventory.namespace_owner(c) for c in scene.inventory.scope]
    shared = len({o.id for o in owners}) < len(owners)
    return shared or any(o.network_mode == "host" for o in owners)


def _at(host: str, port: int, row: ReachRow) -> str:
    return str(Address(host=host, port=port, transport=row.transport))
