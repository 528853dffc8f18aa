"""A symptom, and the facts a rule may read about it. Pure.

`SymptomFacts` lists every parameter a rule may have; the engine of diagnosis passes
only those it names. Deriving facts from a snapshot belongs here, concluding does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from containerloop.addressed import Addressed, meant
from containerloop.controls import control_of
from containerloop.facts import (
    HOST,
    Attempt,
    Container,
    Control,
    Engine,
    Listener,
    Maybe,
    Network,
    Outcome,
    Question,
    Snapshot,
    Unobserved,
)
from containerloop.meaning import Expectation, not_a_name_here
from containerloop.parties import Parties
from containerloop.protocols.misfit import Misfit, misfit
from containerloop.servers import Holder, Server, Target, holders, servers, stopped, target
from containerloop.shadows import claimant, shadow
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
    """An expectation with what came of it; `outcome` is the one that counts.

    `misdirected`: somebody answered, but not the server that is relied upon.
    """

    expectation: Expectation
    attempts: tuple[Attempt, ...]
    outcome: Outcome
    misdirected: bool = False

    @property
    def best(self) -> Attempt:
        """The attempt whose outcome counts; of several, the one that is as expected."""
        furthest = [a for a in self.attempts if a.outcome is self.outcome]
        return min(furthest, key=lambda a: self.misfit_of(a) is not None)

    @property
    def met(self) -> bool:
        """Whether the server was reached, and is what the expectation says it is.

        A server of another kind, or one that speaks TLS where the client does not (or the
        reverse), answers too, and its client gets no further; so does a process that has
        the port in the container's place (`misdirected`).
        """
        return self.outcome.reached and self.misfit is None and not self.misdirected

    @property
    def misfit(self) -> Misfit | None:
        """How the best answer differs from the one expected."""
        return self.misfit_of(self.best)

    def misfit_of(self, attempt: Attempt) -> Misfit | None:
        """How what an attempt met differs from what is expected; None where nobody answered."""
        reference = self.expectation.reference
        return misfit(
            self.expectation.promised,
            attempt.protocol,
            demands_tls=reference is not None and reference.demands_tls,
            banner=attempt.banner,
            refusal=attempt.refusal,
        )


@dataclass(frozen=True, slots=True)
class SymptomFacts:
    """The facts a rule may name as its parameters, all about one symptom.

    `listeners` are those of whom the address leads to (`addressed`), `target_listeners`
    those of `target` on its port; () where there is no target. `stopped` is the container
    that should answer and does not run, `holders` who has the host ports it asks for, and
    `could_start` tells that nobody is known to keep it from starting. `stale` are the
    ids of containers made of another version of the compose file than it has now.
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
    stopped: Container | None
    holders: Maybe[tuple[Holder, ...]]
    could_start: bool
    stale: Maybe[frozenset[str]]
    control: Maybe[Control | None]
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
    if not_a_name_here(expectation, parties):
        reason = "the hosts file has no such name, and Docker gives it to containers only"
        attempts = (_untried(expectation, reason, Outcome.NAME_NOT_FOUND),)
    counts = max if _several_services(attempts, parties) else min
    best = counts((a.outcome for a in attempts), key=SEVERITY.index)
    symptom = Symptom(expectation, attempts, best)
    usurped = claimant(expectation.address, expectation.vantage, parties) is not None
    misdirected = best.reached and (usurped or _shadowed(symptom, parties))
    return replace(symptom, misdirected=misdirected)


def _several_services(attempts: tuple[Attempt, ...], parties: Parties) -> bool:
    """Whether the addresses of one name belong to servers that have nothing in common."""
    owners = [parties.owning(a.resolved) for a in attempts if a.resolved]
    return len({(o.project, o.service or o.id) for o in owners if o is not None}) > 1


def _shadowed(symptom: Symptom, parties: Parties) -> bool:
    """Whether a process of this machine answered where a container is published beside it."""
    dialled = symptom.best.resolved
    listeners = parties.survey.machine.listeners
    if symptom.expectation.vantage != HOST or not dialled or isinstance(listeners, Unobserved):
        return False
    return shadow(symptom.expectation.address, dialled, listeners, parties) is not None


def _untried(
    expectation: Expectation, reason: str, outcome: Outcome = Outcome.NOT_TRIED
) -> Attempt:
    return Attempt(
        vantage=expectation.vantage,
        address=expectation.address,
        outcome=outcome,
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
    idle = stopped(addressed, client, serving, parties)
    held = holders(idle, parties, host) if idle else ()
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
        stopped=idle,
        holders=held,
        could_start=isinstance(held, Unobserved) or not held or not (idle and idle.state.refused),
        stale=parties.stale,
        control=control_of(symptom.best, snapshot.controls, host, parties),
        attempts=all_attempts(snapshot),
        containers=snapshot.survey.containers,
        networks=snapshot.survey.networks,
        engine=snapshot.survey.engine,
    )


def addressee(symptom: Symptom, client: Container | None, parties: Parties) -> Addressed:
    """Whom the expectation's address means, by loopback, number, publication or name."""
    address = symptom.expectation.address
    claims = claimant(address, symptom.expectation.vantage, parties)
    if claims is not None:
        return claims
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
