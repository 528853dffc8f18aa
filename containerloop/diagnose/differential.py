"""Rules over symptoms: which diagnoses explain what failed. Pure.

The verdict never comes from here. Only the sorting of what the rules answered, into found,
ruled out and not checked, may live here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from containerloop.diagnose.case import case_of
from containerloop.diagnose.diagnosis import Diagnosis
from containerloop.diagnose.expectation_outcomes import symptoms
from containerloop.diagnose.finding import NotChecked
from containerloop.diagnose.rule_answers import Explanation, RuleAnswers
from containerloop.diagnose.rule_facts.question_facts import QuestionFacts
from containerloop.diagnose.rule_facts.symptom_facts import SymptomFacts
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Snapshot, Value
from containerloop.plan.parts import Part, parts
from containerloop.topology.inventory import Inventory


class Differential(Value, frozen=True):
    """What every rule said about every symptom; `facts` are those of each symptom.

    `questions` are those about one port each that were asked, or the whole one where nothing is
    relied on.
    `doubtful` are causes that stepped back, since none of their remedies helped when it was tried.
    `explained` are the symptoms of which there is a cause, also one that was found of another.
    """

    questions: tuple[QuestionFacts, ...]
    facts: tuple[SymptomFacts, ...]
    found: tuple[Explanation, ...]
    explained: tuple[Symptom, ...]
    doubtful: tuple[Explanation, ...]
    ruled_out: tuple[str, ...]
    not_checked: tuple[NotChecked, ...]

    @property
    def symptoms(self) -> tuple[Symptom, ...]:
        """Every expectation with what came of it, met or not."""
        return tuple(each.symptom for each in self.facts)


Catalogue = Iterable[Diagnosis] | Callable[[bool], Iterable[Diagnosis]]
"""Entries, or what gives those to ask when told whether any call failed."""


def diagnose(snapshot: Snapshot, catalogue: Catalogue) -> Differential:
    """Pass each failed expectation's facts to the rules that could explain it.

    A cause of which the snapshot's proofs say that no remedy helps is doubtful: it is no finding,
    and the rules are asked again, knowing that.
    """
    inventory = Inventory(snapshot.survey)
    about = [(replace(snapshot, question=p.question), p) for p in _parts(snapshot, inventory)]
    cases = [
        (seen, case_of(s, inventory))
        for seen, part in about
        for s in symptoms(seen, part.expectations)
    ]
    failed = any(not case.symptom.met for _, case in cases)
    asked = tuple(catalogue(failed) if callable(catalogue) else catalogue)
    answers = RuleAnswers()
    every = tuple(answers.ask(case, asked, seen) for seen, case in cases)
    questions = tuple(QuestionFacts(seen, inventory) for seen, _ in about)
    # where nothing is relied on, the whole question is what there is to tell about
    return _sorted(questions or (QuestionFacts(snapshot, inventory),), every, answers)


def _parts(snapshot: Snapshot, inventory: Inventory) -> tuple[Part, ...]:
    views, complaints = snapshot.views, snapshot.complaints
    return parts(snapshot.question, inventory, views, complaints, tried=True)


def _explained(one: Explanation, found: Iterable[Explanation]) -> bool:
    """Whether another cause explains the same symptom, and says more."""
    causes = (f for f in found if f.severity == "cause" and not f.entry.last_resort)
    return any(f.symptom == one.symptom for f in causes)


def _sorted(
    questions: tuple[QuestionFacts, ...], every: tuple[SymptomFacts, ...], answers: RuleAnswers
) -> Differential:
    told = tuple(answers.found.values())
    told = tuple(f for f in told if not (f.entry.last_resort and _explained(f, told)))
    found = sorted(told, key=_order)
    codes = {f.entry.code for f in found}
    doubted = {code for code, _ in answers.doubtful} - codes
    unseen = {c: r for c, r in answers.unseen.items() if c not in codes | doubted}
    unseen |= dict.fromkeys(doubted, "its remedies were tried, and none of them helps")
    return Differential(
        questions=questions,
        facts=every,
        found=tuple(found),
        explained=tuple(answers.explained),
        doubtful=tuple(e for e in answers.doubtful.values() if e.entry.code in doubted),
        ruled_out=tuple(sorted(c for c in answers.out if c not in codes and c not in unseen)),
        not_checked=tuple(NotChecked(code=c, reason=r) for c, r in sorted(unseen.items())),
    )


def _order(found: Explanation) -> tuple[bool, str, bool, str]:
    """Causes first, by their codes; one that matters only once another is repaired after that."""
    after = found.finding.after
    return found.severity != "cause", after or found.entry.code, bool(after), found.entry.code
