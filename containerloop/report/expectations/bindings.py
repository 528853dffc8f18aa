"""What other machines could reach, judged from what a port is bound to (`from: lan`). Pure.

Nobody measures there: a binding beyond loopback is an open door, whatever firewall stands before
it, which is not seen from here.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import (
    Listener,
    Maybe,
    Question,
    Stated,
    Unobserved,
    is_loopback,
)
from containerloop.platforms.known import publishes_here
from containerloop.report.expectations.judgement import Judged
from containerloop.topology.inventory import Inventory


def judged_from_bindings(stated: Stated, inventory: Inventory) -> Judged:
    """Whether the port is bound beyond loopback, as stated; None where not all was seen."""
    opened = next(_opened(stated.question, inventory), None)
    if opened is not None:
        return Judged(stated.reach, f"judged from the bindings: {opened}")
    if unseen := _unseen(inventory):
        return Judged(None, unseen)
    inside = next(_inside(stated.question, inventory), "nothing is bound to it")
    return Judged(not stated.reach, f"judged from the bindings: {inside}")


def _opened(question: Question, inventory: Inventory) -> Iterator[str]:
    """What is bound to the port at an address that other machines can have a way to."""
    for who, host in _publications(question, inventory):
        if not is_loopback(host):
            yield f"{who} publishes it on {host}"
    for each in _sockets(question, inventory):
        if not is_loopback(each.address):
            yield f"{each.process or 'a process'} of this machine listens on {each.address}"


def _inside(question: Question, inventory: Inventory) -> Iterator[str]:
    """What is bound to the port on loopback alone."""
    for who, host in _publications(question, inventory):
        yield f"{who} publishes it on {host} only"
    for each in _sockets(question, inventory):
        yield f"{each.process or 'a process'} of this machine listens on {each.address} only"


def _publications(question: Question, inventory: Inventory) -> Iterator[tuple[str, str]]:
    """Who publishes the port, and on which address: "" in the engine's words means all."""
    for container, each in inventory.publishing(question.port, question.transport):
        # in host mode `ports:` does nothing, and what was only requested is bound to nothing
        bound = each in container.published and not inventory.in_host_mode(container)
        if bound and container.state.running:
            yield inventory.label(container), each.host_ip or "0.0.0.0"


def _sockets(question: Question, inventory: Inventory) -> Iterator[Listener]:
    seen: Maybe[tuple[Listener, ...]] = inventory.survey.machine.listeners
    wanted = (question.port, question.transport)
    for each in () if isinstance(seen, Unobserved) else seen:
        if (each.port, each.transport) == wanted:
            yield each


def _unseen(inventory: Inventory) -> str | None:
    """Why a binding may be there that was not seen."""
    survey = inventory.survey
    for part in (survey.engine, survey.containers, survey.machine.listeners):
        if isinstance(part, Unobserved):
            return part.reason
    engine = survey.engine
    if not isinstance(engine, Unobserved) and publishes_here(engine) is not True:
        return "the sockets of the engine's own host were not seen"
    return None
