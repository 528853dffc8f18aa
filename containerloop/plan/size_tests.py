"""Which calls show whether large packets are lost on the way, and how they are repeated. Pure.

Only a call beyond the engine's host is repeated that was accepted and then not answered, or not to
the end. It goes in small segments first; if that is answered, as it was, and with more patience.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from containerloop.facts import (
    Attempt,
    Container,
    Maybe,
    Network,
    Outcome,
    SizeTest,
    Transport,
    Unobserved,
    View,
    literal,
)
from containerloop.plan.reference_matching import is_local
from containerloop.topology.inventory import Inventory

SMALL_MTU = 1280
"""The least that IPv6 asks of any link: smaller ones are not made any more."""
MTU = "com.docker.network.driver.mtu"
MOST = 2
"""How many calls are repeated in one run: one small link loses the large packets of all."""


class PlannedSizeTest(msgspec.Struct, frozen=True):
    """A call that is to be repeated in segments of at most `segment` bytes, and then as it was."""

    call: Attempt
    segment: int


def size_tests(calls: Iterable[Attempt], inventory: Inventory) -> tuple[PlannedSizeTest, ...]:
    """The first few calls that a smaller link on the way may have cut off."""
    found = {
        (call.vantage, call.resolved): PlannedSizeTest(call, segment_for(SMALL_MTU))
        for call in calls
        if _cut_off(call) and wide_network(call, inventory) is not None
    }
    return tuple(found.values())[:MOST]


def segment_for(mtu: int) -> int:
    """What a packet of `mtu` bytes holds besides the heads of IPv6 (the longer one) and of TCP."""
    return mtu - 60


def wide_network(call: Attempt, inventory: Inventory) -> Network | None:
    """The bridge by which a container's call leaves its host; None where it may be another way.

    Nor where its packets are small anyhow.
    """
    client, led = inventory.at(call.vantage), call.resolved
    tcp = call.address.transport is Transport.TCP
    if client is None or not tcp or literal(led or "") is None or is_local(led or "", inventory):
        return None
    bridge = _only_bridge(inventory.namespace_owner(client), inventory)
    if bridge is None or bridge.internal:
        return None
    said = bridge.options.get(MTU, "1500")
    return bridge if said.isdigit() and int(said) > SMALL_MTU else None


def marked(views: Mapping[str, Maybe[View]], tests: Iterable[SizeTest]) -> dict[str, Maybe[View]]:
    """The views, where what was answered and is known to stall says so."""
    lost = [t.small for t in tests if t.only_small]
    return {vantage: _marked(view, lost) for vantage, view in views.items()}


def _marked(view: Maybe[View], lost: Iterable[Attempt]) -> Maybe[View]:
    if isinstance(view, Unobserved):
        return view
    keys = {_key(small) for small in lost}
    made = (replace(a, stalled=True) if a.missing and _key(a) in keys else a for a in view.attempts)
    return replace(view, attempts=tuple(made))


def _key(attempt: Attempt) -> object:
    return (attempt.vantage, str(attempt.address), attempt.resolved, attempt.opening)


def _cut_off(call: Attempt) -> bool:
    """Whether the call was accepted, and the reply did not come, or did not come to its end."""
    return call.outcome is Outcome.SILENT or (call.outcome is Outcome.ANSWERED and call.missing > 0)


def _only_bridge(owner: Container, inventory: Inventory) -> Network | None:
    known = [inventory.network(row.network_id) for row in owner.attachments]
    one = known[0] if len(known) == 1 else None
    return one if one is not None and one.driver == "bridge" else None
