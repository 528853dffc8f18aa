"""A server that serves the same request under another host name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from containerloop.facts import Attempt, is_loopback, literal
from containerloop.plan.values import Expectation, Strength
from containerloop.protocols.host_name_answers import (
    accepts_instead,
    alike,
    may_be_the_name,
    own_names,
)


def served_under_another_name(
    expectation: Expectation, best: Attempt, made: Iterable[Attempt]
) -> Attempt | None:
    """The attempt with another name that was served; None unless the own name is refused again
    each time it is repeated.

    A server that answers differently each time has not told what it goes by.
    """
    if not may_be_the_name(best):
        return None
    others = {a.opening.name: a for a in _with_a_name(best, made)}
    again = [others.pop(name, None) for name in own_names(best)]
    if not all(a is not None and alike(best, a) for a in again):
        return None
    served = [a for n, a in others.items() if accepts_instead(best, a) and not _own(expectation, n)]
    # the nearest to the client's own name: the one that is valid where that is not
    nearest = best.address.host.replace("_", "-")
    return min(served, key=lambda a: a.opening.name != nearest, default=None)


def _with_a_name(best: Attempt, made: Iterable[Attempt]) -> Iterator[Attempt]:
    for attempt in made:
        same = attempt.address == best.address and attempt.opening.name is not None
        if same and attempt.opening.with_name(None) == best.opening:
            yield attempt


def _own(expectation: Expectation, name: str | None) -> bool:
    """Whether a client of this machine says this name: nobody wrote the number of its loopback."""
    host = expectation.address.host
    picked = literal(host) is not None and expectation.strength is Strength.PUBLISHED
    return picked and name is not None and is_loopback(name) and is_loopback(host)
