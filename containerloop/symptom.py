"""A symptom, and the facts a rule may read about it. Pure.

`SymptomFacts` lists every parameter a rule may have; the engine of diagnosis passes
only those it names. Deriving facts from a snapshot belongs here, concluding does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from containerloop.addressed import Addressed, meant
from containerloop.facts import (
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
)
from containerloop.meaning import Expectation
from containerloop.parties import Parties
from containerloop.servers import Server, Target, servers, target
from containerloop.views import all_attempts, host_listeners, view_of

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
"""Of a name's several addresses the best outcome counts: clients try them in turn. Where
the addresses are of different services the worst counts: a call gets any of them."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """An expectation with what came of it; `outcome` is the one that counts."""

    expectation: Expectation
    attempts: tuple[Attempt, ...]
    outcome: Outcome

    @property
    def best(self) -> Attempt:
        """The attempt whose outcome counts."""
        return next(a for a in self.attempts if a.outcome is self.outcome)


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
    parties = Parties(snapshot.survey)
    return tuple(_symptom(snapshot, e, parties) for e in wanted)


def _symptom(snapshot: Snapshot, expectation: Expectation, parties: Parties) -> Symptom:
    view = snapshot.views.get(expectation.vantage, Unobserved("it was not looked from there"))
    if isinstance(view, Unobserved):
        attempts: tuple[Attempt, ...] = (_untried(expectation, view.reason),)
    else:
        attempts = tuple(a for a in view.attempts if a.address == expectation.address)
        attempts = attempts or (_untried(expectation, "it was not dialled"),)
    counts = max if _several_services(attempts, parties) else min
    return Symptom(expectation, attempts, counts((a.outcome for a in attempts), key=SEVERITY.index))


def _several_services(attempts: tuple[Attempt, ...], parties: Parties) -> bool:
    """Whether the addresses of one name belong to servers that have nothing in common."""
    owners = [parties.owning(a.resolved) for a in attempts if a.resolved]
    return len({(o.project, o.service or o.id) for o in owners if o is not None}) > 1


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
