"""Whom Docker has given the address that was called. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import Container, Network, Value
from containerloop.topology.dns import bridge_of
from containerloop.topology.hosts import contains
from containerloop.topology.inventory import Inventory


class AddressLease(Value, frozen=True):
    """An address of a bridge network of the client's, and the container that has it now.

    `ambiguous` tells that a network of this machine has the same range, so that a machine
    there may be meant.
    """

    network: Network
    holder: Container | None
    ambiguous: bool


def address_lease(case: Case) -> AddressLease | None:
    """None for a name, a gateway, and what no bridge network of the client's has."""
    host, inventory = case.address.host, case.inventory
    network = bridge_of(host, case.client, inventory) if case.client else None
    if network is None or inventory.is_engine_host(host):
        return None
    return AddressLease(network, inventory.owning(host), _overlaps(network, inventory))


def _overlaps(network: Network, inventory: Inventory) -> bool:
    own = set(inventory.survey.machine.addresses) - set(network.gateways)
    return any(contains(s, address) for s in network.subnets for address in own)
