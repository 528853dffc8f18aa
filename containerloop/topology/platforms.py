"""What the platform that an engine runs on means for its network. Pure."""

from __future__ import annotations

from containerloop.facts import Engine

PLAIN = ("docker", "colima", "unknown")
"""Flavours whose containers reach the host by its bridge, as on plain Linux."""


def is_plain_linux(engine: Engine) -> bool:
    """Whether the engine's host is a Linux whose own network the containers' bridges are on."""
    return engine.flavour in PLAIN


def reaches_the_host(engine: Engine) -> bool:
    """Whether a container's packet to the host arrives at the host's own sockets, unaided."""
    return is_plain_linux(engine) and not engine.rootless
