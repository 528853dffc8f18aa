"""Networks of a swarm that no probe can be started on. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.facts import Unobserved
from containerloop.topology.inventory import Inventory


def kept_from_probes(networks: Iterable[str], inventory: Inventory) -> Unobserved | None:
    """Why none can be on all of these; None where one can."""
    closed = {n.name for n in inventory.networks if not n.attachable}
    name = next((n for n in networks if n in closed), None)
    if name is None:
        return None
    return Unobserved(f"only a swarm's tasks can be on {name}: it is not attachable")
