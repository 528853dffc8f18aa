"""Who cannot use what they rely on, read from a report's attempts. Pure.

Nothing of this is in the JSON: it follows from what is.
"""

from __future__ import annotations

from containerloop.facts import REACHED, Outcome
from containerloop.report.v1 import AttemptLine, Report, ReportedFinding


def cut_off(report: Report) -> tuple[str, ...]:
    """The vantages whose connection to what they rely on failed, and that have no other way."""
    return _without_a_way(report, [a for a in report.attempts if a.relied_on and _failed(a)])


def turned_away(report: Report) -> tuple[str, ...]:
    """The vantages that a server answered and refused to serve, and that have no other way."""
    return _without_a_way(report, [a for a in report.attempts if a.relied_on and unserved(a)])


def unserved(attempt: AttemptLine) -> bool:
    """Whether a server answered, and did not do what it was asked."""
    return bool(attempt.refusal) or (attempt.outcome in REACHED and attempt.served is False)


def answer_to(found: ReportedFinding, report: Report) -> AttemptLine | None:
    """What answered at a finding's address all the same; None where nothing did."""
    there = (a for a in report.attempts if (a.vantage, a.address) == (found.vantage, found.address))
    reached = [a for a in there if a.outcome in REACHED]
    # a log-in tells more than the greeting before it
    return max(reached, key=lambda a: a.refusal is not None and a.asked is not None, default=None)


def _without_a_way(report: Report, attempts: list[AttemptLine]) -> tuple[str, ...]:
    vantages = dict.fromkeys(attempt.vantage for attempt in attempts)
    return tuple(vantage for vantage in vantages if vantage not in report.reach_it_at)


def _failed(attempt: AttemptLine) -> bool:
    return attempt.outcome not in REACHED and attempt.outcome != Outcome.NOT_TRIED
