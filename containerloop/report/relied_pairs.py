"""Who relies on what, and whether it works, read from a report's attempts. Pure.

Nothing of this is in the JSON: it follows from what is.
"""

from __future__ import annotations

from containerloop.facts import REACHED
from containerloop.protocols.unasked_log_ins import is_doubt
from containerloop.report.unserved import unserved
from containerloop.report.v1 import AttemptLine, Report

Pair = tuple[str, str]
"""A vantage, and the address that it relies on."""


def relied_pairs(report: Report) -> dict[Pair, AttemptLine]:
    """Each pair with the attempt that tells most of it: one that was served, else the first."""
    found: dict[Pair, AttemptLine] = {}
    for attempt in report.attempts:
        if attempt.relied_on:
            pair = (attempt.vantage, attempt.address)
            before = found.setdefault(pair, attempt)
            if _rank(attempt) > _rank(before):
                found[pair] = attempt
    return found


def working(report: Report) -> dict[Pair, AttemptLine]:
    """The pairs that are served, and that no cause is told of."""
    failing = {(f.vantage, f.address) for f in report.causes}
    every = relied_pairs(report)
    return {p: a for p, a in every.items() if p not in failing and _rank(a) == _SERVED}


_SERVED = 1


def _rank(attempt: AttemptLine) -> int:
    """2 where a server answered and refused, or may, which counts whatever else it answered."""
    if attempt.outcome not in REACHED:
        return 0
    return 2 if unserved(attempt) or is_doubt(attempt.untried) else _SERVED
