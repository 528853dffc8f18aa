"""The whole page of a snapshot: its parts, and what could not be seen. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from containerloop.facts import HOST, Snapshot, Transport
from containerloop.report.map.values import CellLine, ProjectMap, Reach
from containerloop.report.page.browser_variables import browser_variables
from containerloop.report.page.host_platforms import host_platforms
from containerloop.report.page.host_programs import host_programs
from containerloop.report.page.names import bad_names, good_names, is_for_the_host
from containerloop.report.page.openness import openness
from containerloop.report.page.reach import reach
from containerloop.report.page.scene import NO_ANSWER, Scene
from containerloop.report.page.values import Basis, CommandLine, PageReport, ReachRow, Unseen
from containerloop.report.v1 import Report

WHY = "containerloop why-cant-i-reach"
NOT_RUNNING = "it is not running"
MOST_NODES = 30
"""Of one drawing; with more it can no longer be read."""


def page_of(snapshot: Snapshot, report: Report) -> PageReport:
    """The page; `report` is the one on the same snapshot."""
    scene = Scene(snapshot, report)
    rows = reach(scene)
    uses = host_programs(scene)
    return PageReport(
        reach=rows,
        host_programs=uses,
        host_platforms=host_platforms(uses, scene),
        browser_variables=browser_variables(rows, scene),
        good_names=good_names(rows, scene),
        bad_names=bad_names(rows, scene),
        openness=openness(rows, scene),
        drawing=_drawing(rows, scene),
        commands=tuple(_commands(rows)) if rows else (),
        unseen=tuple(dict.fromkeys(_unseen(rows, scene))),
    )


def _drawing(rows: tuple[ReachRow, ...], scene: Scene) -> ProjectMap | None:
    """The map without what differs by machine; None where it has nothing or too much to show."""
    project = scene.map
    shown = {(r.service, r.port, r.transport) for r in rows}
    cells = [_alike(c, scene) for c in project.cells if _is_shown(c, shown, scene)]
    lost = {c.address for c in cells if c.server is None}
    if not rows or len(project.places) + len(lost) > MOST_NODES:
        return None
    places = sorted(project.places, key=lambda p: (p.vantage != HOST, p.name))
    servers = (s for s in project.servers if (s.name, s.port, s.transport) in shown)
    return replace(
        project,
        project=None,
        places=tuple(places),
        servers=tuple(sorted(servers, key=lambda s: (s.name, s.port, s.transport))),
        cells=tuple(sorted(cells, key=lambda c: (c.vantage != HOST, _name(c),
                                                 c.server is None, c.server or "", c.port))),
    )  # fmt: skip


def _is_shown(cell: CellLine, shown: set[tuple[str, int, Transport]], scene: Scene) -> bool:
    if cell.server is None:
        return not is_for_the_host(cell) and scene.own_words(cell.address or "") is not None
    return (cell.server, cell.port, cell.transport) in shown


def _alike(cell: CellLine, scene: Scene) -> CellLine:
    """A cell as every machine has it: which way a call fails depends on the engine."""
    answers = cell.reach is Reach.ANSWERS
    fails = NO_ANSWER if cell.reach is Reach.FAILS else None
    published = scene.published(cell.server, (cell.port, cell.transport)) if cell.server else ()
    chosen = cell.vantage == HOST and any(not p.host_port for p in published)
    address = scene.own_words(cell.address or "") or None
    return replace(
        cell,
        address="a port that the engine chooses" if chosen and address else address,
        outcome="answered" if answers else None,
        served=True if answers else None,
        reason=fails or (scene.own_words(cell.reason) if cell.reason else None),
    )


def _name(cell: CellLine) -> str:
    return cell.vantage.partition(":")[2]


def _commands(rows: tuple[ReachRow, ...]) -> Iterator[CommandLine]:
    outside = next((r for r in rows if r.machine.addresses), None)
    inside = next((r for r in rows if r.services.addresses), None)
    yield CommandLine(command=WHY, tells="what fails here, and why")
    if outside:
        at = outside.machine.addresses[0].rpartition(":")[2]
        told = f"why {outside.service} is not reachable from this machine"
        yield CommandLine(command=f"{WHY} {at}", tells=told)
    if inside:
        told = f"why {inside.service} is not reachable from other services"
        yield CommandLine(command=f"{WHY} {inside.services.addresses[0]}", tells=told)
    yield CommandLine(command="docker compose ps -a", tells="what runs, and what ended")
    yield CommandLine(command="containerloop document --check", tells="whether this page is true")


def _unseen(rows: tuple[ReachRow, ...], scene: Scene) -> Iterator[Unseen]:
    """What a gate must not pass over: cells that somebody could have measured, and services."""
    for row in rows:
        for way in (row.machine, row.services):
            if way.basis is Basis.UNSEEN:
                yield Unseen(what=f"{row.service}:{row.port}", reason="; ".join(way.why))
    created = {c.service for c in scene.inventory.scope if not c.one_off}
    for place in scene.map.places:
        if not place.running and not scene.is_a_finished_job(place.name):
            yield Unseen(what=place.name, reason=NOT_RUNNING)
    for config in scene.configs:
        if config.name not in created and not config.profiles:
            yield Unseen(what=config.name, reason="it has no container")
