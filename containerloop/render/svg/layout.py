"""Where the nodes of a drawing stand: from left to right as they call one another. Pure.

A box is a band across the picture; what calls stands left of what is called. Lengths are pixels.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from containerloop.render.arrows import Arrow, Box, Drawing, Node

NODE_WIDTH = 200
LINE = 18
LETTER = 7.3
"""The width of a letter in the type of labels."""

MOST_IN_A_COLUMN = 10
_MARGIN = 24
_BETWEEN_NODES = 18
_BETWEEN_BANDS = 22
_HEAD = 34
"""What a band's title takes."""

_Stacks: TypeAlias = dict[tuple[int, int], list[Node]]
_NARROWEST_GAP, _WIDEST_GAP = 110, 380


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Left upper corner and size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each node and each box is, and the size of the whole."""

    nodes: dict[str, Rectangle]
    boxes: tuple[Rectangle, ...]
    width: float
    height: float


def ends(drawing: Drawing) -> dict[str, list[tuple[str, bool]]]:
    """By each node the labels of the arrows that end there: each label has its own point."""
    found: dict[str, dict[tuple[str, bool], None]] = {}
    for each in drawing.arrows:
        found.setdefault(each.target, {}).setdefault((each.label, each.works))
    return {target: list(labels) for target, labels in found.items()}


def layout(drawing: Drawing) -> Layout:
    """The places of everything in a drawing."""
    ranks = _ranks([n.key for box in drawing.boxes for n in box.nodes], drawing.arrows)
    columns = [_columns(box, ranks) for box in drawing.boxes]
    gap = _gap(drawing.arrows)
    lefts = _lefts(columns, gap)
    labels = ends(drawing)
    nodes: dict[str, Rectangle] = {}
    boxes: list[Rectangle] = []
    right = max(lefts.values()) + NODE_WIDTH - 4
    top = float(_MARGIN)
    for box, of_box in zip(drawing.boxes, columns, strict=True):
        head = _HEAD if box.title else 0
        tall = 0.0
        for at, stack in of_box.items():
            y = top + head
            for node in stack:
                height = _height(node, labels.get(node.key, []))
                nodes[node.key] = Rectangle(lefts[at], y, NODE_WIDTH, height)
                y += height + _BETWEEN_NODES
            tall = max(tall, y - top)
        boxes.append(Rectangle(_MARGIN, top, right, tall))
        top += tall + _BETWEEN_BANDS
    return Layout(nodes, tuple(boxes), right + 2 * _MARGIN, top)


def _height(node: Node, labels: Iterable[object]) -> float:
    rows = 1 + len(node.details) + (0 if node.running else 1)
    return max(LINE * rows + 16, LINE * (len(list(labels)) + 1))


def _gap(arrows: Iterable[Arrow]) -> float:
    longest = max((len(each.label) for each in arrows), default=0)
    return min(max(longest * LETTER + 40, _NARROWEST_GAP), _WIDEST_GAP)


def _ranks(keys: list[str], arrows: tuple[Arrow, ...]) -> dict[str, int]:
    """How many calls lead to each node at most, circles left out."""
    callers: dict[str, list[str]] = {key: [] for key in keys}
    for each in arrows:
        callers[each.target].append(each.source)
    known: dict[str, int] = {}

    def rank(key: str, under_way: frozenset[str]) -> int:
        if key not in known:
            above = [c for c in callers[key] if c not in under_way and c != key]
            deepest = max((rank(c, under_way | {key}) for c in above), default=-1)
            known[key] = deepest + 1
        return known[key]

    return {key: rank(key, frozenset()) for key in keys}


def _columns(box: Box, ranks: dict[str, int]) -> _Stacks:
    """The nodes of a band by rank, and by column where a rank has many."""
    stacks: _Stacks = {}
    counts: dict[int, int] = {}
    for node in box.nodes:
        rank = ranks[node.key]
        column = counts.get(rank, 0) // MOST_IN_A_COLUMN
        counts[rank] = counts.get(rank, 0) + 1
        stacks.setdefault((rank, column), []).append(node)
    return stacks


def _lefts(bands: list[_Stacks], gap: float) -> dict[tuple[int, int], float]:
    """The left edge of each column."""
    used = sorted({at for band in bands for at in band})
    return {at: _MARGIN + 20 + index * (NODE_WIDTH + gap) for index, at in enumerate(used)}
