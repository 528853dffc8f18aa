"""What each rule answers to each symptom; causes whose fixes all failed step back. Pure."""

from __future__ import annotations

from typing import Literal

from containerloop.diagnose.across_nodes import (
    SERVERS_OWN,
    AcrossNodes,
    across_nodes,
    told_across,
)
from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import Diagnosis
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.in_a_stack import in_stack_words
from containerloop.diagnose.rule_facts.named_facts import applied
from containerloop.diagnose.rule_facts.symptom_facts import SymptomFacts
from containerloop.diagnose.symptom import Symptom
from containerloop.diagnose.trial_keys import kept_proof
from containerloop.diagnose.trial_results import as_told
from containerloop.facts import Maybe, Outcome, Snapshot, Unobserved, Value


class Explanation(Value, frozen=True):
    """A finding with the entry that found it and the symptom it explains."""

    entry: Diagnosis
    symptom: Symptom
    finding: Finding

    @property
    def severity(self) -> Literal["cause", "warning"]:
        """A warning where the call was served: it is the cause of no failure then."""
        return "warning" if self.symptom.met else self.entry.severity


class RuleAnswers:
    """What the rules said so far, of all symptoms."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], Explanation] = {}
        self.doubtful: dict[tuple[str, str], Explanation] = {}
        self.unseen: dict[str, str] = {}
        self.out: dict[str, None] = {}
        self.explained: list[Symptom] = []

    def ask(self, case: Case, catalogue: tuple[Diagnosis, ...], snapshot: Snapshot) -> SymptomFacts:
        """Ask every rule about one symptom, and again while causes step back; the facts."""
        doubted: frozenset[str] = frozenset()
        there = across_nodes(case, snapshot)
        while True:
            facts = SymptomFacts(snapshot, case, doubted)
            at_server = SymptomFacts(there.snapshot, there.case, doubted) if there else None
            answers = _narrowed(
                [
                    (e, _answer_of(e, facts, at_server, there))
                    for e in catalogue
                    if e.code not in doubted
                ]
            )
            more = [
                (e, a)
                for e, a in answers
                if isinstance(a, Finding) and _doubts(e, facts, a, snapshot)
            ]
            for entry, answer in more:
                told = Explanation(entry, case.symptom, answer)
                self.doubtful.setdefault((entry.code, answer.subject), told)
            if not more:
                self._keep(answers, facts)
                return facts
            doubted |= {entry.code for entry, _ in more}

    def _keep(self, answers: Answers, facts: SymptomFacts) -> None:
        symptom = facts.symptom
        for entry, answer in answers:
            # a warning needs no failure; where nothing failed it is neither ruled out nor missed
            if symptom.met and not isinstance(answer, Finding):
                continue
            if isinstance(answer, Unobserved):
                self.unseen.setdefault(entry.code, answer.reason)
            elif answer is None:
                self.out.setdefault(entry.code)
            else:
                told = Explanation(entry, symptom, answer)
                self.found.setdefault((entry.code, answer.subject), told)
                if told.severity == "cause":
                    self.explained.append(symptom)


def _doubts(entry: Diagnosis, facts: SymptomFacts, finding: Finding, snapshot: Snapshot) -> bool:
    """Whether every remedy of a cause was tried and does not help."""
    kept = [(r, kept_proof(snapshot.proofs, r.trial)) for r in finding.remedies]
    told = [as_told(proof, r, facts.symptom).status for r, proof in kept if proof is not None]
    shaken = entry.severity == "cause" and not finding.stands
    tried = shaken and len(told) == len(kept) > 0
    return tried and set(told) == {"refuted"}


Answers = list[tuple[Diagnosis, Maybe[Finding | None]]]


def _narrowed(answers: Answers) -> Answers:
    """The answers, where a last resort waits for a narrower cause that was not checked.

    Where a cause stands alone, what else was found is left out: neither found nor ruled out.
    """
    if any(isinstance(a, Finding) and a.alone for _, a in answers):
        answers = [(e, a) for e, a in answers if not isinstance(a, Finding) or a.alone]
    narrower = (a for e, a in answers if not e.last_resort)
    doubt = next((a for a in narrower if isinstance(a, Unobserved)), None)
    if doubt is None:
        return answers
    return [(e, doubt if e.last_resort and isinstance(a, Finding) else a) for e, a in answers]


def _answer_of(
    entry: Diagnosis,
    facts: SymptomFacts,
    at_server: SymptomFacts | None,
    there: AcrossNodes | None,
) -> Maybe[Finding | None]:
    """What a rule says, of a server on another node by what was seen of it there."""
    if at_server is None or there is None or entry.code not in SERVERS_OWN:
        return _answer(entry, facts)
    answer = _answer(entry, at_server)
    return told_across(answer, there) if isinstance(answer, Finding) else answer


def _answer(entry: Diagnosis, facts: SymptomFacts) -> Maybe[Finding | None]:
    """What a rule says; where nothing failed only those that may warn are asked."""
    if facts.symptom.met and entry.severity != "warning" and not entry.warns_when_met:
        return None
    return _apply(entry, facts)


def _apply(entry: Diagnosis, facts: SymptomFacts) -> Maybe[Finding | None]:
    if facts.symptom.outcome is Outcome.NOT_TRIED:
        return Unobserved(facts.symptom.best.reason or "the address was not tried")
    if not explains(entry, facts.symptom):
        return None
    answer = applied(entry.rule, facts)
    if isinstance(answer, Finding):
        return in_stack_words(answer, facts.known.inventory)
    return answer


def explains(entry: Diagnosis, symptom: Symptom) -> bool:
    """Whether what came of the call, or who answered it, may be of this cause."""
    if symptom.misspelt and entry.severity == "cause":
        return entry.explains_misspelling
    if symptom.met and entry.warns_when_met:
        return True
    if symptom.outcome.reached and not symptom.met and entry.explains_wrong_answer:
        return True
    # over UDP nothing accepts: what a proxy takes for nobody ends in silence, not in a close
    if symptom.unanswered and Outcome.ACCEPTED_THEN_CLOSED in entry.explains:
        return True
    return symptom.outcome in entry.explains
