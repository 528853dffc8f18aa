"""Where on the host a server must listen for a container to reach it by the host's name. Pure."""

from __future__ import annotations

from containerloop.facts import Container, Machine, Unobserved, literal
from containerloop.platforms.known import platform_seen
from containerloop.platforms.traits import HostAt, Platform
from containerloop.topology.hosts import contains
from containerloop.topology.inventory import Inventory

_EVERYWHERE = "0.0.0.0/0"


def host_side(client: Container, inventory: Inventory) -> str | None:
    """The address of the host's that its name leads this container to, None where unknown."""
    platform = platform_seen(inventory.survey)
    at = platform.host_at if isinstance(platform, Platform) else HostAt.DEFAULT_BRIDGE
    if at is HostAt.WAY_OUT:
        return way_out(inventory.survey.machine)
    if at is HostAt.OWN_BRIDGE:
        rows = inventory.namespace_owner(client).attachments
        return next((row.gateway for row in rows if row.gateway), None)
    bridge = inventory.network("bridge")
    return bridge.gateways[0] if bridge and bridge.gateways else None


def way_out(machine: Machine) -> str | None:
    """The machine's own address on the network of its default route (IPv4)."""
    if isinstance(machine.routes, Unobserved):
        return None
    leave = next((r.interface for r in machine.routes if r.destination == _EVERYWHERE), None)
    near = [
        route.destination
        for route in machine.routes
        if route.interface == leave and not route.gateway and route.destination != _EVERYWHERE
    ]
    own = (a for a in machine.addresses if literal(a) is not None)
    return next((a for a in own if any(contains(subnet, a) for subnet in near)), None)
