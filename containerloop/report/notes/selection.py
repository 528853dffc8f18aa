"""What a reader has to know beside the answer. Pure.

Sentences about who serves here, who was not asked and who was stood in for; no causes.
"""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import why
from containerloop.diagnose.differential import Differential
from containerloop.diagnose.rule_facts.views import host_listeners, listeners_in
from containerloop.facts import Address, NoProject, Snapshot, Unobserved
from containerloop.plan.reference_matching import beyond
from containerloop.report.notes.bound_elsewhere import bound_elsewhere, unheard
from containerloop.report.notes.onward_addresses import proxied, sent_on
from containerloop.report.notes.startup_races import races
from containerloop.report.notes.unexplained import known
from containerloop.topology.inventory import Inventory

MOST_BEYOND = 3


def notes(snapshot: Snapshot, differential: Differential, inventory: Inventory) -> tuple[str, ...]:
    """What a reader has to know beside the answer: who serves here, and who was not asked."""
    said = list(_local_servers(snapshot, differential, inventory))
    causes = any(f.entry.severity == "cause" for f in differential.found)
    cases = [facts.known for facts in differential.facts]
    bound = [(c, bound_elsewhere(c, snapshot)) for c in cases]
    # a server that is bound elsewhere will be so in a moment, too
    waiting = [c for c, other in bound if not other]
    said += races(waiting, explained=causes, listening=_listening(snapshot, cases))
    said += [*proxied(differential.symptoms, inventory), *sent_on(differential.symptoms)]
    if not causes:
        said += _paused(cases)
        unanswered = [unheard(c, snapshot) for c in cases]
        found = [*(other for _, other in bound), *unanswered]
        said += dict.fromkeys(text for text in found if text)
        said += known(snapshot, cases)
        said += _beyond(snapshot, inventory)
    engine = snapshot.survey.engine
    if isinstance(engine, Unobserved):
        said.append(f"containers were not looked at: {engine.reason}")
    if isinstance(snapshot.survey.project, Unobserved | NoProject):
        several = snapshot.survey.project.reason
        said += [several] if several.startswith("several") else []
    said += _unmade(differential, inventory)
    said += inventory.project.notes if inventory.project else ()
    stopped = {
        inventory.label(c)
        for s in differential.symptoms
        if (c := inventory.at(s.expectation.vantage)) and not c.state.running
    }
    said += [
        f"{name} is not running: a probe stood in for it, on its networks and with its hosts"
        for name in sorted(stopped)
    ]
    return tuple(said)


def _unmade(differential: Differential, inventory: Inventory) -> Iterable[str]:
    """The services asked about that stand in the file and have no container."""
    kinds = (s.expectation.vantage.partition(":") for s in differential.symptoms)
    known = {s.name for s in inventory.project.services} if inventory.project else set()
    for kind, _, name in dict.fromkeys(kinds):
        if kind == "service" and name in known and inventory.at(f"service:{name}") is None:
            yield f"{name} has no container yet, so that nothing could be tried from there"


def _beyond(snapshot: Snapshot, inventory: Inventory) -> list[str]:
    """Services that mean another machine's port: nothing is sent there unasked."""
    found = [
        (inventory.label(client), Address(host=r.host, port=r.port), inventory.vantage(client))
        for client, r in beyond(snapshot.question, inventory)
    ]
    return [
        f"{name} dials {address}, beyond this machine, where nothing is sent unless you name it:"
        f" {why(address, vantage)}"
        for name, address, vantage in found[:MOST_BEYOND]
    ]


def _listening(snapshot: Snapshot, cases: Iterable[Case]) -> frozenset[str]:
    """The ids of the containers that are meant and have a socket on the port that is meant."""
    meant = [(c.destination, c.destination.container, c.inventory) for c in cases]
    seen = [(w, c, listeners_in(snapshot, inventory, c)) for w, c, inventory in meant if c]
    return frozenset(
        c.id
        for w, c, sockets in seen
        if not isinstance(sockets, Unobserved) and any(x.port == w.port for x in sockets)
    )


def _paused(cases: Iterable[Case]) -> list[str]:
    """The servers whose processes the engine has frozen: their sockets accept and stay mute."""
    meant = [(c.destination.container, c) for c in cases if not c.symptom.met]
    frozen = {s.name: c.label(s) for s, c in meant if s and s.state.status == "paused"}
    return [
        f"{label} is paused; docker unpause {name} lets it go on" for name, label in frozen.items()
    ]


def _local_servers(
    snapshot: Snapshot, differential: Differential, inventory: Inventory
) -> Iterable[str]:
    """The processes of this machine that listen on a port it was asked about."""
    listeners = host_listeners(snapshot, inventory)
    if isinstance(listeners, Unobserved):
        return
    asked = {s.expectation.address.port for s in differential.symptoms}
    transport = snapshot.question.transport
    for listener in listeners:
        if listener.port not in asked or listener.transport is not transport:
            continue
        published = inventory.publishing(listener.port, transport)
        proxied = any(c.state.running and not inventory.in_host_mode(c) for c, _ in published)
        if proxied or listener.process is None:
            continue
        owner = f", user {listener.user}" if listener.user else ""
        shown = f"[{listener.address}]" if ":" in listener.address else listener.address
        yield (
            f"{listener.process} (pid {listener.pid}{owner}) listens on {shown}:{listener.port}"
            " of this machine"
        )
