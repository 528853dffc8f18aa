"""The report as JUnit XML (`--format junit`): one test case for each expectation. Pure.

No standard exists; this is the subset that GitLab, Jenkins and GitHub's actions read. GitLab shows
`classname` as the suite and `name` as the test, and of cases that share both only the first.

An expectation that was measured and not met is a `<failure>`. One that could not be measured, or
whose answer does not tell, is an `<error>` and never `<skipped>`: a reader takes what was skipped
for a pass, and nobody has seen that it works. Where nothing was to be measured (`lint`), what only
a run can tell is skipped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree as ET

from containerloop.facts import REACHED, Outcome
from containerloop.facts.printable import printable
from containerloop.render.annotations import Annotation, Spot, annotated_findings, spot_of
from containerloop.render.origin import Origin
from containerloop.render.sentences import answer
from containerloop.render.stated import is_of, is_verified, said
from containerloop.render.text.styled_lines import LIMIT
from containerloop.render.text.words import outcome, place
from containerloop.report.expectation_line import ExpectationLine
from containerloop.report.unserved import unserved
from containerloop.report.v1 import AttemptLine, ExitStatus, Report, Verdict

Kind = Literal["failure", "error", "skipped"]


@dataclass(frozen=True, slots=True)
class _Told:
    """Why a case did not pass; `kind` is the name of its element, `type` a code or an outcome."""

    kind: Kind
    type: str
    message: str
    details: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """A case as it is written; `told` is None where it passed."""

    vantage: str
    name: str
    told: _Told | None
    ms: float = 0.0
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    vantage: str
    address: str
    tries: tuple[AttemptLine, ...]
    found: tuple[Annotation, ...]


def render(report: Report, origin: Origin) -> str:
    """One suite, in which a case fails or errs wherever the exit status is not 0."""
    suite = ET.Element("testsuite", name=f"containerloop {origin.command}")
    met: Counter[str] = Counter()
    for each in _every(report, origin):
        met[each.name] += 1
        again = f" ({met[each.name]})" if met[each.name] > 1 else ""
        _add(suite, each, f"{each.name}{again}", origin)
    passed = not any(True for each in suite.iter() if each.tag in ("failure", "error"))
    if passed and origin.status_of(report) is not ExitStatus.REACHABLE:
        told = _Told("error", "inconclusive", answer(report, predicted=origin.predicted))
        _add(suite, _Row("host", "the answer", told), "the answer", origin)
    warnings = [f"{a.title}: {a.sentence}" for a in _warnings(report)]
    if warnings:
        ET.SubElement(suite, "system-out").text = "\n".join(warnings)
    return _written(suite)


def _written(suite: ET.Element) -> str:
    suites = ET.Element("testsuites")
    suites.append(suite)
    kinds = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    for each in (suites, suite):
        for plural, kind in kinds.items():
            each.set(plural, str(len(list(each.iter(kind)))))
        took = sum(float(case.get("time", "0")) for case in each.iter("testcase"))
        each.set("time", f"{took:.3f}")
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, "unicode") + "\n"


def _add(suite: ET.Element, of: _Row, name: str, origin: Origin) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=f"containerloop.{origin.command}.{place(of.vantage)}",
        name=name,
        time=f"{of.ms / 1000:.3f}",
    )
    if of.spot is not None:
        case.set("file", printable(of.spot.path, LIMIT))
        case.set("line", str(of.spot.line))
    if (told := of.told) is not None:
        why = ET.SubElement(case, told.kind, message=told.message, type=told.type)
        why.text = told.details or told.message


def _every(report: Report, origin: Origin) -> Iterator[_Row]:
    """The cases in their order: what a file states, else whatever somebody relies on."""
    if is_verified(report):
        yield from (_of_stated(each, report) for each in report.expectations)
        return
    for each in _cases(report):
        name = f"{place(each.vantage)} -> {printable(each.address, LIMIT)}"
        ms = max((a.ms for a in each.tries if a.ms is not None), default=0.0)
        spot = next((a.spot for a in each.found if a.spot), None)
        yield _Row(each.vantage, name, _told(each, report, origin), ms, spot)


def _of_stated(each: ExpectationLine, report: Report) -> _Row:
    """A stated expectation; its name does not change with what comes of it."""
    does = "reaches" if each.expects == "reach" else "cannot reach"
    name = f"{place(each.vantage)} {does} {printable(each.address, LIMIT)}"
    spot = spot_of(each)
    if each.holds:
        return _Row(each.vantage, name, None, 0.0, spot)
    causes = [a for a in annotated_findings(report) if is_of(a.found, each)]
    details = [said(each), *(f"{a.title}: {a.sentence}\n{a.advice}".rstrip() for a in causes)]
    code = printable(causes[0].found.code, LIMIT) if causes else each.expects
    kind: Kind = "failure" if each.holds is False else "error"
    return _Row(each.vantage, name, _Told(kind, code, said(each), "\n".join(details)), 0.0, spot)


def _cases(report: Report) -> Iterator[_Case]:
    """Each vantage and address that somebody relies on, or that a cause is about, once."""
    causes = [each for each in annotated_findings(report) if each.found.severity == "cause"]
    relied_on = [(a.vantage, a.address) for a in report.attempts if a.relied_on]
    told = [(each.found.vantage, each.found.address) for each in causes]
    for vantage, address in dict.fromkeys([*relied_on, *told]):
        tries = (a for a in report.attempts if (a.vantage, a.address) == (vantage, address))
        here = tuple(c for c in causes if (c.found.vantage, c.found.address) == (vantage, address))
        yield _Case(vantage, address, tuple(a for a in tries if a.relied_on), here)


def _warnings(report: Report) -> list[Annotation]:
    return [each for each in annotated_findings(report) if each.found.severity != "cause"]


def _told(case: _Case, report: Report, origin: Origin) -> _Told | None:
    """Why the expectation is not met; None where it is."""
    if case.found:
        first = case.found[0]
        details = [f"{a.title}: {a.sentence}\n{a.advice}".rstrip() for a in case.found]
        code = printable(first.found.code, LIMIT)
        return _Told("failure", code, first.sentence, "\n".join(details))
    if report.verdict is Verdict.REACHABLE or _met(case):
        return None
    if origin.predicted and all(a.outcome == Outcome.NOT_TRIED for a in case.tries):
        return _Told("skipped", Outcome.NOT_TRIED, "only a run can tell")
    return _unexplained(case, report)


def _met(case: _Case) -> bool:
    """Whether a server spoke, and none that did turned its client away."""
    spoke = any(a.outcome == Outcome.ANSWERED for a in case.tries)
    return spoke and not any(unserved(a) for a in case.tries)


def _unexplained(case: _Case, report: Report) -> _Told:
    """What is told of an expectation that no cause is about: measured, or not to be seen."""
    where = f"{place(case.vantage)} -> {printable(case.address, LIMIT)}"
    untried = [a for a in case.tries if a.outcome == Outcome.NOT_TRIED]
    if len(untried) == len(case.tries):
        reason = printable(untried[0].reason or "", LIMIT) if untried else ""
        said = f"{where} was not tried" + (f": {reason}" if reason else "")
        return _Told("error", Outcome.NOT_TRIED, said)
    last = max(case.tries, key=unserved)
    if report.verdict is Verdict.INCONCLUSIVE or last.outcome == Outcome.OPEN:
        said = f"{where}: {outcome(last)}; whether that serves its client is not known"
        return _Told("error", printable(last.outcome, LIMIT), said)
    seen = outcome(last) if last.outcome not in REACHED else _refusal(last)
    why = "explained by another case" if report.causes else "the cause was not found"
    return _Told("failure", printable(last.outcome, LIMIT), f"{where}: {seen}; {why}")


def _refusal(attempt: AttemptLine) -> str:
    said = attempt.refusal or attempt.untried
    return f"not served: {printable(said, LIMIT)}" if said else "not served"
