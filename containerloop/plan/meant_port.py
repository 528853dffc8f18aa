"""The ports that a host has which was asked about without one. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.facts import Container, Port, Question, Transport, is_loopback
from containerloop.protocols import by_hint
from containerloop.topology.hosts import is_place, same_host
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports, publications


def meant_ports(question: Question, inventory: Inventory) -> tuple[int, ...] | None:
    """The ports that the question may be about, lowest first; None for a host nobody knows.

    Of a name's several ports the one counts that services here refer to, if that is one alone.
    The question's vantages are in full.
    """
    if question.host is None:
        return ()
    if is_loopback(question.host):
        return _numbers(_at_home(question, inventory), question)
    own = _of_a_name(question.host, inventory)
    written = _written(inventory.scope, question.host)
    if own is None:
        return _numbers(written, question) or None
    return _numbers(own, question, only=_numbers(written & own, question))


def _numbers(ports: set[Port], question: Question, only: tuple[int, ...] = ()) -> tuple[int, ...]:
    found = sorted({p.number for p in ports if p.transport is question.transport})
    return only if len(only) == 1 else tuple(found)


def _written(clients: Iterable[Container], host: str) -> set[Port]:
    """The ports with which these clients refer to a host."""
    return {
        Port(number=r.port, transport=r.transport)
        for c in clients
        for r in c.references
        if r.port and same_host(r.host, host)
    }


def _at_home(question: Question, inventory: Inventory) -> set[Port]:
    """What a loopback has: the asking containers' own ports; on a machine the published ones."""
    clients = [c for v in question.vantages if (c := inventory.at(v))]
    if clients and not any(map(is_place, question.vantages)):
        own = {port for c in clients for port in declared_ports(c)}
        return own | _written(clients, "localhost")
    return {
        Port(number=p.host_port, transport=p.transport)
        for c in inventory.scope
        for p in publications(c)
        if p.host_port
    }


def _of_a_name(host: str, inventory: Inventory) -> set[Port] | None:
    """What containers and services of that name declare; else what their images serve."""
    owner = inventory.owning(host)
    servers = (owner,) if owner else inventory.named(host)
    services = inventory.project.services if inventory.project else ()
    configs = [s for s in services if s.name.lower() == host.rstrip(".").lower()]
    if not servers and not configs:
        return None
    declared = {port for c in servers for port in declared_ports(c)}
    for config in configs:
        declared |= {
            Port(number=p.container_port, transport=p.transport) for p in config.ports
        } | set(config.exposed)
    images = {*(c.image for c in servers), *(s.image or "" for s in configs)}
    return declared or {port for image in images for port in _usual(image)}


def _usual(image: str) -> list[Port]:
    """The usual port of the image's protocol, for a server that declares none."""
    known = by_hint(image)
    return [Port(number=n, transport=Transport.TCP) for n in known.ports[:1]] if known else []
