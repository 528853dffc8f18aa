"""The report made of what was observed, diagnosed and proven. Pure.

The verdict is read from the attempts here. Nothing is diagnosed and nothing rendered.
"""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.diagnose.commands import compose
from containerloop.diagnose.differential import Differential
from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.finding import Patch, Proposal
from containerloop.diagnose.rule_answers import Explanation
from containerloop.diagnose.rule_facts.views import all_attempts
from containerloop.diagnose.serviced import turned_away
from containerloop.diagnose.symptom import Symptom
from containerloop.diagnose.trial_keys import kept_proof
from containerloop.diagnose.trials import Dial
from containerloop.facts import Attempt, Outcome, Proof, Snapshot
from containerloop.protocols import title
from containerloop.report.attempt_lines import (
    attempt_line,
    for_another_name,
    led_astray,
    of_doubtful_log_in,
    spoilt_on_the_way,
)
from containerloop.report.notes.selection import notes
from containerloop.report.proposals import with_proofs
from containerloop.report.shown_at import shown_at
from containerloop.report.v1 import (
    AttemptLine,
    ProofLine,
    QuestionLine,
    Remedy,
    Report,
    ReportedFinding,
    TimingsLine,
)
from containerloop.report.verdict import verdict
from containerloop.report.working_addresses import reach_it_at
from containerloop.topology.inventory import Inventory


def conclude(snapshot: Snapshot, differential: Differential) -> Report:
    """The report of a snapshot and what the rules said of it."""
    inventory = Inventory(snapshot.survey)
    findings = tuple(_finding(f, snapshot.proofs, inventory) for f in differential.found)
    return Report(
        question=QuestionLine.of(snapshot.question),
        verdict=verdict(differential.symptoms, [f.symptom for f in differential.found]),
        findings=findings,
        # of several ports there is not one address for each vantage
        reach_it_at={} if snapshot.question.several else reach_it_at(snapshot, differential),
        attempts=_attempts(snapshot, differential, inventory),
        ruled_out=differential.ruled_out,
        not_checked=differential.not_checked,
        notes=notes(differential),
        compose=compose(inventory),
        timings=TimingsLine(
            survey_ms=snapshot.timings.survey_ms,
            observe_ms=snapshot.timings.observe_ms,
            prove_ms=snapshot.timings.prove_ms,
            total_ms=snapshot.timings.total_ms,
        ),
    )


def _attempts(
    snapshot: Snapshot, differential: Differential, inventory: Inventory
) -> tuple[AttemptLine, ...]:
    """Every attempt with what is known of it from others: a name that was refused there."""
    symptoms = differential.symptoms
    typed = {attempt: s.typed for s in symptoms for attempt in s.attempts}
    relied = {(s.expectation.vantage, s.expectation.address) for s in symptoms}
    refused = {s.best for s in symptoms if s.other_name is not None}
    astray = {s.best for s in symptoms if s.astray}
    spoilt = {s.best for s in symptoms if s.spoilt}
    doubts = {s.best: doubt for s in symptoms if (doubt := s.log_in_doubt) is not None}
    lines = []
    for attempt in _shown(snapshot, differential):
        own = attempt.opening.name is None and attempt.opening.beyond is None
        relied_on = own and (attempt.vantage, attempt.address) in relied
        path = typed.get(attempt, snapshot.question.opening.path)
        line = attempt_line(attempt, inventory, relied_on=relied_on, typed=path)
        line = for_another_name(line) if attempt in refused else line
        line = spoilt_on_the_way(line) if attempt in spoilt else line
        line = of_doubtful_log_in(line, doubts[attempt]) if attempt in doubts else line
        lines.append(led_astray(line) if attempt in astray else line)
    return tuple(lines)


def _shown(snapshot: Snapshot, differential: Differential) -> tuple[Attempt, ...]:
    """Every attempt, and those of remedies that need no change to be tried."""
    seen = all_attempts(snapshot)
    known = {(a.vantage, a.address) for a in seen}
    dials = [
        proof.attempt
        for found in differential.found
        for proposal in found.finding.remedies
        if isinstance(proposal.trial, Dial)
        and (proof := kept_proof(snapshot.proofs, proposal.trial))
        and proof.attempt
    ]
    # counts of what works must not leave out what could not be tried
    unseen = [s.best for s in differential.symptoms] if snapshot.question.several else []
    return seen + tuple(a for a in (*dials, *unseen) if (a.vantage, a.address) not in known)


def _finding(
    found: Explanation, proofs: Mapping[str, Proof], inventory: Inventory
) -> ReportedFinding:
    expectation, finding = found.symptom.expectation, found.finding
    remedies = [_remedy(p, proof, inventory) for p, proof in with_proofs(found, proofs)]
    return ReportedFinding(
        code=found.entry.code,
        name=found.entry.name,
        severity=found.severity,
        summary=finding.summary,
        vantage=expectation.vantage,
        address=str(expectation.address),
        outcome=_told_outcome(found.symptom),
        location=finding.location,
        evidence=finding.evidence,
        remedies=tuple(remedies),
        shown_at=shown_at(finding, found.symptom, inventory),
    )


def _told_outcome(symptom: Symptom) -> Outcome:
    """What came of the call; a client that was never started has made none."""
    reached = symptom.standing == "client-held-back" and symptom.outcome.reached
    return Outcome.NOT_TRIED if reached else symptom.outcome


def _remedy(proposal: Proposal, proof: Proof, inventory: Inventory) -> Remedy:
    attempt = attempt_line(proof.attempt, inventory) if proof.attempt else None
    return Remedy(
        summary=_in_steps(proposal, proof),
        address=str(proposal.address) if proposal.address else None,
        patch=_patch(proposal.patch),
        override=proposal.override,
        host_command=proposal.host_command,
        proof=ProofLine(status=proof.status, attempt=attempt, reason=proof.reason),
    )


def _patch(change: FileChange | None) -> Patch | None:
    return Patch(file=change.file, diff=change.diff, line=change.line) if change else None


def _in_steps(proposal: Proposal, proof: Proof) -> str:
    """What to change, its steps numbered where there are several.

    A server that answered the trial and refused it takes one more.
    """
    steps = [*proposal.first, proposal.summary]
    if proof.attempt and turned_away(proof.attempt):
        code = f" ({proof.attempt.code})" if proof.attempt.code else ""
        who = title(proof.attempt.protocol or "")
        steps.append(f"then make {who} accept this call, which it refuses{code}")
    if len(steps) == 1:
        return proposal.summary
    return "  ".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
