"""What a project could state about itself: everything that anybody relies on, as written. Pure.

The same on every machine where the project is: no address that an engine chose, no port that it
drew, no name that only one machine has.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import (
    HOST,
    LAN,
    Address,
    Container,
    Question,
    Stated,
    Transport,
    is_loopback,
    literal,
)
from containerloop.plan.parts import all_of, parts
from containerloop.plan.values import Expectation
from containerloop.protocols import by_hint
from containerloop.topology.hosts import HOST_NAMES
from containerloop.topology.inventory import Inventory

_EVERYTHING = Question(target="", port=0)
DATABASES = frozenset(
    {"cassandra", "kafka", "ldap", "memcached", "mongodb", "mssql", "mysql", "postgresql", "redis"}
)
"""Protocols of servers that keep data, and that whoever publishes on loopback keeps inside."""


def first_statements(inventory: Inventory, file: str) -> tuple[Stated, ...]:
    """What is relied on, each once, in an order of its own; whether it holds is not looked at."""
    found: dict[tuple[object, ...], Stated] = {}
    every = all_of(parts(_EVERYTHING, inventory, {}))
    for each in (*_relied_on(every, inventory, file), *_kept_inside(inventory, file)):
        found.setdefault(_order(each), each)
    return tuple(found[key] for key in sorted(found))


def _order(stated: Stated) -> tuple[str | int, ...]:
    """Services by name, then this machine, then the local network."""
    last = (HOST, LAN)
    group = last.index(stated.vantage) + 1 if stated.vantage in last else 0
    asked = stated.question
    return group, stated.vantage, asked.host or "", asked.port, asked.transport.value


def _relied_on(every: tuple[Expectation, ...], inventory: Inventory, file: str) -> Iterator[Stated]:
    for each in every:
        kind, _, name = each.vantage.partition(":")
        address = _as_written(each, inventory)
        if address is not None and (each.vantage == HOST or kind == "service"):
            yield _stated(name or HOST, address, file)


def _as_written(expectation: Expectation, inventory: Inventory) -> Address | None:
    """The address for a file that others have too; None for one that is this machine's own."""
    address, client = expectation.address, inventory.at(expectation.vantage)
    if client is None:
        fixed = _is_fixed(address, inventory) and is_loopback(address.host)
        return _at("localhost", address) if fixed else None
    if literal(address.host) is None or is_loopback(address.host):
        own = is_loopback(address.host) or address.host.lower() in HOST_NAMES
        return address if own or inventory.named(address.host, client) else None
    return None


def _at(host: str, address: Address) -> Address:
    return Address(host=host, port=address.port, transport=address.transport)


def _is_fixed(address: Address, inventory: Inventory) -> bool:
    """Whether the file itself names the host port, so that it is the same everywhere."""
    claims = inventory.publishing(address.port, address.transport)
    mine = (c for c, _ in claims if inventory.in_scope(c))
    wanted = (address.port, address.transport)
    return any((p.host_port, p.transport) == wanted for c in mine for p in c.asked)


def _stated(vantage: str, address: Address, file: str) -> Stated:
    question = Question(
        target=str(address),
        host=address.host,
        port=address.port,
        transport=address.transport,
        vantages=(vantage,),
    )
    return Stated(file=file, line=1, vantage=vantage, question=question)


def _kept_inside(inventory: Inventory, file: str) -> Iterator[Stated]:
    """The ports of databases that are published on loopback alone."""
    for container in inventory.scope:
        if not _keeps_data(container):
            continue
        for each in container.asked:
            bound = [p for p in container.asked if p.host_port == each.host_port]
            if each.host_port and all(is_loopback(p.host_ip) for p in bound):
                udp = "/udp" if each.transport is Transport.UDP else ""
                target = f"{each.host_port}{udp}"
                asked = Question(target=target, port=each.host_port, transport=each.transport)
                yield Stated(file=file, line=1, vantage=LAN, question=asked, reach=False)


def _keeps_data(container: Container) -> bool:
    known = by_hint(container.image) or by_hint(container.service or "")
    return known is not None and known.key in DATABASES
