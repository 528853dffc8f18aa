"""One cell of the matrix: what an address came to from a vantage, in a word and a mark.

Several tries of one address (a name with an IPv4 and an IPv6 address) share a cell.
"""

from __future__ import annotations

from containerloop.facts import REACHED, Outcome
from containerloop.render.text.styled_lines import Span, name
from containerloop.render.text.words import outcome, server
from containerloop.report.v1 import AttemptLine, Report

_SHORT = 20
_OUTSIDE = frozenset({"host", "engine-host"})


Cells = dict[tuple[str, str], list[AttemptLine]]
"""The attempts by address and vantage."""


def attempted(report: Report) -> Cells:
    """The report's attempts, sorted into cells.

    Where somebody relies on the address, what was said there to compare counts for nothing.
    """
    tries: Cells = {}
    for attempt in report.attempts:
        tries.setdefault((attempt.address, attempt.vantage), []).append(attempt)
    return {at: [a for a in made if a.relied_on] or made for at, made in tries.items()}


def cell(cells: Cells, address: str, vantage: str) -> Span:
    """Mark and words for one address from one vantage."""
    tries = cells.get((address, vantage))
    if not tries:
        return "–", "dim"
    reached = [each for each in tries if each.outcome in REACHED]
    # a log-in that was refused tells more than the greeting before it
    best = max(reached, key=lambda a: a.refusal is not None and a.asked is not None, default=None)
    return _failed(tries, vantage) if best is None else _reached(best, tries)


def _failed(tries: list[AttemptLine], vantage: str) -> Span:
    # that a namespace has no ::1 stands in the row of ::1; localhost goes on to its other address
    told = [t for t in tries if t.outcome != Outcome.ADDRESS_UNAVAILABLE] or tries
    words = ", ".join(dict.fromkeys(map(outcome, told)))
    if all(each.outcome == Outcome.NOT_TRIED for each in tries):
        reason = tries[0].reason
        return f"– {name(reason)[0] if short_reason(reason) and reason else words}", "dim"
    if _no_name_outside(tries, vantage) and not any(each.relied_on for each in tries):
        # A service's name means nothing outside its network: expected, so no cross.
        return "– not a name here", "dim"
    return f"✗ {words}", "bad"


def short_reason(reason: str | None) -> bool:
    """Whether a reason fits its cell, so that it need not stand below the table."""
    return reason is not None and len(reason) <= _SHORT


def _reached(best: AttemptLine, tries: list[AttemptLine]) -> Span:
    words = server(best.protocol) if best.protocol else outcome(best)
    if best.refusal:
        return f"! {words} refuses service", "unsure"
    if best.served is False and best.code:
        return f"! {words} {name(best.code)[0]}", "unsure"
    if best.resolved and any(each.outcome not in REACHED for each in tries):
        words += f" via {name(best.resolved)[0]}"
    elif best.server and _worth_naming(best):
        words += f" ({name(best.server)[0]})"
    return f"✓ {words}", "good"


def _worth_naming(best: AttemptLine) -> bool:
    """A server's name says something only where neither row nor column says it already."""
    host = best.address.removesuffix("/udp").rpartition(":")[0]
    return best.server not in (host, best.vantage.partition(":")[2])


def _no_name_outside(tries: list[AttemptLine], vantage: str) -> bool:
    return vantage in _OUTSIDE and all(t.outcome == Outcome.NAME_NOT_FOUND for t in tries)
