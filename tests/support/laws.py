"""Three laws that hold of every snapshot, whatever is in it.

1. No finding denies a port, a name or a server that some attempt in the same snapshot found
   answered.
2. No finding names a container that its client could not have dialled, and no remedy names one of
   another project as something to join, start or change.
3. No finding about a container's call names a process of this machine, where the engine is on
   another one: its containers cannot have dialled it.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from containerloop.diagnose.case import case_of
from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_answers import Explanation
from containerloop.diagnose.rule_facts.views import all_attempts
from containerloop.facts import HOST, Attempt, Container, Network, Snapshot, Unobserved
from containerloop.platforms.known import publishes_elsewhere
from containerloop.topology.destination import Destination, destination_of
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import publications
from tests.support.catalogue import CATALOGUE

DENIES_THE_PORT = {"CL212", "CL502", "CL507", "CL602"}
"""Causes by which nobody listens where the address leads to."""
DENIES_THE_SERVER = {"CL201", "CL202", "CL205"}
"""Causes by which the container that is meant does not run."""


def broken_laws(snapshot: Snapshot) -> list[str]:
    """A sentence for each finding that breaks one of the laws."""
    inventory = Inventory(snapshot.survey)
    found = diagnose(snapshot, CATALOGUE).found
    denied = [said for each in found for said in _denials(each, snapshot, inventory)]
    named = [said for each in found for said in _strangers(each, snapshot, inventory)]
    processes = [said for each in found for said in foreign_processes(each, snapshot)]
    return denied + named + processes


def _denials(found: Explanation, snapshot: Snapshot, inventory: Inventory) -> Iterator[str]:
    if found.entry.severity == "warning":
        return
    if found.symptom.met:
        yield f"{found.entry.code} explains a call that was served"
    place = _place(case_of(found.symptom, inventory).destination)
    for attempt in all_attempts(snapshot):
        if not attempt.outcome.reached:
            continue
        led = _led(attempt.address.host, attempt, inventory)
        there = _led(attempt.resolved or attempt.address.host, attempt, inventory)
        if found.entry.code in DENIES_THE_PORT and place in (_place(led), _place(there)):
            yield f"{found.entry.code} denies {place}, which answered {attempt.vantage}"
        owner = there.container.id if there.container and there.by == "address" else None
        if found.entry.code in DENIES_THE_SERVER and owner and owner == place[0]:
            yield f"{found.entry.code} denies {owner}, which answered {attempt.vantage}"


def _led(host: str, attempt: Attempt, inventory: Inventory) -> Destination:
    vantage, address = attempt.vantage, replace(attempt.address, host=host)
    return destination_of(address, vantage, inventory.at(vantage), inventory)


def _place(led: Destination) -> tuple[str, int]:
    """Whose port it is, as well as that is known: no two nobodies are the same."""
    whose = led.container.id if led.container else led.kind
    return (whose, led.port) if led.kind != "nobody" else ("nobody", -1)


def _strangers(found: Explanation, snapshot: Snapshot, inventory: Inventory) -> Iterator[str]:
    """Strangers in what is said, and in what is to be done."""
    expectation = found.symptom.expectation
    client = inventory.at(expectation.vantage)
    project = client.project if client else (inventory.project.name if inventory.project else None)
    if project is None:
        return
    called = {expectation.address.host.lower(), (snapshot.question.host or "").lower()}
    for each in inventory.containers:
        if each.project in (None, project) or each.name.lower() in called:
            continue
        if each.name in found.finding.summary and not _can_dial(client, each, snapshot, inventory):
            yield f"{found.entry.code} names {each.name}, whom its client cannot dial"
        for remedy in found.finding.remedies:
            if each.name in _to_be_done(remedy):
                yield f"a remedy of {found.entry.code} is about {each.name}"
    named = {c.name.lower() for c in inventory.containers} & called
    if named:  # whoever writes another project's container by its full name means it
        return
    for network in inventory.networks:
        if network.project in (None, project) or network.name in _own_networks(project, inventory):
            continue
        for remedy in found.finding.remedies:
            if _joins(remedy, network):
                yield f"a remedy of {found.entry.code} joins {network.name}"


def foreign_processes(found: Explanation, snapshot: Snapshot) -> Iterator[str]:
    """Processes of this machine in what is said of a call on another one."""
    survey, listeners = snapshot.survey, snapshot.survey.machine.listeners
    if found.symptom.expectation.vantage == HOST or not publishes_elsewhere(survey):
        return
    said = [found.finding.summary, *(e.saw for e in found.finding.evidence)]
    said += [_to_be_done(remedy) for remedy in found.finding.remedies]
    for each in () if isinstance(listeners, Unobserved) else listeners:
        if each.pid is not None and f"(pid {each.pid})" in " ".join(said):
            yield f"{found.entry.code} names {each.process} of a machine that was not dialled"


def _own_networks(project: str, inventory: Inventory) -> set[str]:
    """The networks that the project itself is on, or names in its files."""
    ours = [c for c in inventory.containers if c.project == project]
    known = {a.network for c in ours for a in c.attachments}
    return known | set(inventory.project.networks.values() if inventory.project else ())


def _to_be_done(remedy: Proposal) -> str:
    return " ".join((remedy.summary, *remedy.first, remedy.host_command or ""))


def _joins(remedy: Proposal, network: Network) -> bool:
    networks = (remedy.override or {}).get("networks") or {}
    return network.name in networks or f" {network.name} " in f"{_to_be_done(remedy)} "


def _can_dial(
    client: Container | None, server: Container, snapshot: Snapshot, inventory: Inventory
) -> bool:
    """By a network of both, or at a port of the host that the question is about."""
    if client is not None and inventory.shared_networks(client, server):
        return True
    port = snapshot.question.port
    through = [p for p in publications(server) if port in (p.host_port, p.container_port)]
    if client is None:
        through += [p for v in snapshot.views if v == HOST for p in publications(server)]
    return bool(through) or inventory.in_host_mode(server)
