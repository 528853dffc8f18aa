"""The report made of what was observed, diagnosed and proven. Pure.

The verdict is read from the attempts here. Nothing is diagnosed and nothing rendered.
"""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.diagnose.commands import compose
from containerloop.diagnose.differential import Differential, Explanation
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_facts.views import all_attempts
from containerloop.diagnose.symptom import Symptom
from containerloop.diagnose.trial_keys import kept_proof
from containerloop.diagnose.trials import Dial, DialAs
from containerloop.facts import (
    ARRIVED,
    LOST,
    Attempt,
    Proof,
    Snapshot,
)
from containerloop.report.attempt_lines import attempt_line
from containerloop.report.notes.selection import notes
from containerloop.report.v1 import (
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

UNTRIED = Proof(status="untried", reason="proofs are turned off (--no-prove)")


def conclude(snapshot: Snapshot, differential: Differential) -> Report:
    """The report of a snapshot and what the rules said of it."""
    inventory = Inventory(snapshot.survey)
    findings = tuple(_finding(f, snapshot.proofs, inventory) for f in differential.found)
    relied = {(s.expectation.vantage, s.expectation.address) for s in differential.symptoms}
    return Report(
        question=QuestionLine.of(snapshot.question),
        verdict=verdict(differential.symptoms, [f.symptom for f in differential.found]),
        findings=findings,
        reach_it_at=reach_it_at(snapshot, differential),
        attempts=tuple(
            attempt_line(a, inventory, relied_on=(a.vantage, a.address) in relied)
            for a in _shown(snapshot, differential)
        ),
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
    return seen + tuple(a for a in dials if (a.vantage, a.address) not in known)


def _finding(
    found: Explanation, proofs: Mapping[str, Proof], inventory: Inventory
) -> ReportedFinding:
    expectation, finding = found.symptom.expectation, found.finding
    remedies = [
        _remedy(
            p, _proof_as_told(kept_proof(proofs, p.trial) or UNTRIED, p, found.symptom), inventory
        )
        for p in finding.remedies
    ]
    # what was tried and still fails is told, but never before what works or may work
    remedies.sort(key=lambda r: ("proven", "untried", "refuted").index(r.proof.status))
    return ReportedFinding(
        code=found.entry.code,
        name=found.entry.name,
        severity=found.entry.severity,
        summary=finding.summary,
        vantage=expectation.vantage,
        address=str(expectation.address),
        outcome=found.symptom.outcome,
        location=finding.location,
        evidence=finding.evidence,
        remedies=tuple(remedies),
    )


def _proof_as_told(proof: Proof, proposal: Proposal, symptom: Symptom) -> Proof:
    """A remedy after which the same call arrives, and fails there, is no refuted one.

    It repairs its own fault; what is behind it shows when the question is asked again.
    """
    tried, trial, before = proof.attempt, proposal.trial, symptom.outcome
    if proof.status != "refuted" or tried is None or not isinstance(trial, DialAs):
        return proof
    same = trial.address == symptom.expectation.address
    if not same or before not in LOST or tried.outcome not in ARRIVED:
        return proof
    words = [str(outcome).replace("-", " ") for outcome in (tried.outcome, before)]
    reason = (
        f"now {words[0]} instead of {words[1]}: a second fault remains; run this again after the"
        " change"
    )
    return Proof(status="untried", attempt=tried, reason=reason)


def _remedy(proposal: Proposal, proof: Proof, inventory: Inventory) -> Remedy:
    attempt = attempt_line(proof.attempt, inventory) if proof.attempt else None
    return Remedy(
        summary=proposal.summary,
        address=str(proposal.address) if proposal.address else None,
        patch=proposal.patch,
        override=proposal.override,
        host_command=proposal.host_command,
        proof=ProofLine(status=proof.status, attempt=attempt, reason=proof.reason),
    )
