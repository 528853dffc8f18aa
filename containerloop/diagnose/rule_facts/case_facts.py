"""The case of a symptom as a fact, and how others are derived from it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from typing import TypeVar

from containerloop.diagnose.case import Case, seen, seen_here
from containerloop.diagnose.rule_facts.missed_server import stays_inside
from containerloop.diagnose.rule_facts.question_facts import QuestionFacts
from containerloop.diagnose.rule_facts.servers import Servers, servers
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import HOST, Listener, Maybe, Snapshot, Unobserved, is_loopback, literal

F = TypeVar("F", bound="CaseFacts")
T = TypeVar("T")


def of_the_case(derive: Callable[[F, Case], T]) -> cached_property[Maybe[T]]:
    """A fact that is derived from the case, and unobserved where that is."""

    @wraps(derive)
    def fact(facts: F) -> Maybe[T]:
        return facts.case if isinstance(facts.case, Unobserved) else derive(facts, facts.case)

    return cached_property(fact)


class CaseFacts(QuestionFacts):
    """What failed, and who serves the port.

    `known` is no fact: it is the case as far as it is known, for those who conclude nothing
    from what is missing in it.
    """

    def __init__(
        self, snapshot: Snapshot, known: Case, doubted: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(snapshot, known.inventory)
        self.known = known
        self._doubted = doubted

    @cached_property
    def doubted(self) -> frozenset[str]:
        """The codes of causes of it whose remedies were all tried, and none helped."""
        return self._doubted

    @cached_property
    def symptom(self) -> Symptom:
        """What failed, by itself."""
        return self.known.symptom

    @cached_property
    def case(self) -> Maybe[Case]:
        """What failed, who called, whom the address means, and all there is around."""
        return seen(self.known)

    @cached_property
    def here(self) -> Maybe[Case]:
        """The same, for rules that hold of a call of this machine whatever containers it has."""
        return seen_here(self.known)

    @cached_property
    def host_listeners(self) -> Maybe[tuple[Listener, ...]]:
        """The listeners of the machine that is meant: this one's for its own call of itself.

        The engine's host's for every other; both are one where the engine is on this machine.
        """
        machine, call = self._snapshot.survey.machine, self.known.symptom.best
        dialled = call.resolved or call.address.host
        itself = is_loopback(dialled) or literal(dialled) in map(literal, machine.addresses)
        return self.own_listeners if call.vantage == HOST and itself else self.engine_listeners

    @of_the_case
    def servers(self, case: Case) -> Servers:
        """Who serves the port, or is configured to, and who may without being seen."""
        return self._serving

    @cached_property
    def _serving(self) -> Servers:
        inventory, address = self.known.inventory, self.known.address
        host = self.own_listeners if stays_inside(inventory) is True else self.host_listeners
        return servers(self._snapshot, inventory, address, host)
