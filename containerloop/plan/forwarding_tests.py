"""Which lost calls show whether the engine's host forwards what containers send. Pure.

The host calls the same place itself: another machine at the address that was called, or a test
listener in the namespace of the container that was. If the host arrives there, the server and
everything behind the host are not the cause.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from containerloop.facts import (
    UNHEARD,
    Attempt,
    Container,
    Network,
    Transport,
    Unobserved,
    literal,
)
from containerloop.plan.reference_matching import is_local
from containerloop.plan.values import Inside, inside
from containerloop.platforms.known import platform_seen
from containerloop.platforms.traits import Interface
from containerloop.topology.inventory import Inventory

MOST = 2
"""How many lost calls are tested in one run: one rule drops what all of them send."""
_MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade"


class ForwardingTest(msgspec.Struct, frozen=True):
    """A lost `call`, and the place that the host calls: `server` has a test listener there.

    None where the address called is of another machine, which is called as it is. `network` is
    the bridge by which the client sends.
    """

    call: Attempt
    network: Network
    server: Inside | None = None


def forwarding_tests(calls: Iterable[Attempt], inventory: Inventory) -> tuple[ForwardingTest, ...]:
    """The first few calls of those that the host should have forwarded."""
    if not may_test(inventory):
        return ()
    found = (forwarding_test(call, inventory) for call in calls)
    every = {(t.call.vantage, t.call.resolved): t for t in found if t is not None}
    return tuple(every.values())[:MOST]


def may_test(inventory: Inventory) -> bool:
    """Whether the engine's host forwards with the rules that the page of the cause is about."""
    platform = platform_seen(inventory.survey)
    if isinstance(platform, Unobserved) or platform.virtual:
        return False
    return platform.bridge_is_the_hosts and platform.interface.value is Interface.DOCKER


def forwarding_test(call: Attempt, inventory: Inventory) -> ForwardingTest | None:
    """The test of one call; None where the host did not have to forward it."""
    client, led = inventory.at(call.vantage), call.resolved
    tcp = call.address.transport is Transport.TCP
    if client is None or led is None or not tcp or call.outcome not in UNHEARD:
        return None
    own, there = inventory.namespace_owner(client), inventory.owning(led)
    bridges = _bridges(own, inventory)
    if there is not None:
        return None if there.id == own.id else _to_neighbour(call, led, there, bridges)
    away = literal(led) is not None and ":" not in led and not is_local(led, inventory)
    if away and is_local(call.address.host, inventory):
        return None  # a name of the project's led there: nobody asked about another machine
    ways = [n for n in bridges if not n.internal and n.options.get(_MASQUERADE) != "false"]
    return ForwardingTest(call, ways[0]) if away and len(ways) == len(bridges) == 1 else None


def _bridges(owner: Container, inventory: Inventory) -> list[Network]:
    """The bridge networks of a container; none where it is on any other kind, too."""
    known = [inventory.network(row.network_id) for row in owner.attachments]
    bridges = [n for n in known if n is not None and n.driver == "bridge"]
    return bridges if len(bridges) == len(known) else []


def _to_neighbour(
    call: Attempt, led: str, server: Container, bridges: list[Network]
) -> ForwardingTest | None:
    shared = {n.id: n for n in bridges if not n.keeps_apart}
    row = next((r for r in server.attachments if led in (r.ipv4, r.ipv6)), None)
    network = shared.get(row.network_id) if row else None
    if network is None or not server.state.running:
        return None
    return ForwardingTest(call, network, inside(server))
