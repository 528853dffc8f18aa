"""The network that keeps a container and its own host apart in a call. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import (
    HOST,
    UNHEARD,
    Listener,
    Maybe,
    Network,
    Outcome,
    Route,
    Unobserved,
    Value,
)
from containerloop.topology.host_isolation import apart_from_host, is_apart, networks_apart
from containerloop.topology.hosts import contains, is_place, prefix_length


class HostIsolation(Value, frozen=True):
    """A macvlan or ipvlan `network` between the two; `listeners` of the host, if that is called."""

    network: Network
    listeners: tuple[Listener, ...] = ()


def host_isolation(case: Case, host: Maybe[tuple[Listener, ...]]) -> Maybe[HostIsolation | None]:
    """What keeps a container and its host apart; None where the call met no such network.

    Either a container calls its host, whose listeners are `host`, or the host a container: at
    its address there, or at a port that no such network publishes.
    """
    found = _between(case)
    if found is None or isinstance(found, Unobserved):
        return found
    if case.client is None or isinstance(host, Unobserved):
        return HostIsolation(found)
    return HostIsolation(found, host)


def _between(case: Case) -> Maybe[Network | None]:
    dialled = case.symptom.best.resolved or case.address.host
    if case.client is not None:
        if case.outcome is Outcome.REFUSED or not case.inventory.is_engine_host(dialled):
            return None
        return apart_from_host(case.client, dialled, case.inventory)
    if not is_place(case.vantage) or case.destination.container is None:
        return None
    if case.destination.by == "publication":
        every = networks_apart(case.destination.container, case.inventory)
        refused = case.outcome is Outcome.REFUSED
        return every[0] if every and refused and not case.destination.container.published else None
    return _dialled_across(case, dialled) if case.destination.by == "address" else None


def _dialled_across(case: Case, dialled: str) -> Maybe[Network | None]:
    """The network of the address, where this machine sends its packets into the parent itself.

    An interface of the host's own on the same parent has a more exact route, and is let through.
    """
    server = case.destination.container
    rows = server.attachments if server else ()
    networks = [
        n for row in rows if row.ipv4 == dialled and (n := case.inventory.network(row.network_id))
    ]
    network = next(filter(is_apart, networks), None)
    if network is None or case.vantage != HOST:
        return None
    engine, routes = case.inventory.survey.engine, case.inventory.survey.machine.routes
    same = engine if isinstance(engine, Unobserved) else engine.same_machine
    if isinstance(same, Unobserved):
        return same
    if isinstance(routes, Unobserved):
        return routes
    return network if same and _into(dialled, network, case.outcome, routes) else None


def _into(dialled: str, network: Network, outcome: Outcome, routes: tuple[Route, ...]) -> bool:
    covering = [r for r in routes if contains(r.destination, dialled)]
    best = max(covering, key=lambda r: prefix_length(r.destination), default=None)
    if best is None:
        return outcome is Outcome.NETWORK_UNREACHABLE
    parent = network.options.get("parent")
    return outcome in UNHEARD and not best.gateway and best.interface == parent
