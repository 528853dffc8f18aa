"""The reports on several engines as one: each vantage says whose engine it is on. Pure.

A vantage of the engine in use is called as ever; `service:api@node2` is one of the engine that the
Docker context node2 leads to. Where this machine's own calls were asked about, it is `host`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from containerloop.diagnose.commands import on_engine
from containerloop.diagnose.differential import Differential
from containerloop.diagnose.finding import Evidence, NotChecked
from containerloop.facts import HOST, Snapshot
from containerloop.facts.printable import printable
from containerloop.report.apply_commands import stack_of
from containerloop.report.conclude import conclude
from containerloop.report.engine_commands import Telling, telling
from containerloop.report.v1 import (
    AttemptLine,
    Remedy,
    Report,
    ReportedFinding,
    TimingsLine,
    Verdict,
)
from containerloop.report.verdict import verdict

_MOST = 60
"""Characters of a context's name, which exists, and so is no slip that may hold a secret."""


def conclude_several(snapshot: Snapshot, differentials: Sequence[Differential]) -> Report:
    """One report; `differentials` are those of `snapshot.every`, in that order."""
    made = zip(snapshot.every, differentials, strict=True)
    reports = [
        _marked(conclude(each, told), each, telling(each, snapshot.every)) for each, told in made
    ]
    symptoms = [each for told in differentials for each in told.symptoms]
    explained = [each.symptom for told in differentials for each in told.found]
    findings = _each_once(found for each in reports for found in each.findings)
    codes = {found.code for found in findings}
    unseen = {n.code: n for each in reversed(reports) for n in each.not_checked}
    unseen = {code: unseen[code] for code in sorted(unseen) if code not in codes}
    out = {code for each in reports for code in each.ruled_out}
    return replace(
        reports[0],
        question=replace(
            reports[0].question,
            vantages=tuple(dict.fromkeys(v for each in reports for v in each.question.vantages)),
        ),
        verdict=_as_far_as_asked(verdict(symptoms, explained), snapshot),
        findings=findings,
        reach_it_at={k: v for each in reversed(reports) for k, v in each.reach_it_at.items()},
        attempts=tuple(made for each in reports for made in each.attempts),
        ruled_out=tuple(sorted(out - codes - set(unseen))),
        not_checked=tuple(unseen.values()),
        compose=_of_the_stack(reports[0].compose, snapshot),
        notes=tuple(dict.fromkeys((*_unasked(snapshot), *(n for r in reports for n in r.notes)))),
        timings=_together(each.timings for each in reports),
    )


def _of_the_stack(compose: str, snapshot: Snapshot) -> str:
    """The command that deploys a stack, told to a manager; any other as it is."""
    return telling(snapshot, snapshot.every).told(compose) if stack_of(compose) else compose


def _as_far_as_asked(told: Verdict, snapshot: Snapshot) -> Verdict:
    """An engine that was named and did not answer leaves open whether all is well there."""
    return Verdict.INCONCLUSIVE if snapshot.lost and told is Verdict.REACHABLE else told


def _unasked(snapshot: Snapshot) -> Iterator[str]:
    looked_into = {server.context for each in snapshot.every for server in each.away}
    for context, why in snapshot.unasked.items():
        if context in looked_into:
            continue
        whose = printable(context, _MOST) if context else "the engine in use"
        yield f"on {whose}, nothing was tried: {why}"


def _marked(report: Report, snapshot: Snapshot, told: Telling) -> Report:
    """The report with the engine's name behind each vantage, and in each command."""
    at, about_host = snapshot.context, not snapshot.question.without_host
    attempts = [a for a in report.attempts if about_host or a.vantage != HOST]
    findings = tuple(_finding(each, at, told) for each in report.findings)
    if not at:
        return replace(report, attempts=tuple(attempts), findings=findings)
    return replace(
        report,
        question=replace(
            report.question, vantages=tuple(on_engine(v, at) for v in report.question.vantages)
        ),
        findings=findings,
        reach_it_at={on_engine(vantage, at): to for vantage, to in report.reach_it_at.items()},
        attempts=tuple(_attempt(each, at) for each in attempts),
        not_checked=tuple(
            NotChecked(code=n.code, reason=f"on {printable(at, _MOST)}, {n.reason}")
            for n in report.not_checked
        ),
        notes=tuple(f"on {printable(at, _MOST)}: {note}" for note in report.notes),
    )


def _attempt(attempt: AttemptLine, at: str) -> AttemptLine:
    return replace(attempt, vantage=on_engine(attempt.vantage, at))


def _finding(found: ReportedFinding, at: str, told: Telling) -> ReportedFinding:
    here = found.vantage == HOST
    return replace(
        found,
        vantage=on_engine(found.vantage, at),
        evidence=tuple(
            Evidence(saw=e.saw, command=told.told(e.command, here=here)) for e in found.evidence
        ),
        remedies=tuple(_remedy(each, at, told, here=here) for each in found.remedies),
    )


def _remedy(remedy: Remedy, at: str, told: Telling, *, here: bool) -> Remedy:
    proof, command = remedy.proof, remedy.host_command
    if proof.attempt:
        proof = replace(proof, attempt=_attempt(proof.attempt, at))
    return replace(
        remedy,
        summary=told.within(remedy.summary),
        host_command=command and told.told(command, here=here),
        proof=proof,
    )


def _each_once(findings: Iterable[ReportedFinding]) -> tuple[ReportedFinding, ...]:
    """What several engines show of one line or setting is one finding; warnings come last."""
    kept: dict[tuple[object, ...], ReportedFinding] = {}
    for found in findings:
        kept.setdefault((found.code, found.summary, found.address, found.location), found)
    return tuple(sorted(kept.values(), key=lambda found: found.severity != "cause"))


def _together(timings: Iterable[TimingsLine]) -> TimingsLine:
    """The longest of each, since the engines are asked at once."""
    every = list(timings)
    return TimingsLine(
        survey_ms=max(each.survey_ms for each in every),
        observe_ms=max(each.observe_ms for each in every),
        prove_ms=max(each.prove_ms for each in every),
        total_ms=max(each.total_ms for each in every),
    )
