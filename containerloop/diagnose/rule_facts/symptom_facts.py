"""The facts a rule may read about one symptom. Pure.

`SymptomFacts` lists every parameter a rule may have; the diagnosis passes only those it
names. Deriving facts from a snapshot belongs here, concluding does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from containerloop.diagnose.rule_facts.control import control_of
from containerloop.diagnose.rule_facts.downtime import looping, stopped
from containerloop.diagnose.rule_facts.port_holders import Holder, holders
from containerloop.diagnose.rule_facts.servers import Server, Target, servers, target, unserved
from containerloop.diagnose.rule_facts.views import all_attempts, host_listeners, view_of
from containerloop.diagnose.symptom import Symptom, addressee
from containerloop.facts import (
    Attempt,
    Container,
    Control,
    Engine,
    Listener,
    Maybe,
    Network,
    Question,
    Snapshot,
    Unobserved,
)
from containerloop.topology.destination import Addressed
from containerloop.topology.inventory import Parties


@dataclass(frozen=True, slots=True)
class SymptomFacts:
    """The facts a rule may name as its parameters, all about one symptom.

    `listeners` are those of whom the address leads to (`addressed`), `target_listeners`
    those of `target` on its port; () where there is no target. `unserved` tells that
    there are no `servers`, and that no container was left unseen. `stopped` is the container
    that should answer and does not run, `looping` one that is started over and over;
    `holders` has who got the host ports that the stopped one asks for, and `could_start`
    tells that nobody is known to keep it from starting. `stale` are the ids of
    containers made of another version of the compose file than it has now, and `inside`
    has the listeners of each container of which they could be seen.
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
    unserved: Maybe[bool]
    host_listeners: Maybe[tuple[Listener, ...]]
    stopped: Container | None
    looping: Maybe[Container | None]
    holders: Maybe[tuple[Holder, ...]]
    could_start: bool
    stale: Maybe[frozenset[str]]
    inside: dict[str, tuple[Listener, ...]]
    control: Maybe[Control | None]
    attempts: tuple[Attempt, ...]
    containers: Maybe[tuple[Container, ...]]
    networks: Maybe[tuple[Network, ...]]
    engine: Maybe[Engine]


def symptom_facts(snapshot: Snapshot, parties: Parties, symptom: Symptom) -> SymptomFacts:
    """Everything a rule may read about this symptom."""
    expectation = symptom.expectation
    client = parties.at(expectation.vantage)
    addressed = addressee(symptom, client, parties)
    host = host_listeners(snapshot, parties)
    serving = servers(snapshot, parties, expectation.address, host)
    meant_server = target(addressed, serving)
    if meant_server and parties.in_host_mode(meant_server.container):
        meant_server = None  # a process of the host, whose loopback is the machine's
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
        unserved=unserved(serving, snapshot, parties),
        host_listeners=host,
        stopped=idle,
        looping=looping(addressed, client, serving, parties),
        holders=held,
        could_start=isinstance(held, Unobserved) or not held or not (idle and idle.state.refused),
        stale=parties.stale,
        inside=_seen_inside(snapshot, parties),
        control=control_of(symptom.best, snapshot.controls, host, parties),
        attempts=all_attempts(snapshot),
        containers=snapshot.survey.containers,
        networks=snapshot.survey.networks,
        engine=snapshot.survey.engine,
    )


def _seen_inside(snapshot: Snapshot, parties: Parties) -> dict[str, tuple[Listener, ...]]:
    views = {c.id: view_of(snapshot, parties, c) for c in parties.scope}
    return {
        of: view.listeners
        for of, view in views.items()
        if not isinstance(view, Unobserved) and not isinstance(view.listeners, Unobserved)
    }


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
    if parties.in_host_mode(addressed.container):
        name = parties.label(addressed.container)
        return Unobserved(f"which of the host's sockets are those of {name} is not known")
    view = view_of(snapshot, parties, addressed.container)
    return view if isinstance(view, Unobserved) else view.listeners
