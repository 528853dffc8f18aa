"""The words of a comparison, for every format of it: whose a difference is, and what could not be.

Only phrases may live here; the lines stand in `text.comparison` and `markdown.comparison`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from containerloop.facts.printable import printable
from containerloop.render.text.styled_lines import LIMIT
from containerloop.render.text.words import place
from containerloop.report.comparison.values import Comparison, Difference
from containerloop.report.v1 import Verdict

NOTHING = "–"
"""What stands for a side that has no such thing."""

_OF = {
    "platform": "{}",
    "container": "container of {}",
    "service": "{} in the compose file",
    "network": "network {}",
    "value": "address that {} uses",
    "name": "name as seen from {}",
    "listener": "listener of {}",
    "publication": "published port of {}",
    "route": "route of {}",
    "attempt": "call from {}",
}
_FROM_A_VANTAGE = frozenset({"platform", "listener", "name", "route", "attempt"})
_MOST_PLACES = 5


@dataclass(frozen=True, slots=True)
class Heading:
    """Differences that stand together, under what they have in common."""

    title: str
    differences: tuple[Difference, ...]


def first_line(comparison: Comparison) -> str:
    """Whether the outcome differs, and whether anything else does."""
    a, b = comparison.a, comparison.b
    if comparison.same:
        return "Nothing that both saw differs."
    if a.verdict is not b.verdict:
        return f"The outcome differs: {_verdict(a.verdict)} in A, {_verdict(b.verdict)} in B."
    if a.causes != b.causes or comparison.outcomes:
        return f"Both are {_verdict(a.verdict)}, and not for the same reason."
    return f"Both are {_verdict(a.verdict)}; what was seen differs."


def _verdict(verdict: Verdict) -> str:
    return verdict.value


def headings(comparison: Comparison) -> list[Heading]:
    """The differences in their order: what explains a cause, the calls, and then the others."""
    told = [
        Heading(_explaining(code or "", comparison), tuple(every))
        for code, every in groupby(comparison.differences, key=lambda d: d.explains)
        if code is not None
    ]
    if comparison.outcomes:
        told.append(Heading("What came of the calls", comparison.outcomes))
    others = tuple(d for d in comparison.differences if d.explains is None)
    title = "What else differs" if told else "What differs"
    return [*told, Heading(title, others)] if others else told


def _explaining(code: str, comparison: Comparison) -> str:
    sides = (("A", comparison.a), ("B", comparison.b))
    side, cause = next((n, c) for n, s in sides for c in s.causes if c.code == code)
    return f"{printable(f'{code} {cause.name}', LIMIT)}, which only {side} has, is about this"


def whose(difference: Difference) -> str:
    """Whose a difference is, and of what kind."""
    where = difference.where
    if difference.kind in _FROM_A_VANTAGE:
        what, mark, at = where.partition("@")
        where = f"the engine{mark and ' of '}{at}" if what == "engine" else place(where)
    return _OF.get(difference.kind, "{}").replace("{}", printable(where, LIMIT))


def unexplained(comparison: Comparison) -> str:
    """That no difference explains the outcome, where one would be wanted; else ""."""
    differ = comparison.a.verdict is not comparison.b.verdict
    explains = any(each.explains for each in comparison.differences)
    return "" if explains or not differ else "No difference in what both saw explains that."


def unseen(comparison: Comparison) -> list[str]:
    """What could not be compared, by the place that was not seen and the reason."""
    every = [each for each in comparison.unseen if each.a is None or each.b is None]
    told: dict[tuple[str, str, str], list[str]] = {}
    for each in every:
        side, reason = ("A", each.a) if each.a is not None else ("B", each.b or "")
        told.setdefault((side, each.where, reason), []).append(each.kind)
    lines = [_missed(side, where, reason) for side, where, reason in told]
    left = len(lines) - _MOST_PLACES
    return lines if left <= 0 else [*lines[:_MOST_PLACES], f"+{left} more places"]


def _missed(side: str, where: str, reason: str) -> str:
    return f"{place(where)} in {side}: {printable(reason, LIMIT)}"
