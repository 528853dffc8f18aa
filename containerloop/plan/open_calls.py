"""Published ports that accept and say nothing: what to try before that counts as a server. Pure.

The engine's proxy accepts at once, also for a server that it will never reach. One that speaks when
it is called inside, in its own container, is called once more from where it is relied on, in its
own protocol; and what comes of that counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from containerloop.facts import (
    Address,
    Attempt,
    Container,
    Maybe,
    Outcome,
    Unobserved,
    View,
    is_loopback,
)
from containerloop.plan.rounds import stand_at
from containerloop.plan.tries import with_server_hint
from containerloop.plan.values import Look, PlannedAttempt
from containerloop.protocols import by_key
from containerloop.topology.destination import destination_of_call
from containerloop.topology.inventory import Inventory

Views = Mapping[str, Maybe[View]]
_INSIDE = "127.0.0.1"


def inside_looks(calls: Iterable[Attempt], inventory: Inventory) -> tuple[Look, ...]:
    """One call of each such server, in its own container."""
    behind = [found for call in calls if (found := _passed_on(call, inventory))]
    return _looks(
        (
            (inventory.vantage(container), PlannedAttempt(Address(host=_INSIDE, port=port)))
            for container, port in behind
        ),
        inventory,
    )


def looks_again(calls: Iterable[Attempt], views: Views, inventory: Inventory) -> tuple[Look, ...]:
    """The same calls in the protocols that the servers spoke inside."""
    return _looks(
        (
            (call.vantage, PlannedAttempt(call.address, scheme, expected=True))
            for call in calls
            if (scheme := _spoken_inside(call, views, inventory))
        ),
        inventory,
    )


def heard(view: View, again: View) -> View:
    """The view without the calls that stayed open and were made `again`, if they could be."""
    made = {(a.address, a.resolved) for a in again.attempts if a.outcome is not Outcome.NOT_TRIED}
    kept = (
        a
        for a in view.attempts
        if a.outcome is not Outcome.OPEN or (a.address, a.resolved) not in made
    )
    return replace(view, attempts=tuple(kept))


def _passed_on(call: Attempt, inventory: Inventory) -> tuple[Container, int] | None:
    """The running container behind a publication at which a call stays open; and its port."""
    if call.outcome is not Outcome.OPEN:
        return None
    there = destination_of_call(call, inventory)
    server = there.container
    if server is None or there.by != "publication" or inventory.in_host_mode(server):
        return None
    return (server, there.port) if server.state.status == "running" else None


def _spoken_inside(call: Attempt, views: Views, inventory: Inventory) -> str | None:
    """A scheme of the protocol that the server spoke when it was called inside."""
    found = _passed_on(call, inventory)
    view = views.get(inventory.vantage(found[0])) if found else None
    if found is None or view is None or isinstance(view, Unobserved):
        return None
    for each in view.attempts:
        own = is_loopback(each.address.host) and each.address.port == found[1]
        spoken = by_key(each.protocol) if own and each.protocol else None
        if spoken is not None and each.outcome is Outcome.ANSWERED:
            return next(iter(spoken.schemes), None)
    return None


def _looks(tries: Iterable[tuple[str, PlannedAttempt]], inventory: Inventory) -> tuple[Look, ...]:
    found: dict[str, dict[Address, PlannedAttempt]] = {}
    for vantage, wanted in tries:
        hinted = with_server_hint(wanted, vantage, inventory)
        found.setdefault(vantage, {})[wanted.address] = hinted
    return tuple(
        Look(vantage, stand_at(vantage, inventory.at(vantage), inventory), tuple(each.values()))
        for vantage, each in found.items()
    )
