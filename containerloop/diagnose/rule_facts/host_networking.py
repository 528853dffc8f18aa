"""The container whose host networking makes a call fail. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from containerloop.diagnose.case import Case
from containerloop.facts import Container, Outcome
from containerloop.topology.dns import containers_named, networks_of


@dataclass(frozen=True, slots=True)
class HostNetworking:
    """A container in host mode, and what it lacks there that the call needs.

    `port mapping`: its `ports:` is ignored; `names of others`: it cannot resolve a service's
    name; `own name`: others cannot resolve its name. `server` is whom the call means.
    """

    container: Container
    lacks: Literal["port mapping", "names of others", "own name"]
    server: Container


def host_networking(case: Case) -> HostNetworking | None:
    """Who uses host networking so that the call fails: its server, or the client itself."""
    return _unmapped(case) if case.outcome is Outcome.REFUSED else _unnamed(case)


def _unmapped(case: Case) -> HostNetworking | None:
    server = case.destination.container
    if server is None or server.network_mode != "host" or not server.state.running:
        return None
    if case.destination.port == case.address.port:
        return None
    return HostNetworking(server, "port mapping", server)


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
