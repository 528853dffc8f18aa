"""Where a server sends its client on, dialled from where the client stands. Pure.

An address beyond this machine is told and never dialled.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.plan.further.answered import Answered, Further
from containerloop.plan.reference_matching import is_local
from containerloop.plan.values import PlannedAttempt
from containerloop.protocols.servers.ftp import PASSIVE

MOST_PLACES = 8
"""Of one answer: a cluster names all of its members."""


def sent_on(known: Answered) -> Iterator[Further]:
    """A try of each local place that the answer names; none for a client that stays there."""
    if known.expectation.opening.direct:
        return
    for place in known.attempt.onward[:MOST_PLACES]:
        if place.by == PASSIVE:
            continue  # it is open as long as the conversation in which it was named
        if is_local(place.address.host, known.inventory):
            scheme = place.scheme or known.attempt.scheme
            again = PlannedAttempt(place.address, scheme, expected=True, opening=place.opening)
            yield Further(known.expectation.vantage, again)
