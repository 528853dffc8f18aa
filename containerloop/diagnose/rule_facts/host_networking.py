"""The container whose host networking makes a call fail. Pure."""

from __future__ import annotations

from typing import Literal

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.missed_server import stays_inside
from containerloop.facts import (
    HOST,
    Address,
    Container,
    Listener,
    Maybe,
    Outcome,
    Unobserved,
    Value,
    is_loopback,
)
from containerloop.topology.dns import containers_named, networks_of


class HostNetworking(Value, frozen=True):
    """A container in host mode, and what it lacks there that the call needs.

    `port mapping`: its `ports:` is ignored; `names of others`: it cannot resolve a service's
    name; `own name`: others cannot resolve its name; `this machine`: the engine's network is not
    this machine's. `server` is whom the call means.
    """

    container: Container
    lacks: Literal["port mapping", "names of others", "own name", "this machine"]
    server: Container


def host_networking(
    case: Case, engine: Maybe[tuple[Listener, ...]]
) -> Maybe[HostNetworking | None]:
    """Who uses host networking so that the call fails: its server, or the client itself.

    `engine` are the listeners of the engine's host.
    """
    if case.outcome is not Outcome.REFUSED:
        return _unnamed(case)
    return _unmapped(case) or _unreached(case, engine)


def _unmapped(case: Case) -> HostNetworking | None:
    server = case.destination.container
    if server is None or server.network_mode != "host" or not server.state.running:
        return None
    if case.destination.port == case.address.port:
        return None
    return HostNetworking(server, "port mapping", server)


def _unreached(case: Case, engine: Maybe[tuple[Listener, ...]]) -> Maybe[HostNetworking | None]:
    """The only container on the host network of a rootless engine that this machine called."""
    if case.vantage != HOST or case.destination.kind != "host":
        return None
    there = [c for c in case.inventory.scope if c.state.running and case.inventory.in_host_mode(c)]
    inside = stays_inside(case.inventory)
    if len(there) != 1 or inside is False:
        return None
    if isinstance(inside, Unobserved):
        return inside
    if isinstance(engine, Unobserved):
        return engine
    asked = (case.address.port, case.address.transport)
    heard = any((x.port, x.transport) == asked for x in engine)
    return HostNetworking(there[0], "this machine", there[0]) if heard else None


def _unnamed(case: Case) -> HostNetworking | None:
    if case.client is None:
        return None
    named = containers_named(case.address, case.client, case.inventory)
    called = [case.inventory.namespace_owner(c) for c in named]
    own = case.inventory.namespace_owner(case.client)
    if called and own.network_mode == "host":
        return HostNetworking(own, "names of others", called[0])
    in_host_mode = [c for c in called if c.network_mode == "host"]
    if not in_host_mode or not networks_of(case.client, case.inventory):
        return None
    return HostNetworking(in_host_mode[0], "own name", in_host_mode[0])


def only_on_loopback(address: Address, listeners: tuple[Listener, ...]) -> tuple[Listener, ...]:
    """The host's listeners on the port, where all of them are on its own loopback; else ()."""
    asked = (address.port, address.transport)
    there = tuple(x for x in listeners if (x.port, x.transport) == asked)
    return there if all(is_loopback(x.address) for x in there) else ()
