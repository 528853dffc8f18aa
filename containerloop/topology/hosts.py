"""What a written host means: loopback, names of the host, subnets, equality. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_network

from containerloop.facts import (
    ENGINE_HOST,
    HOST,
    Route,
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


MODEL_RUNNER = "model-runner.docker.internal"
"""Docker Desktop's name for Docker Model Runner; with Docker Engine a name of the host, if any."""
MODEL_RUNNER_PORT = 12434

HOST_DOCKER_INTERNAL = "host.docker.internal"
HOST_NAMES = (
    HOST_DOCKER_INTERNAL,
    "host.containers.internal",
    "gateway.docker.internal",
    MODEL_RUNNER,
)


def contains(subnet: str, host: str) -> bool:
    """Whether a written host is an address of this subnet."""
    address = literal(host)
    return address is not None and address in ip_network(subnet, strict=False)


def prefix_length(subnet: str) -> int:
    """How many bits of its addresses a subnet fixes; 0 for the default route."""
    return ip_network(subnet, strict=False).prefixlen


def way_to(host: str, routes: Iterable[Route]) -> Route | None:
    """The route that a packet to this address takes: the most exact; None where none leads there.

    Of rules beside the main table (`ip rule`) it knows nothing.
    """
    leading = [r for r in routes if contains(r.destination, host)]
    return max(leading, key=lambda r: prefix_length(r.destination), default=None)


def overlap(one: str, other: str) -> bool:
    """Whether two subnets share an address."""
    first, second = ip_network(one, strict=False), ip_network(other, strict=False)
    return first.version == second.version and first.overlaps(second)
