"""Facts passed by their names: to rules, and to notes. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from inspect import signature
from typing import TypeVar

from containerloop.diagnose.rule_facts.question_facts import QuestionFacts
from containerloop.diagnose.rule_facts.symptom_facts import SymptomFacts
from containerloop.facts import Maybe, Unobserved

T = TypeVar("T")


def _names(of: type) -> frozenset[str]:
    public = (name for name in dir(of) if not name.startswith("_"))
    return frozenset(name for name in public if isinstance(getattr(of, name), cached_property))


FACTS_OF_A_QUESTION = _names(QuestionFacts)
"""Those that are the same of every symptom."""
FACTS = _names(SymptomFacts)
"""The names that a rule may give its parameters."""


def named_by(rule: Callable[..., object]) -> tuple[str, ...]:
    """The facts that a rule or a note reads: its parameters' names."""
    return tuple(signature(rule).parameters)


def applied(rule: Callable[..., Maybe[T]], facts: QuestionFacts) -> Maybe[T]:
    """What a rule says of the facts that its parameters name; unobserved where one of them is."""
    named = {}
    for name in named_by(rule):
        fact = getattr(facts, name)
        if isinstance(fact, Unobserved):
            return fact
        named[name] = fact
    return rule(**named)
