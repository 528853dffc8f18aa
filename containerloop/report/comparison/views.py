"""What a snapshot's vantages saw, in rows that can be laid beside another's. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from containerloop.facts import (
    HOST,
    REACHED,
    Container,
    Listener,
    Maybe,
    Resolution,
    Route,
    Snapshot,
    Transport,
    Unobserved,
    View,
    literal,
)
from containerloop.protocols import title
from containerloop.report.comparison.own_names import OwnNames
from containerloop.report.v1 import AttemptLine, Report
from containerloop.topology.inventory import Inventory

Rows: TypeAlias = dict[str, str]
Group: TypeAlias = tuple[str, str]
"""The kind of what was seen, and whose it is: a vantage, a service or a network."""

Groups: TypeAlias = dict[Group, Maybe[Rows]]

OF_A_VANTAGE = ("listener", "name", "route", "attempt")
"""The kinds that are measured from a vantage: without its view they are unknown."""

_NAME_SERVERS = "name servers"
_WRITTEN = " in /etc/hosts"
_DOCKERS_RESOLVER = "127.0.0.11"


def is_asked_for(kind: str, what: str) -> bool:
    """Whether a row is there only where somebody asked: a call, the look-up of a name."""
    read = what == _NAME_SERVERS or what.endswith(_WRITTEN)
    return kind == "attempt" or (kind == "name" and not read)


def seen_from(snapshot: Snapshot, report: Report, inventory: Inventory, names: OwnNames) -> Groups:
    """The groups of every vantage, and of this machine."""
    groups: Groups = {}
    for vantage, view in snapshot.views.items():
        at = inventory.at(vantage)
        if isinstance(view, Unobserved):
            groups |= {(kind, vantage): view for kind in OF_A_VANTAGE}
        elif vantage != HOST:
            groups |= dict(_view(vantage, view, at, names))
    groups |= dict(_machine(snapshot, inventory, names))
    told: dict[str, Rows] = {}
    for line in report.attempts:
        rows = told.setdefault(line.vantage, {})
        rows.setdefault(names.address(line.address), _came_of(line, report))
    return groups | {("attempt", vantage): rows for vantage, rows in told.items()}


def _view(
    vantage: str, view: View, at: Container | None, names: OwnNames
) -> Iterator[tuple[Group, Maybe[Rows]]]:
    yield ("listener", vantage), _listeners(view.listeners, names)
    looked_up = dict(_resolution(each, names) for each in view.resolutions)
    servers = view.name_servers
    if not isinstance(servers, Unobserved):
        looked_up[_NAME_SERVERS] = ", ".join(servers)
    if not isinstance(view.hosts, Unobserved):
        looked_up |= _hosts_lines(view.hosts, at, names)
    yield ("name", vantage), looked_up
    yield ("route", vantage), _routes(view.routes, names)


def _machine(
    snapshot: Snapshot, inventory: Inventory, names: OwnNames
) -> Iterator[tuple[Group, Maybe[Rows]]]:
    machine = snapshot.survey.machine
    ports = _ports(snapshot, inventory)
    listeners = machine.listeners
    if not isinstance(listeners, Unobserved):
        listeners = tuple(each for each in listeners if each.port in ports)
    yield ("listener", HOST), _listeners(listeners, names)
    yield ("name", HOST), _hosts_lines(machine.hosts, None, names)
    bridges = {network.bridge for network in inventory.networks}
    routes = machine.routes
    if not isinstance(routes, Unobserved):
        routes = tuple(each for each in routes if each.interface not in bridges)
    yield ("route", HOST), _routes(routes, names)


def _ports(snapshot: Snapshot, inventory: Inventory) -> set[int]:
    """The ports of this machine that the project has to do with; it listens on many more."""
    ports = {snapshot.question.port}
    for container in inventory.scope:
        published = (*container.asked, *container.published)
        ports |= {each.host_port for each in published}
        ports |= {each.port for each in container.references}
    return ports


def _listeners(listeners: Maybe[tuple[Listener, ...]], names: OwnNames) -> Maybe[Rows]:
    if isinstance(listeners, Unobserved):
        return listeners
    return {
        _socket(each, names): each.process or "listens"
        for each in listeners
        if each.address != _DOCKERS_RESOLVER
    }


def _socket(each: Listener, names: OwnNames) -> str:
    udp = "/udp" if each.transport is Transport.UDP else ""
    host = f"[{each.address}]" if ":" in each.address else each.address
    return names.address(f"{host}:{each.port}{udp}")


def _resolution(each: Resolution, names: OwnNames) -> tuple[str, str]:
    return each.name, ", ".join(sorted(set(map(names.host, each.addresses)))) or "no address"


def _hosts_lines(lines: tuple[tuple[str, str], ...], at: Container | None, names: OwnNames) -> Rows:
    """The lines of /etc/hosts that somebody wrote, by name; every machine has those of loopback."""
    told: dict[str, set[str]] = {}
    for name, address in lines:
        number = literal(address)
        usual = number is not None and (number.is_loopback or number.is_multicast)
        if names.name(name, at) is not None and not usual and not name.startswith("ip6-"):
            told.setdefault(f"{name}{_WRITTEN}", set()).add(names.host(address))
    return {name: ", ".join(sorted(addresses)) for name, addresses in told.items()}


def _routes(routes: Maybe[tuple[Route, ...]], names: OwnNames) -> Maybe[Rows]:
    if isinstance(routes, Unobserved):
        return routes
    told: dict[str, set[str]] = {}
    for each in routes:
        by = names.host(each.gateway) if each.gateway else "directly"
        told.setdefault(names.host(each.destination), set()).add(f"{by} by {each.interface}")
    return {where: ", ".join(sorted(how)) for where, how in told.items()}


def _came_of(line: AttemptLine, report: Report) -> str:
    """What came of every try of an address, in the order in which they were made."""
    tries = (a for a in report.attempts if (a.vantage, a.address) == (line.vantage, line.address))
    return ", ".join(dict.fromkeys(map(_outcome, tries)))


def _outcome(attempt: AttemptLine) -> str:
    by = f" by {title(attempt.protocol)}" if attempt.protocol else ""
    if attempt.refusal:
        return f"refused service{by}"
    unserved = ", not served" if attempt.outcome in REACHED and attempt.served is False else ""
    reason = f": {attempt.reason}" if attempt.outcome == "not-tried" and attempt.reason else ""
    return f"{attempt.outcome.replace('-', ' ')}{by}{unserved}{reason}"
