"""What a written host means: loopback, names of the host, subnets, equality. Pure."""

from __future__ import annotations

from ipaddress import ip_network

from containerloop.facts import (
    ENGINE_HOST,
    HOST,
    is_loopback,
    literal,
)

OWN_NETWORK_MODES = ("host", "none")


def is_place(vantage: str) -> bool:
    """Whether the vantage is a machine rather than a container or network."""
    return vantage in (HOST, ENGINE_HOST)


def same_host(one: str, other: str) -> bool:
    """Whether two written hosts are the same for every client."""
    if is_loopback(one) and is_loopback(other):
        return True
    return one.rstrip(".").lower() == other.rstrip(".").lower()


HOST_NAMES = ("host.docker.internal", "host.containers.internal", "gateway.docker.internal")


def contains(subnet: str, host: str) -> bool:
    """Whether a written host is an address of this subnet."""
    address = literal(host)
    return address is not None and address in ip_network(subnet, strict=False)
