"""On which side of its nodes an arrow leaves and ends, and how much room its label has. Pure.

Where anything stands is decided elsewhere. A rank is a column, from left to right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from rich.cells import cell_len, set_cell_size

from containerloop.render.arrows import Arrow, Drawing

LINE = 18
LETTER = 7.3
"""The width of a letter in the type of labels."""

HEAD = 9
"""The length of an arrow's head."""

_LONGEST_LABEL = 52
_OUT = ("", True)

Port: TypeAlias = tuple[str, bool]
"""A label and whether it works: each has its own point; all that leaves has one, without a label"""


@dataclass(frozen=True, slots=True)
class Ports:
    """By each node the points on its left and on its right, from above to below."""

    ranks: dict[str, int]
    left: dict[str, list[Port]]
    right: dict[str, list[Port]]

    def way(self, arrow: Arrow) -> int:
        """1 for an arrow to the right, -1 to the left, 0 inside a column."""
        apart = self.ranks[arrow.target] - self.ranks[arrow.source]
        return (apart > 0) - (apart < 0)

    def begin(self, arrow: Arrow) -> tuple[bool, int, int]:
        """Whether an arrow leaves on the left, at which point, and of how many."""
        left = self.way(arrow) < 0
        return self._at(arrow.source, _OUT, left=left)

    def end(self, arrow: Arrow) -> tuple[bool, int, int]:
        """The same for where it ends."""
        left = self.way(arrow) > 0
        return self._at(arrow.target, (arrow.label, arrow.works), left=left)

    def most(self, key: str) -> int:
        """How many points one side of a node has at most."""
        return max(len(self.left.get(key, ())), len(self.right.get(key, ())))

    def room(self, rank: int, *, left: bool) -> float:
        """How wide the labels beside a column are, with the heads of their arrows."""
        sides = self.left if left else self.right
        labels = [p for key, at in sides.items() if self.ranks[key] == rank for p, _ in at if p]
        widest = max((cell_len(shown(label)) for label in labels), default=0)
        return widest * LETTER + HEAD + 12 if labels else 0.0

    def _at(self, key: str, port: Port, *, left: bool) -> tuple[bool, int, int]:
        points = (self.left if left else self.right)[key]
        return left, points.index(port), len(points)


def ports_of(drawing: Drawing) -> Ports:
    """The points of every node that an arrow begins or ends at."""
    ports = Ports(ranks_of(drawing.arrows), {}, {})
    for arrow in drawing.arrows:  # what leaves to the right is above what ends there
        if ports.way(arrow) >= 0:
            _add(ports.right, arrow.source, _OUT)
    for arrow in drawing.arrows:
        sides = ports.left if ports.way(arrow) > 0 else ports.right
        _add(sides, arrow.target, (arrow.label, arrow.works))
    for arrow in drawing.arrows:
        if ports.way(arrow) < 0:
            _add(ports.left, arrow.source, _OUT)
    return ports


def shown(label: str) -> str:
    """A label as it is drawn."""
    if cell_len(label) <= _LONGEST_LABEL:
        return label
    return set_cell_size(label, _LONGEST_LABEL - 1).rstrip() + "…"


def ranks_of(arrows: Iterable[Arrow]) -> dict[str, int]:
    """How many calls lead to each node at most, circles left out; none for what has no arrow."""
    callers: dict[str, list[str]] = {}
    for each in arrows:
        callers.setdefault(each.source, [])
        callers.setdefault(each.target, []).append(each.source)
    known: dict[str, int] = {}

    def rank(key: str, under_way: frozenset[str]) -> int:
        if key not in known:
            above = [c for c in callers[key] if c not in under_way and c != key]
            deepest = max((rank(c, under_way | {key}) for c in above), default=-1)
            known[key] = deepest + 1
        return known[key]

    return {key: rank(key, frozenset()) for key in callers}


def _add(sides: dict[str, list[Port]], key: str, port: Port) -> None:
    points = sides.setdefault(key, [])
    if port not in points:
        points.append(port)
