"""What differs between two snapshots, the first difference that explains the outcome first. Pure.

Nothing is diagnosed here. What only one of the two saw is told apart from what differs.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import Maybe, Snapshot, Unobserved
from containerloop.report.comparison.engines import Seen
from containerloop.report.comparison.relevance import explained
from containerloop.report.comparison.values import Comparison, Difference, Side, Unseen
from containerloop.report.comparison.views import Group, Rows, is_asked_for
from containerloop.report.v1 import Report

_WHOLE = ("service", "container", "network")
"""The kinds whose absence is one difference, and not one for each of its rows."""


def compare(a: Snapshot, told_a: Report, b: Snapshot, told_b: Report) -> Comparison:
    """The comparison of two snapshots, each with the report that was made of it."""
    in_a, in_b = Seen(a, told_a), Seen(b, told_b)
    found: list[Difference] = []
    missed: list[Unseen] = []
    for group in dict.fromkeys([*in_a.groups, *in_b.groups]):
        seen_a, seen_b = in_a.look(group), in_b.look(group)
        if isinstance(seen_a, Unobserved) or isinstance(seen_b, Unobserved):
            missed.append(_missed(group, seen_a, seen_b))
        else:
            found += _differences(group, seen_a, seen_b)
    outcomes = tuple(each for each in found if each.kind == "attempt")
    others = explained((each for each in found if each.kind != "attempt"), told_a, told_b)
    side_a, side_b = Side.of(told_a), Side.of(told_b)
    one_sided = any(each.a is None or each.b is None for each in missed)
    return Comparison(
        a=side_a,
        b=side_b,
        same=not (found or one_sided) and side_a == side_b,
        outcomes=outcomes,
        differences=others,
        unseen=tuple(missed),
    )


def _missed(group: Group, a: Maybe[Rows], b: Maybe[Rows]) -> Unseen:
    kind, where = group
    reasons = [seen.reason if isinstance(seen, Unobserved) else None for seen in (a, b)]
    return Unseen(kind=kind, where=where, a=reasons[0], b=reasons[1])


def _differences(group: Group, a: Rows, b: Rows) -> Iterator[Difference]:
    kind, where = group
    if kind in _WHOLE and not (a and b) and (a or b):
        there_a, there_b = ("there" if rows else None for rows in (a, b))
        yield Difference(kind=kind, where=where, what="", a=there_a, b=there_b)
        return
    for what in dict.fromkeys([*a, *b]):
        # what only one of them asked for tells nothing of the other
        asked = not is_asked_for(kind, what) or (what in a and what in b)
        if a.get(what) != b.get(what) and asked:
            yield Difference(kind=kind, where=where, what=what, a=a.get(what), b=b.get(what))
