"""Networks that the kernel keeps apart from the host they are built on. Pure look-ups."""

from __future__ import annotations

from containerloop.facts import Container, Network
from containerloop.topology.hosts import contains
from containerloop.topology.inventory import Inventory

APART = ("macvlan", "ipvlan")
"""Drivers that put a container beside the host on its own network, and not behind it."""


def is_apart(network: Network) -> bool:
    """Whether the engine's own host cannot be reached on it, nor reach it."""
    return network.driver in APART


def networks_apart(container: Container, inventory: Inventory) -> list[Network]:
    """The networks of a container's namespace, if the host is on the other side of them all."""
    rows = inventory.namespace_owner(container).attachments
    known = [n for row in rows if (n := inventory.network(row.network_id))]
    return known if len(known) == len(rows) and all(map(is_apart, known)) else []


def apart_from_host(client: Container, dialled: str, inventory: Inventory) -> Network | None:
    """The network by which a container calls an address of the host, where that cannot arrive.

    It leaves by the network whose subnet has the address, else by any, and so by one that is
    kept apart if all of them are.
    """
    rows = inventory.namespace_owner(client).attachments
    known = [n for row in rows if (n := inventory.network(row.network_id))]
    direct = [n for n in known if any(contains(s, dialled) for s in n.subnets)]
    ways = direct or networks_apart(client, inventory)
    return next(filter(is_apart, ways), None)
