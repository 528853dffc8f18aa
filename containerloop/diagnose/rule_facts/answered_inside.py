"""What a published port of an engine in a virtual machine does inside that machine. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import ENGINE_HOST, HOST, Attempt, Maybe, Snapshot, Unobserved, is_loopback
from containerloop.platforms.known import platform_seen


def answered_inside(case: Case, snapshot: Snapshot) -> Maybe[Attempt | None]:
    """The call inside the virtual machine that its published port answered, and here did not."""
    platform = platform_seen(case.inventory.survey)
    if case.vantage != HOST or case.destination.by != "publication":
        return None
    if isinstance(platform, Unobserved):
        return platform
    if not platform.virtual or not is_loopback(case.address.host):
        return None
    inside = snapshot.views.get(ENGINE_HOST) or Unobserved("not measured inside its machine")
    if isinstance(inside, Unobserved):
        return inside
    asked = (case.address.port, case.address.transport)
    there = (a for a in inside.attempts if (a.address.port, a.address.transport) == asked)
    return next((a for a in there if is_loopback(a.address.host) and a.outcome.reached), None)
