"""Files of a container that a probe beside it does not see. Pure."""

from __future__ import annotations

from containerloop.facts import Container, Unobserved
from containerloop.platforms.known import platform_seen
from containerloop.topology.inventory import Inventory


def hidden_files(container: Container, owner: Container, inventory: Inventory) -> Unobserved | None:
    """Why names would be looked up otherwise than the container does, where that is so."""
    mounted = (*container.mounted_over, *owner.mounted_over)
    platform = platform_seen(inventory.survey)
    if not mounted or isinstance(platform, Unobserved) or platform.probe_sees_mounts:
        return None
    return Unobserved(f"{container.name} has a mount over {mounted[0]}, which no probe sees there")
