"""Which rules explain a predicted failure: only those that need nothing but the files. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.diagnose.case import case_of
from containerloop.diagnose.catalogue import foreseeable
from containerloop.diagnose.expectation_outcomes import symptoms
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.rule_answers import Explanation, RuleAnswers
from containerloop.diagnose.rule_facts.named_facts import applied
from containerloop.diagnose.rule_facts.symptom_facts import SymptomFacts
from containerloop.facts import Snapshot
from containerloop.plan.values import Expectation
from containerloop.topology.inventory import Inventory


def foreseen(snapshot: Snapshot, expectation: Expectation, *, sure: bool) -> Iterator[Explanation]:
    """The causes of one predicted failure, and the warnings about what is published.

    `snapshot` holds what is predicted of that one call, where that is `sure`. A warning needs no
    failure, so it is looked for where only a run can tell what comes of the call.
    """
    (symptom,) = symptoms(snapshot, (expectation,))
    case = case_of(symptom, Inventory(snapshot.survey))
    entries = foreseeable()
    if sure:
        answers = RuleAnswers()
        answers.ask(case, tuple(e for e in entries if e.severity == "cause"), snapshot)
        yield from answers.found.values()
    facts = SymptomFacts(snapshot, case)
    for entry in entries:
        found = applied(entry.rule, facts) if entry.severity == "warning" else None
        if isinstance(found, Finding):
            yield Explanation(entry, symptom, found)
