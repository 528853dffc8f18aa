"""Whose queues to read after the calls: of servers that accepted a call and stayed mute. Pure.

The kernel accepts for a process that does not; only the queue of its socket tells the two apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from containerloop.facts import Attempt, Outcome
from containerloop.plan.values import Look, inside
from containerloop.topology.frozen import mute_server
from containerloop.topology.inventory import Inventory


def queue_looks(
    calls: Iterable[Attempt], inventory: Inventory, read_since: Collection[str]
) -> tuple[Look, ...]:
    """Looks without calls of their own, into the servers to which mute calls led.

    `read_since` are the vantages whose sockets were read after those calls already.
    """
    looks: dict[str, Look] = {}
    for call in calls:
        found = mute_server(call, inventory)
        if found is None or call.outcome is Outcome.TIMED_OUT:
            continue
        vantage = inventory.vantage(found[0])
        if found[0].state.status == "running" and vantage not in read_since:
            looks[vantage] = Look(vantage, inside(inventory.namespace_owner(found[0])), ())
    return tuple(looks.values())
