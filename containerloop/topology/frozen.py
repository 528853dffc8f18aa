"""Servers whose kernel accepts calls and whose process does not. Pure.

Only the look-up of the queue that a call ended in belongs here.
"""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.facts import (
    Attempt,
    Container,
    Listener,
    Maybe,
    Outcome,
    Transport,
    Unobserved,
    Value,
    View,
)
from containerloop.topology.destination import destination_of_call
from containerloop.topology.inventory import Inventory

MUTE = frozenset({Outcome.OPEN, Outcome.SILENT, Outcome.TIMED_OUT})
"""What a call to such a server looks like: it waits in the queue, or the queue is full."""


class Frozen(Value, frozen=True):
    """A server whose process accepts no connections; `listener` has the queue, None if paused."""

    container: Container
    listener: Listener | None


def mute_server(call: Attempt, inventory: Inventory) -> tuple[Container, int] | None:
    """The container, with the port in it, to which a TCP call led that stayed mute."""
    if call.outcome not in MUTE or call.address.transport is Transport.UDP:
        return None
    there = destination_of_call(call, inventory)
    if there.container is None or inventory.in_host_mode(there.container):
        return None
    return there.container, there.port


def frozen(call: Attempt, views: Mapping[str, Maybe[View]], inventory: Inventory) -> Frozen | None:
    """The server to which a call led, if its process accepts no connections.

    One that does one thing at a time accepts none while it answers somebody who has gone.
    """
    found = not_accepted(call, views, inventory)
    busy = found is not None and found.listener is not None and found.listener.left
    return None if busy else found


def not_accepted(
    call: Attempt, views: Mapping[str, Maybe[View]], inventory: Inventory
) -> Frozen | None:
    """The server whose kernel has accepted a call, and its process not yet."""
    server = mute_server(call, inventory)
    if server is None:
        return None
    container, port = server
    if container.state.status == "paused":
        return Frozen(container, None)
    view = views.get(inventory.vantage(container))
    seen = view.listeners if isinstance(view, View) else ()
    for listener in () if isinstance(seen, Unobserved) else seen:
        if listener.port == port and listener.transport is Transport.TCP and listener.queue:
            return Frozen(container, listener)
    return None


def taken_up(call: Attempt, views: Mapping[str, Maybe[View]], inventory: Inventory) -> bool:
    """Whether the process of the server to which a mute call led is known to accept connections.

    It is where nothing waits in the queue of its socket. Of a process that nobody saw into, and
    of one of the host, nothing is known: the kernel accepts for it.
    """
    server = mute_server(call, inventory)
    view = views.get(inventory.vantage(server[0])) if server else None
    seen = view.listeners if isinstance(view, View) else ()
    there = () if isinstance(seen, Unobserved) else seen
    tcp = [x for x in there if server and x.port == server[1] and x.transport is Transport.TCP]
    return bool(tcp) and not any(x.queue for x in tcp)
