"""Addresses that a client has written down and that lead to nobody, whoever is meant. Pure."""

from __future__ import annotations

from containerloop.facts import Container, Port, is_loopback, literal
from containerloop.plan.values import Expectation
from containerloop.topology.hosts import HOST_NAMES
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports


def leads_to_nobody(
    expectation: Expectation, besides: tuple[Container, ...], inventory: Inventory
) -> bool:
    """Whether its client has its own localhost there, which does not have the port, or a name
    that no container has; the clients `besides` are left out."""
    client, address = inventory.at(expectation.vantage), expectation.address
    if client is None or client in besides:
        return False
    if is_loopback(address.host):
        port = Port(number=address.port, transport=address.transport)
        return port not in declared_ports(client)
    known = address.host in HOST_NAMES or inventory.named(address.host, client)
    return literal(address.host) is None and not known
