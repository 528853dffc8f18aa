"""Whether a container is young enough to open its sockets yet. Pure."""

from __future__ import annotations

from containerloop.facts import Container

STARTS_S = 10.0
"""Within so many seconds of its start a container may still be about to listen."""


def may_still_start(container: Container) -> bool:
    """Whether it may be about to listen: its healthcheck says so, or without one its age."""
    state = container.state
    if state.health is not None:
        return state.health == "starting"
    return state.up_s is None or state.up_s < STARTS_S
