"""Reading what the vantages of a snapshot saw. Pure look-ups, nothing concluded."""

from __future__ import annotations

from containerloop.facts import (
    ENGINE_HOST,
    Attempt,
    Container,
    Listener,
    Maybe,
    Snapshot,
    Unobserved,
    View,
)
from containerloop.topology.destination import Destination
from containerloop.topology.inventory import Inventory
from containerloop.topology.swarm_services import not_looked_into


def all_attempts(snapshot: Snapshot) -> tuple[Attempt, ...]:
    """The attempts of every vantage, in the order of the views."""
    seen = (v for v in snapshot.views.values() if not isinstance(v, Unobserved))
    return tuple(a for view in seen for a in view.attempts)


def view_of(snapshot: Snapshot, inventory: Inventory, container: Container) -> Maybe[View]:
    """What was seen from inside a container, or the reason why not."""
    view = snapshot.views.get(inventory.vantage(container))
    if view is not None:
        return view
    if not container.state.running:
        return Unobserved(f"{inventory.label(container)} is not running")
    return Unobserved(f"{inventory.label(container)} was not inspected")


def listeners_in(
    snapshot: Snapshot, inventory: Inventory, container: Container
) -> Maybe[tuple[Listener, ...]]:
    """The listeners inside a container, or the reason why they were not seen."""
    view = view_of(snapshot, inventory, container)
    return view if isinstance(view, Unobserved) else view.listeners


def host_listeners(snapshot: Snapshot, inventory: Inventory) -> Maybe[tuple[Listener, ...]]:
    """The listeners of the engine's host; of this machine where there is no engine."""
    engine, own = snapshot.survey.engine, snapshot.survey.machine.listeners
    here = isinstance(engine, Unobserved) or engine.same_machine is True
    if here and not isinstance(own, Unobserved):
        return own  # with the owners of the sockets, which a probe does not see
    view = snapshot.views.get(ENGINE_HOST)
    if view is not None:
        return view if isinstance(view, Unobserved) else view.listeners
    if here:
        return own
    return Unobserved("the engine's host was not inspected")


def listeners_at(
    whom: Destination,
    snapshot: Snapshot,
    inventory: Inventory,
    host: Maybe[tuple[Listener, ...]],
) -> Maybe[tuple[Listener, ...]]:
    """The listeners of whom an address leads to; unobserved where they are not told apart."""
    if whom.kind == "host":
        return host
    if whom.container is None:
        unseen = not_looked_into(whom.service, inventory)
        return Unobserved(unseen or "nothing known owns this address")
    if inventory.in_host_mode(whom.container):
        name = inventory.label(whom.container)
        return Unobserved(
            f"{name} uses host networking, so its sockets cannot be told from the host's"
        )
    return listeners_in(snapshot, inventory, whom.container)
