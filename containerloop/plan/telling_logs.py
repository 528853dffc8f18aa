"""Whose log may name an address that changes the answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from containerloop.facts import Container, Question
from containerloop.plan.calls import Views
from containerloop.plan.relied_on import erring, fronts
from containerloop.plan.values import Expectation, Strength
from containerloop.topology.inventory import Inventory


def worth_a_log(
    question: Question, failing: Iterable[Expectation], views: Views, inventory: Inventory
) -> tuple[str, ...]:
    """The vantages: fronts and servers in error, clients that fail or are not well, and those
    whose calls are written nowhere, where nothing else says who calls whom."""
    failing = tuple(failing)
    of_fronts = (*fronts(failing, views, inventory), *erring(failing, views, inventory))
    clients = [e.vantage for e in failing if inventory.at(e.vantage) and e.reference is None]
    ill = [inventory.vantage(c) for c in inventory.scope if _ill(c) and not question.vantages]
    unsaid = [inventory.vantage(c) for c in _of_unsaid_calls(question, failing, inventory)]
    return tuple(dict.fromkeys((*of_fronts, *clients, *ill, *unsaid)))


def _of_unsaid_calls(
    question: Question, failing: Iterable[Expectation], inventory: Inventory
) -> Iterator[Container]:
    """Of everything, those who write nothing of whom they call; of a port, all, if nobody does."""
    everything = question.several and not (question.port or question.stated or question.vantages)
    nobody = any(e.strength is Strength.ASSUMED for e in failing)
    for container in inventory.scope if inventory.project else ():
        says = any(not r.in_healthcheck for r in container.references)
        if container.state.running and ((everything and not says) or nobody):
            yield container


def _ill(container: Container) -> bool:
    state = container.state
    return state.status == "restarting" or state.health == "unhealthy" or state.failed
