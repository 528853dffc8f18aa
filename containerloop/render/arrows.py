"""Which arrows a drawing of a map has, and in which boxes its nodes stand. Pure.

Every format that draws shows the same; how a box or an arrow looks is its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from containerloop.facts import HOST
from containerloop.facts.printable import printable
from containerloop.render.text.words import outcome_named, place, server
from containerloop.report.map.values import CellLine, PlaceLine, ProjectMap, Reach, ServerLine

MOST_UNASKED = 12
"""Arrows that nobody relies on, in a drawing; of more, none is drawn, and they are counted."""

_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Node:
    """A place; `details` are its ports with what answers there."""

    key: str
    name: str
    details: tuple[str, ...] = ()
    running: bool = True


@dataclass(frozen=True, slots=True)
class Box:
    """The nodes on the same networks; `title` is "" for this machine."""

    title: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one node to another; `works` is False for what somebody relies on and does not get."""

    source: str
    target: str
    label: str
    works: bool
    relied_on: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes and arrows; `left_out` counts the answers that are not drawn: nobody relies on them."""

    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    left_out: int


def drawing(project: ProjectMap) -> Drawing:
    """What is drawn of a map: all its places, and the arrows that matter."""
    keys = {each.vantage: f"n{at}" for at, each in enumerate(project.places)}
    by_name = {each.name: keys[each.vantage] for each in project.places}
    lost = [c for c in project.cells if c.server is None and c.reach is not Reach.UNKNOWN]
    nowhere = {c.address or "": f"x{at}" for at, c in enumerate(lost)}
    told = [c for c in project.cells if c.reach is not Reach.UNKNOWN and c.relied_on]
    unasked = [c for c in project.cells if c.reach is Reach.ANSWERS and not c.relied_on]
    drawn = told + (unasked if len(unasked) <= MOST_UNASKED else [])
    arrows = tuple(_arrow(c, keys, by_name, nowhere) for c in drawn)
    outside = tuple(Node(key, printable(at, _LIMIT)) for at, key in nowhere.items())
    boxes = [*_boxes(project, keys)]
    if outside:
        boxes.append(Box("no server of the project", outside))
    left_out = len(told) + len(unasked) - len(drawn)
    return Drawing(title(project), tuple(boxes), arrows, left_out)


def title(project: ProjectMap) -> str:
    """The first line: the project, and how much of what is relied on works."""
    relied = [c for c in project.cells if c.relied_on]
    fails = sum(c.reach is Reach.FAILS for c in relied)
    works = sum(c.reach is Reach.ANSWERS for c in relied)
    unknown = len(relied) - fails - works
    named = printable(project.project or "containers without a project", _LIMIT)
    parts = [f"{works} of {len(relied)} addresses that are relied on answer"]
    parts += [f"{fails} do not" if fails != 1 else "1 does not"] if fails else []
    parts += [f"{unknown} not measured"] if unknown else []
    return f"{named}: {', '.join(parts)}."


def mark(project: ProjectMap) -> str:
    """How it stands with what is relied on, in one letter: only what was measured is in order."""
    relied = {c.reach for c in project.cells if c.relied_on}
    if Reach.FAILS in relied:
        return "✗"
    return "?" if Reach.UNKNOWN in relied else "✓"


def port(line: ServerLine) -> str:
    """A port, and what answers there."""
    udp = "/udp" if line.transport == "udp" else ""
    said = f" {server(line.protocol)}" if line.protocol else ""
    return f"{line.port}{udp}{said}"


def came_of(cell: CellLine) -> str:
    """What came of a call, in a word or two."""
    if cell.reach is Reach.ANSWERS:
        return server(cell.protocol) if cell.protocol else "answers"
    if cell.outcome is None or cell.outcome == "not-tried":
        return printable(cell.reason or "not tried", _LIMIT)
    if cell.outcome in ("answered", "open"):
        return "not served"
    return outcome_named(cell.outcome)


def _arrow(
    cell: CellLine, keys: dict[str, str], by_name: dict[str, str], nowhere: dict[str, str]
) -> Arrow:
    address = printable(cell.address or "", _LIMIT)
    works = cell.reach is Reach.ANSWERS
    target = nowhere[cell.address or ""] if cell.server is None else by_name[cell.server]
    label = address if works else f"{address} {came_of(cell)}"
    return Arrow(keys[cell.vantage], target, label, works, cell.relied_on)


def _boxes(project: ProjectMap, keys: dict[str, str]) -> Iterator[Box]:
    """This machine first; then a box for each set of networks that somebody is on."""
    groups: dict[tuple[str, ...], list[PlaceLine]] = {}
    for each in project.places:
        if each.vantage == HOST:
            yield Box("", (Node(keys[HOST], place(HOST)),))
        else:
            groups.setdefault(each.networks, []).append(each)
    internal = {n.name for n in project.networks if n.internal}
    for networks, places in sorted(groups.items()):
        nodes = tuple(_node(each, project, keys[each.vantage]) for each in places)
        yield Box(_title(networks, internal), nodes)


def _title(networks: tuple[str, ...], internal: set[str]) -> str:
    if not networks:
        return "no network"
    named = (printable(n, _LIMIT) + (" (internal)" if n in internal else "") for n in networks)
    return f"network{'s' if len(networks) > 1 else ''} {' and '.join(named)}"


def _node(each: PlaceLine, project: ProjectMap, key: str) -> Node:
    ports = tuple(port(s) for s in project.servers if s.name == each.name)
    return Node(key, printable(each.name, _LIMIT), ports, each.running)
