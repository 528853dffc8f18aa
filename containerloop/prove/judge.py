"""What the attempts of a trial prove. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from containerloop import protocols
from containerloop.diagnose.serviced import turned_away
from containerloop.facts import Attempt, Proof
from containerloop.protocols.mismatch import mismatch


def judge(attempts: Sequence[Attempt], scheme: str | None) -> Proof:
    """Proven by an attempt that the right server answers; else the first one says why not.

    `scheme` is the protocol that the client's reference demands, if any. A server that is
    reached and turns the client away leaves the trial untried: that is another fault.
    """
    if not attempts:
        return untried("the probe returned nothing")
    for attempt in attempts:
        if attempt.outcome.reached and _is_meant(attempt, scheme) and not turned_away(attempt):
            return Proof(status="proven", attempt=attempt)
    first = attempts[0]
    if turned_away(first):
        return Proof(status="untried", attempt=first, reason=first.refusal)
    reason = "a different server answered" if first.outcome.reached else None
    return Proof(status="refuted", attempt=first, reason=reason)


def untried(reason: str) -> Proof:
    """A trial that was not made; `reason` is a clause for after "not tried:"."""
    return Proof(status="untried", reason=reason)


def _is_meant(attempt: Attempt, scheme: str | None) -> bool:
    """Whether the server that answered speaks what is demanded of it."""
    wanted = protocols.by_scheme(scheme) if scheme else None
    if wanted is None:
        return True
    other = mismatch(scheme, attempt.protocol, refusal=attempt.refusal)
    return attempt.protocol == wanted.key and other is None
