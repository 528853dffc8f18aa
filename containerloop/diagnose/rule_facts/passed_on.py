"""Ports that are published on loopback, and whom they do not reach. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from containerloop.diagnose.case import Case
from containerloop.facts import (
    ENGINE_HOST,
    HOST,
    Attempt,
    Outcome,
    Publication,
    is_loopback,
)
from containerloop.platforms.traits import Platform, Published

HUNG_UP = frozenset({Outcome.ACCEPTED_THEN_RESET, Outcome.ACCEPTED_THEN_CLOSED})
"""What comes of a port that is taken here for one that nobody is reached at there."""


def not_passed_on(
    case: Case, platform: Platform, published: Sequence[Publication], attempts: Iterable[Attempt]
) -> bool:
    """Whether this machine is hung up on at a port that the engine's own host is answered at."""
    if platform.published.value is not Published.HERE_ON_WILDCARDS or case.vantage != HOST:
        return False
    if (
        case.outcome not in HUNG_UP
        or not published
        or not all(is_loopback(p.host_ip) for p in published)
    ):
        return False
    there = (a for a in attempts if a.vantage == ENGINE_HOST and is_loopback(a.address.host))
    return any(a.address.port == case.address.port and a.outcome.reached for a in there)


def missed(case: Case, platform: Platform, dialled: str, published: Sequence[Publication]) -> bool:
    """Whether another address of the host was refused than the loopback that it is on."""
    if case.outcome is not Outcome.REFUSED or not platform.bridge_is_the_hosts:
        return False
    return not is_loopback(dialled) and all(is_loopback(p.host_ip) for p in published)
