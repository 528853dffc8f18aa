"""Where the nodes of a drawing stand: from left to right as they call one another. Pure.

A box is a band across the picture; what calls stands left of what is called. What no arrow is about
fills up the columns, which arrows do not pass. Lengths are pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

from containerloop.render.arrows import Box, Drawing, Node
from containerloop.render.svg.ports import LINE, Ports

NODE_WIDTH = 180
FREE = 60
"""Between two columns, what no label needs: arrows bend there."""

BETWEEN_NODES = 18
BETWEEN_BANDS = 26
_MARGIN = 24
_INSIDE = 20
_HEAD = 34
"""What a band's title takes."""

_COLUMNS, _ROWS = 4, 3
"""What no arrow is about fills the columns up to a few rows, and more where these are full."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Left upper corner and size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each node and each box is, and the size of the whole."""

    nodes: dict[str, Rectangle]
    boxes: tuple[Rectangle, ...]
    width: float
    height: float


def layout(drawing: Drawing, ports: Ports) -> Layout:
    """The places of everything in a drawing."""
    columns = [_columns(box, ports) for box in drawing.boxes]
    lefts = _lefts(ports, max(at for band in columns for at in band) + 1)
    turning = ports.room(len(lefts) - 1, left=False)
    right = lefts[-1] + NODE_WIDTH + (turning + FREE if turning else _INSIDE)
    nodes: dict[str, Rectangle] = {}
    boxes: list[Rectangle] = []
    top = float(_MARGIN)
    for box, stacks in zip(drawing.boxes, columns, strict=True):
        placed = _placed(stacks, top + (_HEAD if box.title else 0), lefts, ports)
        nodes |= placed
        bottom = max(at.bottom for at in placed.values()) + BETWEEN_NODES
        boxes.append(Rectangle(_MARGIN, top, right - _MARGIN, bottom - top))
        top = bottom + BETWEEN_BANDS
    return Layout(nodes, tuple(boxes), right + _MARGIN, top - BETWEEN_BANDS + _MARGIN)


def _columns(box: Box, ports: Ports) -> dict[int, list[Node]]:
    """The nodes of a band by column: ranks, and beyond the last what else there is."""
    stacks: dict[int, list[Node]] = {}
    for node in box.nodes:
        if node.key in ports.ranks:
            stacks.setdefault(ports.ranks[node.key], []).append(node)
    ranks = max(ports.ranks.values(), default=-1) + 1
    tallest = max(map(len, stacks.values()), default=0)
    rows = max(tallest, _ROWS, -(-len(box.nodes) // max(ranks, _COLUMNS)))
    column = 0
    for node in box.nodes:
        if node.key not in ports.ranks:
            while len(stacks.setdefault(column, [])) >= rows:
                column += 1
            stacks[column].append(node)
    return stacks


def _placed(
    stacks: dict[int, list[Node]], top: float, lefts: list[float], ports: Ports
) -> dict[str, Rectangle]:
    tall = {at: _tall(stack, ports) for at, stack in stacks.items()}
    placed = {}
    for column, stack in stacks.items():
        called = all(node.key in ports.ranks for node in stack)
        # what many call stands in the middle of them
        y = top + ((max(tall.values()) - tall[column]) / 2 if called else 0)
        for node in stack:
            height = _height(node, ports)
            placed[node.key] = Rectangle(lefts[column], y, NODE_WIDTH, height)
            y += height + BETWEEN_NODES
    return placed


def _tall(stack: list[Node], ports: Ports) -> float:
    return sum(_height(node, ports) + BETWEEN_NODES for node in stack)


def _height(node: Node, ports: Ports) -> float:
    rows = 1 + len(node.details) + (0 if node.running else 1)
    return max(LINE * rows + 16, LINE * (ports.most(node.key) + 1))


def _lefts(ports: Ports, columns: int) -> list[float]:
    """The left edge of each column: between two ranks there is room for the labels at both."""
    lefts = [float(_MARGIN + _INSIDE)]
    ranks = max(ports.ranks.values(), default=-1) + 1
    for at in range(1, columns):
        room = ports.room(at - 1, left=False) + ports.room(at, left=True)
        lefts.append(lefts[-1] + NODE_WIDTH + (room + FREE if at < ranks else room + BETWEEN_NODES))
    return lefts
