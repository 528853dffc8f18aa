"""What a failing healthcheck dials. Pure."""

from __future__ import annotations

from containerloop.facts import Container, Reference, is_loopback


def fails(container: Container) -> bool:
    """Whether the engine calls it unhealthy: its check has failed as often as it may."""
    return container.state.running and container.state.health == "unhealthy"


def checked_address(container: Container) -> Reference | None:
    """The first address that the container's healthcheck names."""
    return next((r for r in container.references if r.in_healthcheck), None)


def checked_port(container: Container) -> set[int]:
    """The port of its own that a failing check dials; empty where none is known."""
    dialled = checked_address(container) if fails(container) else None
    return {dialled.port} if dialled is not None and is_loopback(dialled.host) else set()
