"""The report made of what was observed, diagnosed and proven. Pure.

The verdict is read from the attempts here. Nothing is diagnosed and nothing rendered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from containerloop.addressed import meant
from containerloop.catalogue import Dial, DialAs, Proposal, trial_key
from containerloop.commands import compose
from containerloop.diagnose import Differential, Found
from containerloop.facts import (
    HOST,
    Attempt,
    Outcome,
    Proof,
    Snapshot,
    Unobserved,
)
from containerloop.names import NO_SUCH_NAME
from containerloop.notes import notes
from containerloop.offers import reach_it_at
from containerloop.parties import Parties
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
from containerloop.shadows import shadow
from containerloop.symptom import Symptom
from containerloop.views import all_attempts

LOST = NO_SUCH_NAME | {
    Outcome.HOST_UNREACHABLE,
    Outcome.NETWORK_UNREACHABLE,
    Outcome.TIMED_OUT,
}
ARRIVED = {
    Outcome.REFUSED,
    Outcome.ACCEPTED_THEN_CLOSED,
    Outcome.ACCEPTED_THEN_RESET,
    Outcome.SILENT,
}
UNTRIED = Proof(status="untried", reason="proofs were left out (--no-prove)")


def conclude(snapshot: Snapshot, differential: Differential) -> Report:
    """The report of a snapshot and what the rules said of it."""
    parties = Parties(snapshot.survey)
    findings = tuple(_finding(f, snapshot.proofs, parties) for f in differential.found)
    relied = {(s.expectation.vantage, s.expectation.address) for s in differential.symptoms}
    return Report(
        question=QuestionLine.of(snapshot.question),
        verdict=verdict(differential.symptoms, [f.symptom for f in differential.found]),
        findings=findings,
        reach_it_at=reach_it_at(snapshot, differential),
        attempts=tuple(
            attempt_line(a, parties, relied_on=(a.vantage, a.address) in relied)
            for a in _shown(snapshot, differential)
        ),
        ruled_out=differential.ruled_out,
        not_checked=differential.not_checked,
        notes=notes(snapshot, differential, parties),
        compose=compose(parties),
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
        and (proof := snapshot.proofs.get(trial_key(proposal.trial)))
        and proof.attempt
    ]
    return seen + tuple(a for a in dials if (a.vantage, a.address) not in known)


def verdict(symptoms: Iterable[Symptom], explained: Collection[Symptom] = ()) -> Verdict:
    """Unreachable if anybody's attempt failed; inconclusive if any could not be made.

    A datagram that nobody answered tells nothing by itself: many servers never answer. Nor
    does a PostgreSQL that has no entry for the probe's user: it may have one for the client's.
    """
    wanted = list(symptoms)
    told = [s for s in wanted if not _untold(s) or s in explained]
    if any(not s.met for s in told):
        return Verdict.UNREACHABLE
    return Verdict.REACHABLE if wanted and told == wanted else Verdict.INCONCLUSIVE


def _untold(symptom: Symptom) -> bool:
    return symptom.outcome is Outcome.NOT_TRIED or symptom.unanswered


def _finding(found: Found, proofs: Mapping[str, Proof], parties: Parties) -> ReportedFinding:
    expectation, finding = found.symptom.expectation, found.finding
    remedies = [
        _remedy(p, _told(proofs.get(trial_key(p.trial), UNTRIED), p, found.symptom), parties)
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


def _told(proof: Proof, proposal: Proposal, symptom: Symptom) -> Proof:
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
    reason = f"{words[0]} instead of {words[1]}: another fault is behind this one, ask again then"
    return Proof(status="untried", attempt=tried, reason=reason)


def _remedy(proposal: Proposal, proof: Proof, parties: Parties) -> Remedy:
    attempt = attempt_line(proof.attempt, parties) if proof.attempt else None
    return Remedy(
        summary=proposal.summary,
        address=str(proposal.address) if proposal.address else None,
        patch=proposal.patch,
        override=proposal.override,
        host_command=proposal.host_command,
        proof=ProofLine(status=proof.status, attempt=attempt, reason=proof.reason),
    )


def attempt_line(attempt: Attempt, parties: Parties, *, relied_on: bool = False) -> AttemptLine:
    """An attempt in the report's shape, with whom it reached."""
    server = _server(attempt, parties) if attempt.outcome.reached else None
    return AttemptLine(
        vantage=attempt.vantage,
        address=str(attempt.address),
        resolved=attempt.resolved,
        outcome=attempt.outcome,
        protocol=attempt.protocol,
        banner=attempt.banner,
        refusal=attempt.refusal,
        code=attempt.code,
        server=server,
        errno=attempt.errno,
        ms=attempt.ms,
        reason=attempt.reason,
        relied_on=relied_on,
    )


def _server(attempt: Attempt, parties: Parties) -> str | None:
    host = attempt.resolved or attempt.address.host
    address = replace(attempt.address, host=host)
    client = parties.at(attempt.vantage)
    whom = meant(address, attempt.vantage, client, parties)
    listeners = parties.survey.machine.listeners
    if attempt.vantage == HOST and not isinstance(listeners, Unobserved):
        other = shadow(attempt.address, host, listeners, parties)
        if other is not None:
            return other.process or "the host"
    if whom.container is not None and whom.container.state.running:
        return parties.label(whom.container)
    if whom.kind != "host" and whom.by != "publication":
        return None
    # a container that does not run answers nobody: a process of the host has its port
    seen = () if isinstance(listeners, Unobserved) else listeners
    named = [x.process for x in seen if x.port == attempt.address.port and x.process]
    return named[0] if whom.container and named else "the host"
