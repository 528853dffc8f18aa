"""The facts a rule may read about one symptom. Pure.

`SymptomFacts` lists every parameter a rule may have; the diagnosis passes only those it
names. Deriving facts from a snapshot belongs here, concluding does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from containerloop.diagnose.rule_facts.control import control_of
from containerloop.diagnose.rule_facts.downtime import restarting, stopped
from containerloop.diagnose.rule_facts.port_holders import Holder, port_holders
from containerloop.diagnose.rule_facts.servers import Server, Target, nobody_serves, servers, target
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
from containerloop.topology.destination import Destination
from containerloop.topology.inventory import Inventory


@dataclass(frozen=True, slots=True)
class SymptomFacts:
    """The facts a rule may name as its parameters, all about one symptom.

    `listeners` are those of whom the address leads to (`destination`), `target_listeners`
    those of `target` on its port; () where there is no target. `nobody_serves` tells that
    there are no `servers`, and that no container was left unseen. `stopped` is the container
    that should answer and does not run, `restarting` one that is started over and over;
    `port_holders` has who got the host ports that the stopped one asks for, and `could_start`
    tells that nobody is known to keep it from starting. `stale` are the ids of
    containers made of another version of the compose file than it has now, and
    `listeners_by_container` has the listeners of each container of which they could be seen.
    """

    question: Question
    symptom: Symptom
    inventory: Inventory
    client: Container | None
    destination: Destination
    listeners: Maybe[tuple[Listener, ...]]
    target: Target | None
    target_listeners: Maybe[tuple[Listener, ...]]
    servers: tuple[Server, ...]
    nobody_serves: Maybe[bool]
    host_listeners: Maybe[tuple[Listener, ...]]
    stopped: Container | None
    restarting: Maybe[Container | None]
    port_holders: Maybe[tuple[Holder, ...]]
    could_start: bool
    stale: Maybe[frozenset[str]]
    listeners_by_container: dict[str, tuple[Listener, ...]]
    control: Maybe[Control | None]
    attempts: tuple[Attempt, ...]
    containers: Maybe[tuple[Container, ...]]
    networks: Maybe[tuple[Network, ...]]
    engine: Maybe[Engine]


def symptom_facts(snapshot: Snapshot, inventory: Inventory, symptom: Symptom) -> SymptomFacts:
    """Everything a rule may read about this symptom."""
    expectation = symptom.expectation
    client = inventory.at(expectation.vantage)
    destination = addressee(symptom, client, inventory)
    host = host_listeners(snapshot, inventory)
    serving = servers(snapshot, inventory, expectation.address, host)
    meant_server = target(destination, serving)
    if meant_server and inventory.in_host_mode(meant_server.container):
        meant_server = None  # a process of the host, whose loopback is the machine's
    idle = stopped(destination, client, serving, inventory)
    held = port_holders(idle, inventory, host) if idle else ()
    return SymptomFacts(
        question=snapshot.question,
        symptom=symptom,
        inventory=inventory,
        client=client,
        destination=destination,
        listeners=_listeners_of(destination, snapshot, inventory, host),
        target=meant_server,
        target_listeners=_at_target(meant_server, snapshot, inventory),
        servers=serving,
        nobody_serves=nobody_serves(serving, snapshot, inventory),
        host_listeners=host,
        stopped=idle,
        restarting=restarting(destination, client, serving, inventory),
        port_holders=held,
        could_start=isinstance(held, Unobserved) or not held or not (idle and idle.state.refused),
        stale=inventory.stale,
        listeners_by_container=_seen_inside(snapshot, inventory),
        control=control_of(symptom.best, snapshot.controls, host, inventory),
        attempts=all_attempts(snapshot),
        containers=snapshot.survey.containers,
        networks=snapshot.survey.networks,
        engine=snapshot.survey.engine,
    )


def _seen_inside(snapshot: Snapshot, inventory: Inventory) -> dict[str, tuple[Listener, ...]]:
    views = {c.id: view_of(snapshot, inventory, c) for c in inventory.scope}
    return {
        of: view.listeners
        for of, view in views.items()
        if not isinstance(view, Unobserved) and not isinstance(view.listeners, Unobserved)
    }


def _at_target(
    meant_server: Target | None, snapshot: Snapshot, inventory: Inventory
) -> Maybe[tuple[Listener, ...]]:
    if meant_server is None:
        return ()
    view = view_of(snapshot, inventory, meant_server.container)
    seen = view if isinstance(view, Unobserved) else view.listeners
    if isinstance(seen, Unobserved):
        return seen
    transport = snapshot.question.transport
    return tuple(x for x in seen if x.port == meant_server.port and x.transport is transport)


def _listeners_of(
    destination: Destination,
    snapshot: Snapshot,
    inventory: Inventory,
    host: Maybe[tuple[Listener, ...]],
) -> Maybe[tuple[Listener, ...]]:
    if destination.kind == "host":
        return host
    if destination.container is None:
        return Unobserved("nobody is known at this address")
    if inventory.in_host_mode(destination.container):
        name = inventory.label(destination.container)
        return Unobserved(f"which of the host's sockets are those of {name} is not known")
    view = view_of(snapshot, inventory, destination.container)
    return view if isinstance(view, Unobserved) else view.listeners
