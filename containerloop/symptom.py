"""A symptom, and the facts a rule may read about it. Pure.

`SymptomFacts` lists every parameter a rule may have; the engine of diagnosis passes
only those it names. Deriving facts from a snapshot belongs here, concluding does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from containerloop.expectations import HOST_NAMES, Expectation
from containerloop.facts import (
    ENGINE_HOST,
    HOST,
    Address,
    Attempt,
    Container,
    Engine,
    Listener,
    Maybe,
    Network,
    Outcome,
    Question,
    Snapshot,
    Unobserved,
    View,
    is_loopback,
)
from containerloop.parties import Parties, declared_ports, is_place, publications

SEVERITY = (
    Outcome.ANSWERED,
    Outcome.OPEN,
    Outcome.SILENT,
    Outcome.ACCEPTED_THEN_CLOSED,
    Outcome.ACCEPTED_THEN_RESET,
    Outcome.TIMED_OUT,
    Outcome.HOST_UNREACHABLE,
    Outcome.NETWORK_UNREACHABLE,
    Outcome.REFUSED,
    Outcome.NAME_SERVER_FAILED,
    Outcome.NAME_NOT_FOUND,
    Outcome.ADDRESS_UNAVAILABLE,
    Outcome.NOT_TRIED,
)
"""Of a name's several addresses the best outcome counts: clients try them in turn."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """An expectation with what came of it; `outcome` is the best of its attempts."""

    expectation: Expectation
    attempts: tuple[Attempt, ...]
    outcome: Outcome

    @property
    def best(self) -> Attempt:
        """The attempt that got furthest."""
        return next(a for a in self.attempts if a.outcome is self.outcome)


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom the address means from where it is dialled.

    `kind`: self (the client's own namespace), container, host, or nobody; `port` is the
    port there (a publication's container port); `by` how it leads there.
    """

    kind: Literal["self", "container", "host", "nobody"]
    port: int
    container: Container | None = None
    by: Literal["loopback", "address", "name", "publication", "none"] = "none"


@dataclass(frozen=True, slots=True)
class Server:
    """Somebody who listens on the asked port, or is configured to serve it.

    `container` is None for a process of the engine's host. `listeners` are those on
    `port` in its namespace.
    """

    container: Container | None
    port: int
    listeners: Maybe[tuple[Listener, ...]]


@dataclass(frozen=True, slots=True)
class Target:
    """The container whose server is meant, and the port it is meant to serve inside.

    The one the address leads to; else, where this machine was dialled and nothing is
    published, the only container that serves the port.
    """

    container: Container
    port: int


@dataclass(frozen=True, slots=True)
class SymptomFacts:
    """The facts a rule may name as its parameters, all about one symptom.

    `listeners` are those of whom the address leads to (`addressed`), `target_listeners`
    those of `target` on its port; () where there is no target.
    """

    question: Question
    symptom: Symptom
    parties: Parties
    client: Container | None
    addressed: Addressed
    listeners: Maybe[tuple[Listener, ...]]
    target: Target | None
    target_listeners: Maybe[tuple[Listener, ...]]
    servers: tuple[Server, ...]
    host_listeners: Maybe[tuple[Listener, ...]]
    attempts: tuple[Attempt, ...]
    containers: Maybe[tuple[Container, ...]]
    networks: Maybe[tuple[Network, ...]]
    engine: Maybe[Engine]


def symptoms(snapshot: Snapshot, wanted: tuple[Expectation, ...]) -> tuple[Symptom, ...]:
    """Every expectation with its attempts, met or not, in the expectations' order."""
    return tuple(_symptom(snapshot, e) for e in wanted)


def _symptom(snapshot: Snapshot, expectation: Expectation) -> Symptom:
    view = snapshot.views.get(expectation.vantage, Unobserved("it was not looked from there"))
    if isinstance(view, Unobserved):
        attempts: tuple[Attempt, ...] = (_untried(expectation, view.reason),)
    else:
        attempts = tuple(a for a in view.attempts if a.address == expectation.address)
        attempts = attempts or (_untried(expectation, "it was not dialled"),)
    best = min((a.outcome for a in attempts), key=SEVERITY.index)
    return Symptom(expectation, attempts, best)


def _untried(expectation: Expectation, reason: str) -> Attempt:
    return Attempt(
        vantage=expectation.vantage,
        address=expectation.address,
        outcome=Outcome.NOT_TRIED,
        reason=reason,
    )


def symptom_facts(snapshot: Snapshot, parties: Parties, symptom: Symptom) -> SymptomFacts:
    """Everything a rule may read about this symptom."""
    expectation = symptom.expectation
    client = parties.at(expectation.vantage)
    addressed = addressee(symptom, client, parties)
    host = host_listeners(snapshot, parties)
    serving = servers(snapshot, parties, expectation.address, host)
    meant_server = target(addressed, serving)
    return SymptomFacts(
        question=snapshot.question,
        symptom=symptom,
        parties=parties,
        client=client,
        addressed=addressed,
        listeners=_listeners_of(addressed, snapshot, parties, host),
        target=meant_server,
        target_listeners=_at_target(meant_server, snapshot, parties),
        servers=serving,
        host_listeners=host,
        attempts=all_attempts(snapshot),
        containers=snapshot.survey.containers,
        networks=snapshot.survey.networks,
        engine=snapshot.survey.engine,
    )


def all_attempts(snapshot: Snapshot) -> tuple[Attempt, ...]:
    """The attempts of every vantage, in the order of the views."""
    seen = (v for v in snapshot.views.values() if not isinstance(v, Unobserved))
    return tuple(a for view in seen for a in view.attempts)


def view_of(snapshot: Snapshot, parties: Parties, container: Container) -> Maybe[View]:
    """What was seen from inside a container, or the reason why not."""
    view = snapshot.views.get(parties.vantage(container))
    if view is not None:
        return view
    if not container.state.running:
        return Unobserved(f"{parties.label(container)} is not running")
    return Unobserved(f"nobody looked inside {parties.label(container)}")


def host_listeners(snapshot: Snapshot, parties: Parties) -> Maybe[tuple[Listener, ...]]:
    """The listeners of the engine's host; of this machine where there is no engine."""
    view = snapshot.views.get(ENGINE_HOST)
    if view is not None:
        return view if isinstance(view, Unobserved) else view.listeners
    engine = snapshot.survey.engine
    if isinstance(engine, Unobserved) or engine.same_machine is True:
        return snapshot.survey.machine.listeners
    return Unobserved("the engine's host was not looked into")


def addressee(symptom: Symptom, client: Container | None, parties: Parties) -> Addressed:
    """Whom the expectation's address means, by loopback, number, publication or name."""
    address = symptom.expectation.address
    resolved = symptom.best.resolved or address.host
    dialled = type(address)(host=resolved, port=address.port, transport=address.transport)
    for candidate in (dialled, address):
        found = meant(candidate, symptom.expectation.vantage, client, parties)
        if found.kind != "nobody":
            return found
    return Addressed("nobody", address.port)


def meant(address: Address, vantage: str, client: Container | None, parties: Parties) -> Addressed:
    """Whom an address means from a vantage, without regard to what came of dialling it."""
    own = parties.namespace_owner(client) if client else None
    if is_loopback(address.host) and not is_place(vantage):
        if own is not None and own.network_mode != "host":
            return Addressed("self", address.port, own, "loopback")
        return _on_host(address, parties) if own else Addressed("nobody", address.port)
    owner = parties.owning(address.host)
    if owner is not None:
        return Addressed("self" if owner is own else "container", address.port, owner, "address")
    if _leads_to_host(address.host, parties):
        return _on_host(address, parties)
    named = sorted(parties.named(address.host, client), key=lambda c: not c.state.running)
    if named and vantage != HOST:
        return Addressed("container", address.port, named[0], "name")
    return Addressed("nobody", address.port)


def _leads_to_host(host: str, parties: Parties) -> bool:
    return is_loopback(host) or host.lower() in HOST_NAMES or parties.is_engine_host(host)


def _on_host(address: Address, parties: Parties) -> Addressed:
    claims = parties.publishing(address.port, address.transport)
    claims.sort(key=lambda claim: claim[1] not in claim[0].published)
    if claims:
        container, publication = claims[0]
        return Addressed("container", publication.container_port, container, "publication")
    return Addressed("host", address.port)


def target(addressed: Addressed, serving: tuple[Server, ...]) -> Target | None:
    """Whose server is meant: the addressee, or the only container that serves the port."""
    if addressed.kind == "container" and addressed.container is not None:
        return Target(addressed.container, addressed.port)
    others = [s for s in serving if s.container is not None]
    if addressed.kind == "host" and len(others) == 1 == len(serving):
        return Target(others[0].container, others[0].port) if others[0].container else None
    return None


def _at_target(
    meant_server: Target | None, snapshot: Snapshot, parties: Parties
) -> Maybe[tuple[Listener, ...]]:
    if meant_server is None:
        return ()
    view = view_of(snapshot, parties, meant_server.container)
    seen = view if isinstance(view, Unobserved) else view.listeners
    if isinstance(seen, Unobserved):
        return seen
    transport = snapshot.question.transport
    return tuple(x for x in seen if x.port == meant_server.port and x.transport is transport)


def _listeners_of(
    addressed: Addressed,
    snapshot: Snapshot,
    parties: Parties,
    host: Maybe[tuple[Listener, ...]],
) -> Maybe[tuple[Listener, ...]]:
    if addressed.kind == "host":
        return host
    if addressed.container is None:
        return Unobserved("nobody is known at this address")
    view = view_of(snapshot, parties, addressed.container)
    return view if isinstance(view, Unobserved) else view.listeners


def servers(
    snapshot: Snapshot,
    parties: Parties,
    address: Address,
    host: Maybe[tuple[Listener, ...]],
) -> tuple[Server, ...]:
    """Who serves the port: containers that declare it or listen on it, then the host."""
    found = []
    for container in parties.scope:
        view = view_of(snapshot, parties, container)
        seen: Maybe[tuple[Listener, ...]]
        seen = view if isinstance(view, Unobserved) else view.listeners
        for port in _ports_there(container, address, seen):
            at_port = seen if isinstance(seen, Unobserved) else _on(seen, port, address)
            found.append(Server(container, port, at_port))
    found.sort(key=lambda s: not (s.container and s.container.state.running))
    process = _host_process(address, parties, host)
    return (*found, Server(None, address.port, process)) if process else tuple(found)


def _ports_there(
    container: Container, address: Address, seen: Maybe[tuple[Listener, ...]]
) -> list[int]:
    """The container ports that the asked number can mean in this container."""
    declared = {p.number for p in declared_ports(container) if p.transport is address.transport}
    mapped = {
        p.container_port
        for p in publications(container)
        if p.host_port == address.port and p.transport is address.transport
    }
    listening = not isinstance(seen, Unobserved) and bool(_on(seen, address.port, address))
    own = {address.port} if listening or address.port in declared else set()
    return sorted(own | mapped)


def _on(listeners: tuple[Listener, ...], port: int, address: Address) -> tuple[Listener, ...]:
    return tuple(x for x in listeners if x.port == port and x.transport is address.transport)


def _host_process(
    address: Address, parties: Parties, host: Maybe[tuple[Listener, ...]]
) -> tuple[Listener, ...]:
    """The host's own listeners; what stands for a published port belongs to a container."""
    if isinstance(host, Unobserved) or parties.publishing(address.port, address.transport):
        return ()
    return _on(host, address.port, address)
