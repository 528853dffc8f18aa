"""Views put together of what looks saw. Pure."""

from __future__ import annotations

from msgspec import structs

from containerloop.errors import ProbeUnavailable
from containerloop.facts import Address, Attempt, Maybe, Outcome, Unobserved, View
from containerloop.plan.values import Look


def joined(before: Maybe[View] | None, more: Maybe[View]) -> Maybe[View]:
    """A vantage's view with what a later look saw; a look that failed takes nothing away."""
    if not isinstance(before, View):
        return more
    if isinstance(more, Unobserved):
        return before
    return structs.replace(
        before,
        dialling=_all_dialled(before.dialling, more.dialling),
        resolutions=before.resolutions + more.resolutions,
        attempts=before.attempts + more.attempts,
    )


def _all_dialled(
    before: Maybe[tuple[Address, ...]], more: Maybe[tuple[Address, ...]]
) -> Maybe[tuple[Address, ...]]:
    if isinstance(before, Unobserved) or isinstance(more, Unobserved):
        return more if isinstance(before, Unobserved) else before
    return tuple(dict.fromkeys((*before, *more)))


def all_reached(seen: View | ProbeUnavailable) -> bool:
    """Whether every attempt reached a server: then the container was there all the time."""
    return isinstance(seen, View) and all(a.outcome.reached for a in seen.attempts)


def untried(look: Look) -> tuple[Attempt, ...]:
    """The addresses that the look leaves out, with their reasons."""
    return tuple(
        Attempt(vantage=look.vantage, address=a, outcome=Outcome.NOT_TRIED, reason=why)
        for a, why in look.untried
    )
