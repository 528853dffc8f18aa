"""How long a call of a trial is waited for. Pure."""

from __future__ import annotations

from containerloop.facts import Address
from containerloop.topology.inventory import Inventory

_BRIDGE_TIMEOUT_S = 2.0
"""Deadline of a call on a bridge of this engine: its second packet leaves after one second."""


def deadline_s(address: Address, inventory: Inventory, most_s: float) -> float:
    """Seconds to wait: on a local bridge, whoever ignores two packets ignores all."""
    named = inventory.named(address.host)
    rows = (a for c in named for a in inventory.namespace_owner(c).attachments)
    drivers = {n.driver for a in rows if (n := inventory.network(a.network))}
    return _BRIDGE_TIMEOUT_S if drivers == {"bridge"} else most_s
