"""What a diagnosis is: a code, a name, the symptoms it explains, a rule and its page.

The rule's parameters are the facts it reads (fields of
`rule_facts.symptom_facts.SymptomFacts`);
the rule's docstring is the page that `explain` prints. Pure; no diagnosis may live here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Literal

from containerloop.diagnose.finding import Finding
from containerloop.facts import Maybe, Outcome, Value

Rule = Callable[..., Maybe[Finding | None]]
"""A finding, None where it is ruled out, or the reason why that was not to be seen."""


class Diagnosis(Value, frozen=True):
    """One catalogue entry."""

    code: str
    name: str
    explains: frozenset[Outcome]
    rule: Rule
    severity: Literal["cause", "warning"] = "cause"
    explains_wrong_answer: bool = False
    explains_misspelling: bool = False
    warns_when_met: bool = False
    last_resort: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        """The facts the rule reads: its parameters' names."""
        return tuple(inspect.signature(self.rule).parameters)

    @property
    def page(self) -> str:
        """The text `explain` prints."""
        return inspect.getdoc(self.rule) or ""


def diagnosis(
    code: str,
    name: str,
    *,
    explains: frozenset[Outcome] | set[Outcome],
    severity: Literal["cause", "warning"] = "cause",
    explains_wrong_answer: bool = False,
    explains_misspelling: bool = False,
    warns_when_met: bool = False,
    last_resort: bool = False,
) -> Callable[[Rule], Diagnosis]:
    """Make a rule into a catalogue entry; `explains` are the outcomes it can cause.

    `explains_wrong_answer`: it also explains an answer that does not serve the client: of another
    server than the one relied upon, or of one that speaks TLS alone or not at all.
    `explains_misspelling`: it explains, and it alone, a setting that no client can read.
    `warns_when_met`: where the call was served it is looked for, too, and told as a warning.
    `last_resort`: it says what fails and no more, and is left out where another cause explains
    the same.
    """

    def entry(rule: Rule) -> Diagnosis:
        return Diagnosis(
            code,
            name,
            frozenset(explains),
            rule,
            severity,
            explains_wrong_answer,
            explains_misspelling,
            warns_when_met,
            last_resort,
        )

    return entry
