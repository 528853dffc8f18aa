"""A container network and a route of this machine that have the same addresses. Pure."""

from __future__ import annotations

from typing import Literal

from containerloop.diagnose.case import Case
from containerloop.facts import UNHEARD, Engine, Maybe, Network, Route, Unobserved, Value
from containerloop.topology.dns import served_near
from containerloop.topology.hosts import contains, prefix_length


class Overlap(Value, frozen=True):
    """`network` has `address` in its `subnet`, and `route` leads it elsewhere.

    `taken_by` has the packets: the network those for another machine, or the route those for a
    container of the network.
    """

    address: str
    network: Network
    subnet: str
    route: Route
    taken_by: Literal["network", "route"]


def subnet_overlap(case: Case) -> Maybe[Overlap | None]:
    """The overlap that a lost call met; unobserved where this machine's routes are not known."""
    found = _dialled(case)
    engine, routes = case.inventory.survey.engine, case.inventory.survey.machine.routes
    if found is None or not isinstance(engine, Engine) or engine.same_machine is False:
        return None
    if isinstance(engine.same_machine, Unobserved):
        return engine.same_machine
    if isinstance(routes, Unobserved):
        return routes
    address, network, subnet = found
    covering = [r for r in routes if contains(r.destination, address)]
    others = [r for r in covering if _elsewhere(r, case) and prefix_length(r.destination)]
    if not others:
        return None
    route = max(others, key=lambda r: prefix_length(r.destination))
    if case.inventory.owning(address) is None:
        return Overlap(address, network, subnet, route, "network")
    own = [prefix_length(r.destination) for r in covering if r.interface == network.bridge]
    longer = bool(own) and prefix_length(route.destination) > max(own)
    return Overlap(address, network, subnet, route, "route") if longer else None


def _dialled(case: Case) -> tuple[str, Network, str] | None:
    """The address that was lost: one that no container has, or that of the server behind a port.

    Where a container near the client is configured for the port, an address that nobody has is
    an old one of its rather than another machine's.
    """
    led = case.symptom.best.resolved or case.address.host
    server = case.destination.container
    if server is not None and case.client is None and case.destination.by != "name":
        rows = case.inventory.namespace_owner(server).attachments
        mine = [a.ipv4 for a in rows if a.ipv4]
        return _within(mine[0], case) if len(mine) == 1 else None
    if case.outcome not in UNHEARD or case.inventory.owning(led) is not None:
        return None
    if case.client and served_near(case.address, case.client, case.inventory):
        return None
    return None if case.inventory.is_engine_host(led) else _within(led, case)


def _within(address: str, case: Case) -> tuple[str, Network, str] | None:
    for network in case.inventory.networks:
        for subnet in network.subnets:
            if network.driver == "bridge" and contains(subnet, address):
                return address, network, subnet
    return None


def _elsewhere(route: Route, case: Case) -> bool:
    """Whether it leads to no bridge of the engine's."""
    bridges = {n.bridge for n in case.inventory.networks}
    return route.interface not in bridges
