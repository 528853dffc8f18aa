"""The same call over TLS, where an answer says that TLS is wanted. Pure.

A server that wants TLS speaks it; a proxy that passes such an answer on from a server behind it,
to which it speaks plain text, does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from containerloop.facts import Attempt
from containerloop.plan.further.answered import Answered, Further
from containerloop.plan.values import PlannedAttempt
from containerloop.protocols.mismatch import over_tls
from containerloop.protocols.servers.http import WANTS_TLS
from containerloop.protocols.servers.tls import TLS


def as_it_wants(known: Answered) -> Iterator[Further]:
    """The call over TLS."""
    first = known.attempt
    if first.refusal == WANTS_TLS and not over_tls(first.scheme):
        again = PlannedAttempt(first.address, "https", expected=True, opening=first.opening)
        yield Further(known.expectation.vantage, again)


def passed_on(answer: Attempt, made: Iterable[Attempt]) -> bool:
    """Whether it is the answer of a server behind: who gave it speaks no TLS on this port."""
    if answer.refusal != WANTS_TLS or over_tls(answer.scheme):
        return False
    return any(
        a.address == answer.address
        and a.opening == answer.opening
        and over_tls(a.scheme)
        and a.outcome.reached
        and a.protocol not in (None, TLS.key)
        for a in made
    )
