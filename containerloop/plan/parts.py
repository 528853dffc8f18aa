"""The questions about one port each that a question about several is made of. Pure.

Rules, notes and comparisons are about one port. A question about one is the only part of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from containerloop.facts import Container, Port, Question, Transport
from containerloop.plan.calls import Complaints, Views, called
from containerloop.plan.reference_matching import passed_on_to
from containerloop.plan.relied_on import relied_on
from containerloop.plan.values import Expectation, Strength
from containerloop.protocols import by_hint
from containerloop.topology.dependencies import COMPLETED
from containerloop.topology.hosts import same_host
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports, publications


@dataclass(frozen=True, slots=True)
class Part:
    """A question about one port, and who relies on what of it."""

    question: Question
    expectations: tuple[Expectation, ...]


def parts(
    question: Question,
    inventory: Inventory,
    views: Views,
    complaints: Complaints | None = None,
    *,
    tried: bool = False,
) -> tuple[Part, ...]:
    """The parts in the order of their ports; what two would be about is the first one's.

    `tried`: of what measuring has shown only what was tried.
    """
    if not question.several:
        return (Part(question, relied_on(question, inventory, views, complaints, tried=tried)),)
    found: list[Part] = []
    known: set[tuple[object, ...]] = set()
    for one in _questions(question, inventory, views, complaints or {}):
        told = relied_on(one, inventory, views, complaints, tried=tried)
        new = tuple(e for e in told if _counts(e, question, inventory) and _key(e) not in known)
        known |= {_key(e) for e in new}
        if new:
            found.append(Part(one, new))
    return tuple(found)


def all_of(found: Iterable[Part]) -> tuple[Expectation, ...]:
    """Every expectation of every part."""
    return tuple(e for part in found for e in part.expectations)


def _questions(
    question: Question, inventory: Inventory, views: Views, complaints: Complaints
) -> Iterator[Question]:
    if question.stated:
        yield from question.stated
        return
    others = _usual_ports(inventory)
    ports = {port for c in inventory.scope for port in _ports_of(c, question, others)}
    ports |= {
        Port(number=e.address.port, transport=e.address.transport)
        for e in called(views, complaints, inventory)
    }
    for port in sorted(ports, key=lambda p: (p.number, p.transport)):
        if question.covers(port.number):
            udp = "/udp" if port.transport is Transport.UDP else ""
            yield Question(target=f"{port.number}{udp}", port=port.number, transport=port.transport)


def _ports_of(container: Container, question: Question, others: tuple[Port, ...]) -> Iterator[Port]:
    """What it declares and what it refers to; the host ports, where a range was typed."""
    yield from declared_ports(container)
    for each in publications(container) if question.port else ():
        yield Port(number=each.host_port, transport=each.transport)
    for r in (*container.references, *passed_on_to(container)):
        if r.port and not r.on_demand:
            yield Port(number=r.port, transport=r.transport)
        elif r.host:
            yield from others


def _usual_ports(inventory: Inventory) -> tuple[Port, ...]:
    """The usual ports of the servers here, which variables that name only a host can mean."""
    known = (by_hint(c.image) or by_hint(c.service or "") for c in inventory.scope)
    return tuple(Port(number=server.ports[0]) for server in known if server and server.ports)


def _key(expectation: Expectation) -> tuple[object, ...]:
    return expectation.vantage, str(expectation.address), expectation.scheme, expectation.opening


def _counts(expectation: Expectation, question: Question, inventory: Inventory) -> bool:
    """Whether it is certain enough, where nobody asked about this very port."""
    if question.stated:
        return True
    if question.vantages and expectation.vantage not in question.vantages:
        return False
    if expectation.reference is not None and expectation.reference.on_demand:
        return False
    if not question.port and _is_a_strangers(expectation, inventory):
        return False
    client = inventory.at(expectation.vantage)
    if expectation.strength is Strength.ASSUMED or (client is not None and _is_done(client)):
        return False
    return expectation.strength is not Strength.DEPENDANT or _serves_dependants(
        expectation, inventory
    )


def _is_a_strangers(expectation: Expectation, inventory: Inventory) -> bool:
    """Whether only another project publishes this port, under a number that this one uses too."""
    address = expectation.address
    publishing = inventory.publishing(address.port, address.transport)
    return expectation.strength is Strength.PUBLISHED and not any(
        inventory.in_scope(container) for container, _ in publishing
    )


def _is_done(client: Container) -> bool:
    """Whether it is a job that has ended as it should, and calls nobody any more."""
    ended = client.state.status in ("exited", "dead")
    return ended and (client.one_off or client.state.exit_code == 0)


def _serves_dependants(expectation: Expectation, inventory: Inventory) -> bool:
    """Whether whoever waits for a server needs this port of it.

    An image may expose ports that nothing listens on. Certain is the usual one of its protocol,
    where the dependant says nothing itself.
    """
    client, address = inventory.at(expectation.vantage), expectation.address
    if client is None or any(same_host(r.host, address.host) for r in client.references):
        return False
    config = inventory.config(client)
    for server in inventory.named(address.host, client):
        known = by_hint(server.image)
        waited = config.depends_on.get(server.service or "") if config else None
        if known is not None and address.port in known.ports and waited != COMPLETED:
            return True
    return False
