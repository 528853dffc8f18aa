"""An answer that somebody relies on, and what is tried because of it. Pure values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from containerloop.facts import Attempt, Maybe, Outcome, View
from containerloop.plan.values import Expectation, PlannedAttempt
from containerloop.topology.inventory import Inventory


@dataclass(frozen=True, slots=True)
class Answered:
    """An attempt that was answered (or not: `WHATEVER_CAME`), at an address that is relied on."""

    expectation: Expectation
    attempt: Attempt
    inventory: Inventory
    views: Mapping[str, Maybe[View]]


@dataclass(frozen=True, slots=True)
class Further:
    """One more try, from this vantage."""

    vantage: str
    wanted: PlannedAttempt


_ANSWERS = (Outcome.ANSWERED, Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET)

Next = Callable[[Answered], Iterable[Further]]
"""What to try because of an answer; nothing where it tells all there is to know."""


def answered(view: View, expectation: Expectation) -> Iterable[Attempt]:
    """The answers at an address that is relied on, further ones included.

    To accept and close is an answer, too: it is what some servers do with a name not theirs.
    """
    there = (a for a in view.attempts if a.address == expectation.address)
    return (a for a in there if a.outcome in _ANSWERS)
