"""The report made of what was observed, diagnosed and proven. Pure.

The verdict is read from the attempts here. Nothing is diagnosed and nothing rendered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from containerloop.catalogue import Dial, Proposal, trial_key
from containerloop.diagnose import Differential, Found
from containerloop.facts import (
    HOST,
    Attempt,
    Outcome,
    Proof,
    Snapshot,
    is_loopback,
    literal,
)
from containerloop.report import (
    AttemptLine,
    ProofLine,
    QuestionLine,
    Remedy,
    Report,
    ReportedFinding,
    TimingsLine,
    Verdict,
)
from containerloop.symptom import Symptom, all_attempts

UNTRIED = Proof(status="untried", reason="proofs were left out (--no-prove)")


def conclude(snapshot: Snapshot, differential: Differential) -> Report:
    """The report of a snapshot and what the rules said of it."""
    findings = tuple(_finding(f, snapshot.proofs) for f in differential.found)
    return Report(
        question=QuestionLine.of(snapshot.question),
        verdict=verdict(differential.symptoms),
        findings=findings,
        reach_it_at=reach_it_at(snapshot, differential),
        attempts=tuple(attempt_line(a) for a in all_attempts(snapshot)),
        ruled_out=differential.ruled_out,
        not_checked=differential.not_checked,
        timings=TimingsLine(
            survey_ms=snapshot.timings.survey_ms,
            observe_ms=snapshot.timings.observe_ms,
            prove_ms=snapshot.timings.prove_ms,
            total_ms=snapshot.timings.total_ms,
        ),
    )


def verdict(symptoms: Iterable[Symptom]) -> Verdict:
    """Unreachable if anybody's attempt failed; inconclusive if any could not be made."""
    outcomes = [s.outcome for s in symptoms]
    tried = [o for o in outcomes if o is not Outcome.NOT_TRIED]
    if any(not o.reached for o in tried):
        return Verdict.UNREACHABLE
    return Verdict.REACHABLE if outcomes and tried == outcomes else Verdict.INCONCLUSIVE


def _finding(found: Found, proofs: Mapping[str, Proof]) -> ReportedFinding:
    expectation, finding = found.symptom.expectation, found.finding
    remedies = [_remedy(p, proofs.get(trial_key(p.trial), UNTRIED)) for p in finding.remedies]
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


def _remedy(proposal: Proposal, proof: Proof) -> Remedy:
    attempt = attempt_line(proof.attempt) if proof.attempt else None
    return Remedy(
        summary=proposal.summary,
        address=str(proposal.address) if proposal.address else None,
        patch=proposal.patch,
        override=proposal.override,
        host_command=proposal.host_command,
        proof=ProofLine(status=proof.status, attempt=attempt, reason=proof.reason),
    )


def attempt_line(attempt: Attempt) -> AttemptLine:
    """An attempt in the report's shape."""
    return AttemptLine(
        vantage=attempt.vantage,
        address=str(attempt.address),
        resolved=attempt.resolved,
        outcome=attempt.outcome,
        protocol=attempt.protocol,
        banner=attempt.banner,
        refusal=attempt.refusal,
        errno=attempt.errno,
        ms=attempt.ms,
        reason=attempt.reason,
    )


def reach_it_at(snapshot: Snapshot, differential: Differential) -> dict[str, str]:
    """For every vantage that relies on the port, the best address that works there now."""
    offers: dict[str, str] = {}
    for symptom in differential.symptoms:
        vantage = symptom.expectation.vantage
        if symptom.outcome.reached:
            offers.setdefault(vantage, str(symptom.expectation.address))
    for found in differential.found:
        for proposal in found.finding.remedies:
            proof = snapshot.proofs.get(trial_key(proposal.trial))
            works = proof is not None and proof.status == "proven"
            if isinstance(proposal.trial, Dial) and works:
                offers.setdefault(proposal.trial.vantage, str(proposal.trial.address))
    for symptom in differential.symptoms:
        other = _another(symptom, snapshot)
        if other:
            offers.setdefault(symptom.expectation.vantage, other)
    return offers


def _another(symptom: Symptom, snapshot: Snapshot) -> str | None:
    """An address of the matrix that answered from there; names before numbers."""
    vantage = symptom.expectation.vantage
    reached = [a for a in all_attempts(snapshot) if a.vantage == vantage and a.outcome.reached]
    if vantage != HOST:
        # a container's own loopback leads to another server than the one that is meant
        reached = [a for a in reached if not is_loopback(a.address.host)]
    reached.sort(key=lambda a: literal(a.address.host) is not None)
    return str(reached[0].address) if reached else None
