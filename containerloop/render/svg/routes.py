"""The ways of arrows: level beside their labels, bent between the columns, behind no node. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from containerloop.render.arrows import Arrow, Drawing
from containerloop.render.svg.layout import BETWEEN_BANDS, BETWEEN_NODES, FREE, Layout, Rectangle
from containerloop.render.svg.ports import HEAD, Ports

_CLEAR = 3
"""So far from a node at least."""

_SHARED = 40
"""How much longer a way may be that shares no part with that of another arrow."""


@dataclass(frozen=True, slots=True)
class Route:
    """A path up to the head, the head's point, and whether the head points to the right."""

    path: str
    x: float
    y: float
    from_left: bool


def routes(drawing: Drawing, places: Layout, ports: Ports) -> dict[Arrow, Route]:
    """The way of each arrow."""
    lanes: dict[float, str] = {}
    return {each: _route(each, places, ports, lanes) for each in drawing.arrows}


def _route(arrow: Arrow, places: Layout, ports: Ports, lanes: dict[float, str]) -> Route:
    way = ports.way(arrow)
    (x, y), out = _begin(arrow, places, ports), -1 if way < 0 else 1
    (to_x, to_y), inward = _end(arrow, places, ports), -1 if way > 0 else 1
    tip = to_x + inward * HEAD
    begin = x + out * ports.room(ports.ranks[arrow.source], left=way < 0)
    end = to_x + inward * ports.room(ports.ranks[arrow.target], left=way > 0)
    parts = [f"M {x:.0f} {y:.0f} H {begin:.0f}"]
    if way == 0:
        bend = begin + FREE
        parts.append(f"C {bend:.0f} {y:.0f}, {bend:.0f} {to_y:.0f}, {end:.0f} {to_y:.0f}")
    elif abs(ports.ranks[arrow.target] - ports.ranks[arrow.source]) == 1:
        parts.append(_curve(begin, y, end, to_y))
    else:
        first, last = begin + way * FREE, end - way * FREE
        passed = [at for at in places.nodes.values() if _passes(first, last, at)]
        level = _lane(arrow.target, (y, to_y), passed, places, lanes)
        parts.append(_curve(begin, y, first, level))
        parts += [f"H {last:.0f}", _curve(last, level, end, to_y)]
    return Route(" ".join([*parts, f"H {tip:.0f}"]), to_x, to_y, way > 0)


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"C {middle:.0f} {y:.0f}, {middle:.0f} {to_y:.0f}, {to_x:.0f} {to_y:.0f}"


def _begin(arrow: Arrow, places: Layout, ports: Ports) -> tuple[float, float]:
    return _point(places.nodes[arrow.source], *ports.begin(arrow))


def _end(arrow: Arrow, places: Layout, ports: Ports) -> tuple[float, float]:
    return _point(places.nodes[arrow.target], *ports.end(arrow))


def _point(node: Rectangle, left: bool, at: int, of: int) -> tuple[float, float]:
    return node.x if left else node.right, node.y + node.height * (at + 1) / (of + 1)


def _passes(x: float, to_x: float, node: Rectangle) -> bool:
    return node.right > min(x, to_x) and node.x < max(x, to_x)


def _lane(
    target: str, ends: tuple[float, float], passed: list[Rectangle], places: Layout,
    lanes: dict[float, str],
) -> float:  # fmt: skip
    """The height at which an arrow passes the columns between, as near to its ends as can be."""

    def cost(y: float) -> float:
        shared = lanes.get(round(y), target) != target
        return sum(abs(y - end) for end in ends) + (_SHARED if shared else 0)

    clear = [
        y for y in (*ends, *_heights(passed, places))
        if all(y < at.y - _CLEAR or y > at.bottom + _CLEAR for at in passed)
    ]  # fmt: skip
    best = min(clear, key=cost)
    lanes[round(best)] = target
    return best


def _heights(passed: list[Rectangle], places: Layout) -> Iterator[float]:
    """Where a way between nodes or between bands may be."""
    for at in passed:
        for beside in (BETWEEN_NODES / 2, BETWEEN_NODES / 2 - 4):
            yield from (at.y - beside, at.bottom + beside)
    for at in places.boxes:
        for beside in (BETWEEN_BANDS / 2, BETWEEN_BANDS / 2 - 6, BETWEEN_BANDS / 2 + 6):
            yield at.bottom + beside
    yield places.boxes[0].y - BETWEEN_BANDS / 2
