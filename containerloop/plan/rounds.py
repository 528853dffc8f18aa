"""What to look at from where: looks made of a survey and a question. Pure.

A first round looks from every vantage that relies on the port; a second round looks
inside whatever a failure points at. Only the choice of looks may live here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from containerloop.facts import (
    ENGINE_HOST,
    HOST,
    Address,
    Container,
    Maybe,
    Question,
    Unobserved,
    View,
    is_loopback,
)
from containerloop.plan.comparison import rows
from containerloop.plan.expectations import serving
from containerloop.plan.reference_matching import not_a_name_here
from containerloop.plan.values import (
    EngineHost,
    Expectation,
    Inside,
    Look,
    OwnSockets,
    Peer,
    Plan,
    Stand,
    StandIn,
    Try,
    inside,
)
from containerloop.topology.destination import meant
from containerloop.topology.inventory import Parties
from containerloop.topology.ports import declared_ports, publications

MOST_INSIDE = 12
"""Containers looked into in one round; a start costs about 0.1 s of processor time."""


def plan(question: Question, parties: Parties, wanted: tuple[Expectation, ...]) -> Plan:
    """The first round: every vantage that relies on the port, this machine always."""
    servers = serving(question, parties)
    vantages = list(dict.fromkeys([e.vantage for e in wanted] + [HOST]))
    looks = [_look(v, question, parties, wanted, servers) for v in vantages]
    suspects = [c for e in wanted if _suspicious(e, parties) for c in servers]
    looks += _insides(suspects, question, parties, taken=vantages)
    return Plan(wanted, tuple(looks))


def follow_up(
    question: Question,
    parties: Parties,
    failing: Iterable[Expectation],
    views: Mapping[str, Maybe[View]],
) -> tuple[Look, ...]:
    """The second round: inside what a failure points at, none of it seen before."""
    failing = list(failing)
    if not failing:
        return ()
    servers = serving(question, parties)
    whom = [meant(e.address, e.vantage, parties.at(e.vantage), parties) for e in failing]
    pointed = [w.container for w in whom if w.container is not None]
    suspects = servers + pointed + ([] if servers else list(parties.scope))
    looks = _insides(suspects, question, parties, taken=list(views))
    if ENGINE_HOST not in views and _engine_elsewhere(parties) and parties.containers:
        looks.append(_look(ENGINE_HOST, question, parties, (), servers))
    return tuple(looks)


def surely_failing(wanted: Iterable[Expectation], parties: Parties) -> bool:
    """Whether it is clear before any look that something relied upon fails."""
    return any(_suspicious(each, parties) for each in wanted)


def _engine_elsewhere(parties: Parties) -> bool:
    engine = parties.survey.engine
    return not isinstance(engine, Unobserved) and engine.same_machine is not True


def _suspicious(expectation: Expectation, parties: Parties) -> bool:
    """Whether it will surely fail: then the server is looked into at once, not later."""
    client = parties.at(expectation.vantage)
    address = expectation.address
    if client is None:
        return not parties.publishing(address.port, address.transport)
    own = {(p.number, p.transport) for p in declared_ports(client)}
    return is_loopback(address.host) and (address.port, address.transport) not in own


def _insides(
    suspects: Iterable[Container], question: Question, parties: Parties, *, taken: list[str]
) -> list[Look]:
    looks: dict[str, Look] = {}
    for container in suspects:
        vantage = parties.vantage(container)
        if vantage not in taken and container.state.running and len(looks) < MOST_INSIDE:
            stand = _stand(container, parties)
            if isinstance(stand, Inside):  # nothing in its stead listens for a server
                stand = inside(parties.namespace_owner(container))
            looks[vantage] = Look(vantage, stand, _own(container, question))
    return list(looks.values())


def _own(container: Container, question: Question) -> tuple[Try, ...]:
    """A server's own loopback, on the asked port and on those it declares for it."""
    ports = {question.port} | {
        p.container_port
        for p in publications(container)
        if p.host_port == question.port and p.transport is question.transport
    }
    return tuple(
        Try(Address(host=host, port=port, transport=question.transport), hint=container.image)
        for port in sorted(ports)
        for host in ("127.0.0.1", "::1")
    )


def _stand(container: Container, parties: Parties) -> Stand | Unobserved:
    owner = parties.namespace_owner(container)
    if owner.state.running:
        return inside(owner, _in_its_stead(container, owner, parties))
    return _in_its_stead(container, owner, parties)


def _in_its_stead(
    container: Container, owner: Container, parties: Parties
) -> StandIn | EngineHost | Unobserved:
    if container.network_mode.startswith("container:"):
        return Unobserved(f"{owner.name}, whose network it shares, is not running")
    if owner.network_mode == "host":
        return EngineHost()
    if owner.network_mode == "none":
        return Unobserved(f"{owner.name} has no network and is not running")
    known = {n.name for n in parties.networks}
    networks = tuple(a.network for a in owner.attachments if a.network in known)
    if not networks:
        return Unobserved(f"{owner.name} is not running and none of its networks exists")
    return StandIn(networks, owner.extra_hosts)


def _look(
    vantage: str,
    question: Question,
    parties: Parties,
    wanted: tuple[Expectation, ...],
    servers: list[Container],
) -> Look:
    client = parties.at(vantage)
    tries = [
        _hinted(Try(e.address, e.scheme, expected=True), vantage, parties)
        for e in wanted
        if e.vantage == vantage and not not_a_name_here(e, parties)
    ]
    table, untried = rows(vantage, client, question, parties, servers)
    tries += [_hinted(row, vantage, parties) for row in table]
    return Look(vantage, _stand_at(vantage, client, parties), _once(tries), untried)


def _stand_at(vantage: str, client: Container | None, parties: Parties) -> Stand | Unobserved:
    if vantage == HOST:
        return OwnSockets()
    if vantage == ENGINE_HOST:
        return EngineHost()
    if client is not None:
        return _stand(client, parties)
    kind, _, name = vantage.partition(":")
    return Peer(name) if kind == "network" else Unobserved(f"{name} has no container")


def _once(tries: Iterable[Try]) -> tuple[Try, ...]:
    kept: dict[str, Try] = {}
    for each in tries:
        kept.setdefault(str(each.address), each)
    return tuple(kept.values())


def _hinted(wanted: Try, vantage: str, parties: Parties) -> Try:
    """The same try, with what is known of the server that it will meet."""
    whom = meant(wanted.address, vantage, parties.at(vantage), parties)
    if whom.container is None:
        return wanted
    return replace(wanted, hint=whom.container.image, port_there=whom.port)
