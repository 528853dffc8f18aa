"""Who relies on which address: what makes a failed attempt a symptom. Pure.

Strongest first: what the user asked for, what a service's configuration refers to, what
is published, what a dependant needs. Only the choice of expectations belongs here.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from containerloop.facts import (
    HOST,
    Address,
    Container,
    Question,
    is_loopback,
    literal,
)
from containerloop.plan.mistaken_addresses import leads_to_nobody
from containerloop.plan.publication_matching import expected_by_publications
from containerloop.plan.reference_matching import beyond, expected_by_references, in_use_here
from containerloop.plan.tries import as_typed, each_once, said_first
from containerloop.plan.values import Expectation, Strength
from containerloop.topology.hosts import is_place
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports

MOST_CLIENTS = 6
"""Maximum number of client services tried when the user names none."""


def expectations(question: Question, inventory: Inventory) -> tuple[Expectation, ...]:
    """Every expectation the question is about, without repetition, strongest first."""
    if question.vantages:
        found = [e for v in question.vantages for e in _from_vantage(question, inventory, v)]
    elif question.host is not None:
        found = list(_about_address(question, inventory))
    else:
        found = list(_about_port(question, inventory))
        only_elsewhere = beyond(question, inventory) and not in_use_here(question, inventory)
        if not found and not only_elsewhere:
            found = [_assumed(question)]
    found = [e for e in found if e.vantage != HOST or not question.without_host]
    return each_once(sorted(found, key=lambda e: (e.strength.rank, e.of_a_check)))


def _assumed(question: Question) -> Expectation:
    address = Address(host="localhost", port=question.port, transport=question.transport)
    return Expectation(vantage=HOST, address=address, strength=Strength.ASSUMED)


def _from_vantage(question: Question, inventory: Inventory, vantage: str) -> Iterator[Expectation]:
    """What the user says this vantage relies on, with its reference if it has one."""
    client = inventory.at(vantage)
    clients = [client] if client else _clients(inventory)
    written = [
        e
        for c in clients
        for e in expected_by_references(c, question, inventory, whoever=True)
        if e.vantage == vantage
    ]
    if question.address is None:
        found = written or _guessed_from(question, inventory, vantage, client)
        guess = Strength.GUESSED
        yield from (
            e if e.strength is guess else replace(e, strength=Strength.ASKED) for e in found
        )
        return
    reference = next((e.reference for e in written), None)
    yield Expectation(
        vantage=vantage,
        address=question.address,
        strength=Strength.ASKED,
        scheme=question.scheme or (reference.scheme if reference else None),
        reference=reference,
        opening=said_first(question, reference),
        typed=question.scheme is not None,
    )


def _from_references(question: Question, inventory: Inventory) -> list[Expectation]:
    """What the references of all clients say about the question."""
    return [e for c in _clients(inventory) for e in expected_by_references(c, question, inventory)]


def _guessed_from(
    question: Question, inventory: Inventory, vantage: str, client: Container | None
) -> list[Expectation]:
    """What a vantage that refers to nothing would dial for a bare port."""
    if is_place(vantage):
        published = [e for e in expected_by_publications(question, inventory) if e.vantage == HOST]
        local = _assumed(question)
        return [_expect(vantage, e.address) for e in published or [local]]
    servers = [c for c in servers_of(question, inventory) if c is not client]
    if not servers:
        return [_expect(vantage, _address(question, "localhost"), Strength.GUESSED)]
    return [_expect(vantage, _address(question, inventory.label(c))) for c in servers]


def _expect(vantage: str, address: Address, strength: Strength = Strength.ASKED) -> Expectation:
    return Expectation(vantage=vantage, address=address, strength=strength)


def _expect_question(question: Question, vantage: str) -> Expectation:
    """The address as it was asked for, from a vantage that has no reference to it."""
    assert question.address is not None
    return Expectation(
        vantage=vantage,
        address=question.address,
        strength=Strength.ASKED,
        scheme=question.scheme,
        opening=question.opening,
        typed=question.scheme is not None,
    )


def _address(question: Question, host: str) -> Address:
    return Address(host=host, port=question.port, transport=question.transport)


def _about_address(question: Question, inventory: Inventory) -> Iterator[Expectation]:
    """`db:5432` or `localhost:5432` without --from: expected by everybody who refers to it."""
    assert question.address is not None
    assert question.host is not None
    written = _from_references(question, inventory)
    yield from (as_typed(each, question) for each in written)
    named = inventory.named(question.host)
    if is_loopback(question.host) or literal(question.host) or not (written or named):
        yield _expect_question(question, HOST)
    elif not written:
        port = replace(question, host=None)
        others = [c for c in servers_of(port, inventory) if c not in named]
        wrong = [] if others else _from_references(port, inventory)
        meant = [e for e in wrong if leads_to_nobody(e, named, inventory)]
        yield from meant or _likely_clients(question, inventory, named)


def _likely_clients(
    question: Question, inventory: Inventory, named: tuple[Container, ...]
) -> Iterator[Expectation]:
    """Without any reference: its dependants, else the other services, else a network's peer."""
    others = [c for c in _clients(inventory) if c not in named]
    if inventory.project is None:  # then everybody is in scope, and strangers are no clients
        others = [c for c in others if any(_acquainted(c, s, inventory) for s in named)]
    if not others:
        yield _expect_question(question, _peer_vantage(named))
    services = {c.service for c in named}
    dependants = [c for c in others if services & set(c.depends_on)]
    for client in (dependants or others)[:MOST_CLIENTS]:
        yield _expect_question(question, inventory.vantage(client))


def _acquainted(client: Container, server: Container, inventory: Inventory) -> bool:
    """Whether they are of one project; without any, whether they share a user-defined network."""
    if client.project or server.project:
        return client.project == server.project
    return any(n != "bridge" for n in inventory.shared_networks(client, server))


def _peer_vantage(servers: tuple[Container, ...]) -> str:
    """The first user-defined network of the servers; this machine if they have none."""
    networks = {a.network for c in servers for a in c.attachments} - {"bridge"}
    return f"network:{min(networks)}" if networks else HOST


def _about_port(question: Question, inventory: Inventory) -> Iterator[Expectation]:
    """A bare port: all references, publications and dependants that concern it."""
    written = _from_references(question, inventory)
    yield from written
    yield from expected_by_publications(question, inventory)
    told = {e.vantage for e in written}
    silent = [c for c in _clients(inventory) if inventory.vantage(c) not in told]
    for server in servers_of(question, inventory):
        for client in silent:
            if server.service in client.depends_on and server.project == client.project:
                address = _address(question, inventory.label(server))
                yield _expect(inventory.vantage(client), address, Strength.DEPENDANT)


def _clients(inventory: Inventory) -> list[Container]:
    """One container of each service (replicas have the same configuration), and each one-off."""
    seen: dict[tuple[str | None, str], Container] = {}
    for container in inventory.scope:
        own_name = container.one_off or container.service is None
        key = (container.project, container.name if own_name else container.service or "")
        if key not in seen or (container.state.running and not seen[key].state.running):
            seen[key] = container
    return list(seen.values())


def servers_of(question: Question, inventory: Inventory) -> list[Container]:
    """The containers in scope whose configuration names the asked container port."""
    wanted = (question.port, question.transport)
    return [
        c
        for c in inventory.scope
        if any((p.number, p.transport) == wanted for p in declared_ports(c))
    ]
