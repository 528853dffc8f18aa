"""The choice of the database that a client's address names, where a server has several. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import Opening
from containerloop.plan.further.answered import Answered, Further
from containerloop.plan.values import PlannedAttempt


def database(known: Answered) -> Iterator[Further]:
    """The database of a Redis that admits its client; PostgreSQL's is chosen with the log-in."""
    number, first = known.expectation.opening.database, known.attempt
    if number is None or first.protocol != "redis" or first.refusal or first.opening.database:
        return
    again = PlannedAttempt(
        first.address,
        known.expectation.scheme or "redis",
        expected=True,
        opening=Opening(database=number),
    )
    yield Further(known.expectation.vantage, again)
