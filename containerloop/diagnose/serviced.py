"""Whether an attempt served what was said in it: the protocols' judgement, of one attempt. Pure."""

from __future__ import annotations

from containerloop.facts import Attempt, Outcome, literal
from containerloop.protocols.service import Answered, Service, service


def turned_away(attempt: Attempt, typed: str | None = None) -> bool:
    """Whether the server answered, and will not serve whoever calls from there."""
    return attempt.outcome.reached and serviced(attempt, typed).served is False


def serviced(attempt: Attempt, typed: str | None = None) -> Service:
    """Whether what was said to the server was served; `typed` is the path that was asked for."""
    if attempt.outcome is Outcome.OPEN:
        return Service(None, "what it says to its client was not tried")
    if not attempt.outcome.reached or attempt.stalled:
        return Service(False)
    return service(
        Answered(
            protocol=attempt.protocol,
            code=attempt.code,
            refusal=attempt.refusal,
            banner=attempt.banner,
            scheme=attempt.scheme,
            opening=attempt.opening,
            by_name=literal(attempt.address.host) is None,
            typed=typed is not None and attempt.opening.path == typed,
        )
    )
