"""One report of several runs: every stated expectation, and why the broken ones fail. Pure.

`not-reach` is asked to fail, so nothing that explains a failure there is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeAlias

from containerloop.diagnose.finding import NotChecked
from containerloop.facts import Stated, Transport
from containerloop.report.expectation_line import ExpectationLine
from containerloop.report.v1 import (
    QuestionLine,
    Report,
    ReportedFinding,
    TimingsLine,
    Verdict,
)

Call: TypeAlias = tuple[str, str]
"""A vantage and an address, as findings have them."""


def joint_report(
    lines: Sequence[ExpectationLine],
    reports: Sequence[Report] = (),
    *,
    meant: Collection[Call] = (),
    total_ms: float = 0.0,
    not_asked: str | None = None,
) -> Report:
    """The report of `verify`; `reports` are those of what should be reached.

    What is told of a call that is `meant` so explains nothing that is broken. `not_asked` is why
    the run came to nothing; then there may be no line at all.
    """
    findings = _findings(reports, meant)
    codes = {each.code for each in findings}
    return Report(
        question=_question(lines),
        verdict=_verdict(lines),
        findings=findings,
        reach_it_at={},
        attempts=tuple(dict.fromkeys(a for r in reports for a in r.attempts)),
        ruled_out=tuple(code for code in _ruled_out(reports) if code not in codes),
        not_checked=_not_checked(reports, codes),
        notes=tuple(dict.fromkeys(n for r in reports if r.causes for n in r.notes)),
        compose=reports[0].compose if reports else "docker compose",
        expectations=tuple(lines),
        not_asked=not_asked,
        timings=TimingsLine(
            survey_ms=sum(r.timings.survey_ms for r in reports),
            observe_ms=sum(r.timings.observe_ms for r in reports),
            prove_ms=sum(r.timings.prove_ms for r in reports),
            total_ms=total_ms,
        ),
    )


def _question(lines: Iterable[ExpectationLine]) -> QuestionLine:
    files = ", ".join(dict.fromkeys(each.file for each in lines))
    return QuestionLine(target=files or None, host=None, port=None, transport=Transport.TCP)


def _verdict(lines: Sequence[ExpectationLine]) -> Verdict:
    held = [each.holds for each in lines]
    if False in held:
        return Verdict.UNREACHABLE
    return Verdict.INCONCLUSIVE if None in held or not held else Verdict.REACHABLE


def as_meant(stated: Iterable[Stated], held: Iterable[bool | None]) -> frozenset[Call]:
    """The calls that came to what is stated (`status: 404`), whatever a rule says of them."""
    met: dict[bool, set[Call]] = {True: set(), False: set()}
    for each, holds in zip(stated, held, strict=True):
        asked = each.question
        met[holds is True] |= {(vantage, str(asked.address)) for vantage in asked.vantages}
    return frozenset(met[True] - met[False])


def _findings(reports: Iterable[Report], meant: Collection[Call]) -> tuple[ReportedFinding, ...]:
    """Causes first, each once."""
    found: dict[tuple[str, str], ReportedFinding] = {}
    for each in (f for r in reports for f in r.findings):
        if each.severity != "cause" or (each.vantage, each.address) not in meant:
            found.setdefault((each.code, each.summary), each)
    return tuple(sorted(found.values(), key=lambda each: each.severity != "cause"))


def _ruled_out(reports: Sequence[Report]) -> Iterable[str]:
    first = reports[0].ruled_out if reports else ()
    return (code for code in first if all(code in r.ruled_out for r in reports))


def _not_checked(reports: Iterable[Report], found: set[str]) -> tuple[NotChecked, ...]:
    told = {n.code: n for r in reports for n in r.not_checked if n.code not in found}
    return tuple(told[code] for code in sorted(told))
