"""*How do I reach X?*: one row for each server and port, one way for each place. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from containerloop.facts import (
    HOST,
    Address,
    Publication,
    Transport,
    is_wildcard,
)
from containerloop.report.map.cells import NO_NETWORK
from containerloop.report.map.values import CellLine, Reach, ServerLine
from containerloop.report.page.scene import FIRST_EPHEMERAL, Scene
from containerloop.report.page.values import Basis, ReachRow, Way

NOT_PUBLISHED = "not published"
ONLY_AT = "published on {} only"
NO_OTHER = "there is no other service"
CHOSEN_PORT = "the engine chooses the port"
UNTOLD_BY_UDP = "no answer over UDP, which tells nothing"
THIS_MACHINE = "ADDRESS-OF-THE-MACHINE"
"""In the place of an address that only a reader can know."""

_FROM_OTHERS = "host.docker.internal"
_IN_A_JOB = "in a container with docker:dind use {}"
_NOT_IN_A_JOB = "not from a job in a container: {}"
_FROM_A_JOB = "docker"
"""What the engine's container is called in the places where jobs have one (`platforms/`)."""


def reach(scene: Scene) -> tuple[ReachRow, ...]:
    """The rows by the names of services, then by their ports."""
    rows = [_row(each, scene) for each in scene.map.servers if _counts(each, scene)]
    rows.sort(key=lambda row: (row.service, row.port, row.transport))
    return tuple(rows)


def _counts(server: ServerLine, scene: Scene) -> bool:
    """A high port that only a socket shows may be another one at the next start."""
    config = scene.config(server.name)
    written = (*config.ports, *config.exposed) if config else ()
    told = {getattr(p, "number", getattr(p, "container_port", 0)) for p in written}
    return server.port < FIRST_EPHEMERAL or server.port in told


def _row(server: ServerLine, scene: Scene) -> ReachRow:
    own = (server.name, server.port, server.transport)
    cells = [c for c in scene.map.cells if (c.server, c.port, c.transport) == own]
    published = scene.published(server.name, (server.port, server.transport))
    machine = _machine(server, cells, published, scene)
    beyond = partial(_beyond, published, machine, server)
    return ReachRow(
        service=server.name,
        port=server.port,
        transport=server.transport,
        protocol=server.protocol,
        machine=machine,
        services=_services(cells, scene),
        others=beyond(_FROM_OTHERS),
        job=_job(machine, beyond(_FROM_A_JOB)) if published else machine,
        network=beyond(THIS_MACHINE),
    )


def _machine(
    server: ServerLine, cells: list[CellLine], published: tuple[Publication, ...], scene: Scene
) -> Way:
    cell = next((c for c in cells if c.vantage == HOST), None)
    container = scene.container(server.name)
    if not published and container is not None and scene.inventory.in_host_mode(container):
        at = str(Address(host="127.0.0.1", port=server.port, transport=server.transport))
        return Way(addresses=(_as_url(at, server),), basis=Basis.PREDICTED)
    if any(not p.host_port for p in published):
        return Way(why=(CHOSEN_PORT,), basis=Basis.PREDICTED)
    if cell is None or not published:
        return Way(why=(NOT_PUBLISHED,), basis=Basis.PREDICTED)
    at = _as_dialled(cell.address or "", published)
    if cell.reach is Reach.ANSWERS:
        return Way(addresses=(_as_url(at, server),))
    if cell.reach is Reach.FAILS:
        return Way(why=(f"{at}: {scene.why(cell)}",))
    if _is_silent(cell):
        return Way(addresses=(at,), why=(UNTOLD_BY_UDP,), basis=Basis.PREDICTED)
    return Way(why=(_reason(cell, scene),), basis=Basis.UNSEEN)


def _as_dialled(address: str, published: tuple[Publication, ...]) -> str:
    """`[::1]:80` as 127.0.0.1:80 where both are published: which answers first is chance."""
    everywhere = any(p.host_ip in ("", "0.0.0.0") for p in published)
    host, _, port = address.rpartition(":")
    return f"127.0.0.1:{port}" if everywhere and host == "[::1]" else address


def _is_silent(cell: CellLine) -> bool:
    return cell.transport is Transport.UDP and cell.outcome is not None


def _reason(cell: CellLine, scene: Scene) -> str:
    return scene.own_words(cell.reason or "") or "it could not be looked at"


def _as_url(address: str, server: ServerLine) -> str:
    """What a browser is given to open; of other servers the address."""
    if server.protocol == "http":
        return f"http://{address}"
    return address


def _services(cells: Iterable[CellLine], scene: Scene) -> Way:
    """What is the same for several is said once; services without a server count as callers."""
    inside = [c for c in cells if c.vantage != HOST and not _is_done(c, scene)]
    inside.sort(key=_service)
    if not inside:
        return Way(why=(NO_OTHER,), basis=Basis.PREDICTED)
    answers = [c for c in inside if c.reach is Reach.ANSWERS or _is_silent(c)]
    whys: dict[str, list[str]] = {}
    for cell in inside:
        if cell not in answers:
            whys.setdefault(_why_not(cell, scene), []).append(_service(cell))
    unseen = any(_is_unseen(c, scene) for c in inside if c not in answers)
    return Way(
        addresses=tuple(dict.fromkeys(c.address or "" for c in answers)),
        why=tuple(f"not from {', '.join(who)}: {said}" for said, who in whys.items()),
        basis=Basis.UNSEEN if unseen else Basis.MEASURED,
    )


def _is_unseen(cell: CellLine, scene: Scene) -> bool:
    """Whether it could have been measured; in host mode nobody has a name to be called by."""
    ends = (scene.container(_service(cell)), scene.container(cell.server or ""))
    if any(c is not None and scene.inventory.in_host_mode(c) for c in ends):
        return False
    return cell.reach is Reach.UNKNOWN and cell.reason != NO_NETWORK


def _why_not(cell: CellLine, scene: Scene) -> str:
    if cell.reach is Reach.FAILS:
        return f"{cell.address}: {scene.why(cell)}"
    return _reason(cell, scene)


def _service(cell: CellLine) -> str:
    return cell.vantage.partition(":")[2]


def _is_done(cell: CellLine, scene: Scene) -> bool:
    """Whether the caller is a job that ended as it should, and calls nobody any more."""
    return scene.is_a_finished_job(_service(cell))


def _job(machine: Way, inside: Way) -> Way:
    """A job's steps run where the engine is, as on this machine, or in a container beside it."""
    if not machine.addresses:
        return machine
    told = [_IN_A_JOB.format(address) for address in inside.addresses]
    shut = [_NOT_IN_A_JOB.format(why) for why in inside.why if not told]
    return Way(addresses=machine.addresses, why=(*told, *shut), basis=Basis.PREDICTED)


def _beyond(published: tuple[Publication, ...], machine: Way, server: ServerLine, host: str) -> Way:
    """What follows from where a port is published; nobody stood there to try it."""
    if not published:
        return Way(why=(NOT_PUBLISHED,), basis=Basis.PREDICTED)
    everywhere = [p for p in published if p.host_ip == "" or is_wildcard(p.host_ip)]
    if not everywhere:
        places = ", ".join(dict.fromkeys(p.host_ip for p in published))
        return Way(why=(ONLY_AT.format(places),), basis=Basis.PREDICTED)
    if not machine.addresses:
        return Way(why=machine.why, basis=machine.basis)
    at = str(Address(host=host, port=everywhere[0].host_port, transport=server.transport))
    return Way(addresses=(_as_url(at, server),), basis=Basis.PREDICTED)
