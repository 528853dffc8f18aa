"""Rules over symptoms: which diagnoses explain what failed. Pure.

The verdict never comes from here. Only the passing of facts to rules, and the sorting
of their answers into found, ruled out and not checked, may live here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from containerloop.diagnose.case import case_of
from containerloop.diagnose.diagnosis import Diagnosis
from containerloop.diagnose.finding import Finding, NotChecked
from containerloop.diagnose.rule_facts.named_facts import applied
from containerloop.diagnose.rule_facts.question_facts import QuestionFacts
from containerloop.diagnose.rule_facts.symptom_facts import SymptomFacts
from containerloop.diagnose.symptom import Symptom, symptoms
from containerloop.facts import Maybe, Outcome, Snapshot, Unobserved
from containerloop.plan.expectations import expectations
from containerloop.topology.inventory import Inventory


@dataclass(frozen=True, slots=True)
class Explanation:
    """A finding with the entry that found it and the symptom it explains."""

    entry: Diagnosis
    symptom: Symptom
    finding: Finding


@dataclass(frozen=True, slots=True)
class Differential:
    """What every rule said about every symptom; `facts` are those of each symptom."""

    question: QuestionFacts
    facts: tuple[SymptomFacts, ...]
    found: tuple[Explanation, ...]
    ruled_out: tuple[str, ...]
    not_checked: tuple[NotChecked, ...]

    @property
    def symptoms(self) -> tuple[Symptom, ...]:
        """Every expectation with what came of it, met or not."""
        return tuple(each.symptom for each in self.facts)


def diagnose(snapshot: Snapshot, catalogue: Iterable[Diagnosis]) -> Differential:
    """Pass each failed expectation's facts to the rules that could explain it."""
    inventory = Inventory(snapshot.survey)
    wanted = expectations(snapshot.question, inventory)
    every = tuple(SymptomFacts(snapshot, case_of(s, inventory)) for s in symptoms(snapshot, wanted))
    catalogue = tuple(catalogue)
    warnings = tuple(entry for entry in catalogue if entry.severity == "warning")
    found: dict[tuple[str, str], Explanation] = {}
    unseen: dict[str, str] = {}
    out: dict[str, None] = {}
    for facts in every:
        symptom = facts.symptom
        # a warning needs no failure; where nothing failed it is neither ruled out nor missed
        for entry in warnings if symptom.met else catalogue:
            answer = _apply(entry, facts)
            if symptom.met and (answer is None or isinstance(answer, Unobserved)):
                continue
            if isinstance(answer, Unobserved):
                unseen.setdefault(entry.code, answer.reason)
            elif answer is None:
                out.setdefault(entry.code)
            else:
                found.setdefault((entry.code, answer.subject), Explanation(entry, symptom, answer))
    return _sorted(QuestionFacts(snapshot, inventory), every, found.values(), unseen, out)


def _apply(entry: Diagnosis, facts: SymptomFacts) -> Maybe[Finding | None]:
    if facts.symptom.outcome is Outcome.NOT_TRIED:
        return Unobserved(facts.symptom.best.reason or "the address was not tried")
    if not explains(entry, facts.symptom):
        return None
    return applied(entry.rule, facts)


def explains(entry: Diagnosis, symptom: Symptom) -> bool:
    """Whether what came of the call, or who answered it, may be of this cause."""
    if symptom.outcome.reached and not symptom.met and entry.explains_wrong_answer:
        return True
    # over UDP nothing accepts: what a proxy takes for nobody ends in silence, not in a close
    if symptom.unanswered and Outcome.ACCEPTED_THEN_CLOSED in entry.explains:
        return True
    return symptom.outcome in entry.explains


def _sorted(
    question: QuestionFacts,
    every: tuple[SymptomFacts, ...],
    found: Iterable[Explanation],
    unseen: dict[str, str],
    out: dict[str, None],
) -> Differential:
    ordered = sorted(found, key=lambda f: (f.entry.severity != "cause", f.entry.code))
    codes = {f.entry.code for f in ordered}
    return Differential(
        question=question,
        facts=every,
        found=tuple(ordered),
        ruled_out=tuple(sorted(c for c in out if c not in codes and c not in unseen)),
        not_checked=tuple(
            NotChecked(code=c, reason=r) for c, r in sorted(unseen.items()) if c not in codes
        ),
    )
