"""Ports that are published on loopback, and whom they do not reach. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from containerloop.diagnose.case import Case
from containerloop.facts import (
    HOST,
    Maybe,
    Outcome,
    Publication,
    Unobserved,
    View,
    is_loopback,
)
from containerloop.platforms.traits import Platform, Published

HUNG_UP = frozenset({Outcome.ACCEPTED_THEN_RESET, Outcome.ACCEPTED_THEN_CLOSED})
"""What comes of a port that is taken here for one that nobody is reached at there."""


def kept_inside(
    case: Case, platform: Platform, published: Sequence[Publication], there: Maybe[View]
) -> Maybe[bool]:
    """Whether this machine is hung up on at a port that the engine's own host is answered at.

    `there` is what was seen from that host.
    """
    if platform.published.value is not Published.HERE_ON_WILDCARDS or case.vantage != HOST:
        return False
    alone = published and all(is_loopback(p.host_ip) for p in published)
    if case.outcome not in HUNG_UP or not alone:
        return False
    if isinstance(there, Unobserved):
        return there
    port = case.address.port
    own = (a for a in there.attempts if is_loopback(a.address.host) and a.address.port == port)
    return any(a.outcome.reached for a in own)


def missed(case: Case, platform: Platform, dialled: str, published: Sequence[Publication]) -> bool:
    """Whether another address of the host was refused than the loopback that it is on."""
    if case.outcome is not Outcome.REFUSED or not platform.bridge_is_the_hosts:
        return False
    return not is_loopback(dialled) and all(is_loopback(p.host_ip) for p in published)
