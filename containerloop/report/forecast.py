"""The report on what the compose files alone show: each finding is predicted. Pure.

The same values as of a measured run, without what only that has: evidence, proofs, a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from containerloop.diagnose.codes import CODES
from containerloop.diagnose.finding import Evidence, Location, NotChecked, Patch, Proposal
from containerloop.facts import HOST, Address, Blueprint, Container, Outcome, Transport
from containerloop.predict.prediction import Prediction
from containerloop.report.v1 import (
    AttemptLine,
    ProofLine,
    QuestionLine,
    Remedy,
    Report,
    ReportedFinding,
    TimingsLine,
    Verdict,
)
from containerloop.topology.inventory import Inventory

if TYPE_CHECKING:
    from containerloop.diagnose.rule_answers import Explanation

UNTRIED = "nothing was started"
_ONLY_A_RUN = "the compose files do not tell; only a run can"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A prediction with the causes and warnings that explain it."""

    prediction: Prediction
    explanations: tuple[Explanation, ...] = ()


def forecast(blueprint: Blueprint, inventory: Inventory, every: Iterable[Foreseen]) -> Report:
    """The report; a cause stands in it once for each line that has it, the first to repair first.

    The verdict is of attempts that were made, so without a cause it is inconclusive: what a
    forecast without one is worth, its exit status says.
    """
    every = tuple(every)
    found: dict[tuple[object, ...], ReportedFinding] = {}
    for each in every:
        for explanation in each.explanations:
            told = _finding(explanation, inventory)
            subject = explanation.finding.subject
            found.setdefault((told.code, subject, told.location), told)
    findings = sorted(found.values(), key=lambda f: (f.severity != "cause", f.code))
    failing = any(f.severity == "cause" for f in findings)
    return Report(
        question=QuestionLine(target=None, host=None, port=None, transport=Transport.TCP),
        verdict=Verdict.UNREACHABLE if failing else Verdict.INCONCLUSIVE,
        findings=tuple(findings),
        reach_it_at={},
        attempts=tuple(_attempt(each.prediction) for each in every),
        ruled_out=(),
        not_checked=_not_checked({f.code for f in findings}),
        timings=TimingsLine(survey_ms=0.0, observe_ms=0.0, prove_ms=0.0, total_ms=0.0),
        notes=tuple(_gap(g.what, g.file, g.line) for g in blueprint.gaps),
    )


def _gap(what: str, file: str | None, line: int | None) -> str:
    where = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
    return f"{where}{what}"


def _not_checked(found: set[str]) -> tuple[NotChecked, ...]:
    return tuple(
        NotChecked(code=code.code, reason=_ONLY_A_RUN)
        for code in CODES
        if not code.foreseen and code.code not in found
    )


def _attempt(prediction: Prediction) -> AttemptLine:
    expectation = prediction.expectation
    return AttemptLine(
        vantage=expectation.vantage,
        address=str(expectation.address),
        resolved=None,
        outcome=prediction.outcome,
        reason=prediction.reason or None,
        relied_on=True,
    )


def _finding(explanation: Explanation, inventory: Inventory) -> ReportedFinding:
    expectation, finding = explanation.symptom.expectation, explanation.finding
    said, place = explanation.symptom.outcome, _location(explanation, inventory)
    return ReportedFinding(
        code=explanation.entry.code,
        name=explanation.entry.name,
        severity=explanation.entry.severity,
        summary=finding.summary,
        vantage=expectation.vantage,
        address=str(expectation.address),
        outcome=said,
        location=place,
        evidence=(_evidence(expectation.address, expectation.vantage, said),),
        remedies=tuple(_remedy(each) for each in finding.remedies),
        shown_at=place,
        basis="predicted",
    )


def _evidence(address: Address, vantage: str, outcome: Outcome) -> Evidence:
    """Nothing was seen: the command is the one that would show it."""
    port = f"{address.port}/udp" if address.transport is Transport.UDP else str(address.port)
    place = "" if vantage == HOST else f" --from {vantage.partition(':')[2]}"
    would = "" if outcome is Outcome.NOT_TRIED else f", a call would end in {outcome}"
    return Evidence(
        saw=f"by the compose files{would}", command=f"containerloop why-cant-i-reach {port}{place}"
    )


def _remedy(proposal: Proposal) -> Remedy:
    steps, change = [*proposal.first, proposal.summary], proposal.patch
    numbered = "  ".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
    return Remedy(
        summary=proposal.summary if len(steps) == 1 else numbered,
        address=str(proposal.address) if proposal.address else None,
        patch=Patch(file=change.file, diff=change.diff, line=change.line) if change else None,
        override=proposal.override,
        host_command=proposal.host_command,
        proof=ProofLine(status="untried", reason=UNTRIED),
    )


def _location(explanation: Explanation, inventory: Inventory) -> Location | None:
    """What the rule says, else where the server is told to listen, the line to change, the service.

    None where no file has any of them.
    """
    finding, servers = explanation.finding, _servers(explanation, inventory)
    places = (
        finding.location,
        *(_bound(each) for each in servers),
        *(_to_change(each) for each in finding.remedies),
        *(_defined(each, inventory) for each in servers),
    )
    return next((place for place in places if place is not None), None)


def _to_change(proposal: Proposal) -> Location | None:
    patch = proposal.patch
    return Location(file=patch.file, line=patch.line) if patch and patch.line else None


def _servers(explanation: Explanation, inventory: Inventory) -> tuple[Container, ...]:
    address = explanation.symptom.expectation.address
    claims = inventory.publishing(address.port, address.transport)
    return (*inventory.named(address.host), *(container for container, _ in claims))


def _bound(server: Container) -> Location | None:
    places = (bind.host_part.place for bind in server.binds)
    return next(
        (
            Location(file=p.file, line=p.line, column=p.column, key=p.key)
            for p in places
            if p.file is not None and p.line is not None
        ),
        None,
    )


def _defined(server: Container, inventory: Inventory) -> Location | None:
    config = inventory.config(server)
    if config is None or config.file is None or config.line is None:
        return None
    return Location(file=config.file, line=config.line, key=f"services.{config.name}")
