"""The case of a symptom as a fact, and how others are derived from it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from typing import TypeVar

from containerloop.diagnose.case import Case, seen, seen_here
from containerloop.diagnose.rule_facts.question_facts import QuestionFacts
from containerloop.diagnose.rule_facts.servers import Servers, servers
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Maybe, Snapshot, Unobserved

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

    def __init__(self, snapshot: Snapshot, known: Case) -> None:
        super().__init__(snapshot, known.inventory)
        self.known = known

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

    @of_the_case
    def servers(self, case: Case) -> Servers:
        """Who serves the port, or is configured to, and who may without being seen."""
        return self._serving

    @cached_property
    def _serving(self) -> Servers:
        inventory, address = self.known.inventory, self.known.address
        return servers(self._snapshot, inventory, address, self.host_listeners)
