"""Containers that were put into another one's network namespace, and what became of it. Pure."""

from __future__ import annotations

from collections.abc import Callable

from containerloop.facts import Container, State


def lodges(container: Container) -> bool:
    """Whether it was started in the network namespace of another container."""
    return container.network_mode.startswith("container:")


def home_of(lodger: Container) -> str:
    """The id of the container in whose network namespace it was started."""
    return lodger.network_mode.partition(":")[2]


def owner_of_namespace(container: Container, by_id: Callable[[str], Container | None]) -> Container:
    """The container whose namespace it is that one lives in; a lodger where that has left it."""
    met: dict[str, None] = {}
    while container.id not in met and lodges(container):
        met[container.id] = None
        home = by_id(home_of(container))
        if home is None or _was_left_behind(container.state, home.state):
            break
        container = home
    return container


def _was_left_behind(lodger: State, home: State) -> bool:
    """Whether a running lodger is still in a namespace that its owner has left.

    A container gets a new namespace at each start. Whoever is in the old one stays there, with
    nothing but its loopback. Both times are by one clock; "" is not known.
    """
    if not lodger.running or not lodger.started_at:
        return False
    return not home.running or _moment(home) > _moment(lodger)


def _moment(state: State) -> str:
    """The last start so that texts compare as times do: fractions have no trailing zeros."""
    return state.started_at.removesuffix("Z")
