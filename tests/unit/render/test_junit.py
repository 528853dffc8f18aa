"""JUnit XML, read by a reader of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from junitparser import JUnitXml, TestSuite
from msgspec.structs import replace

from containerloop.diagnose.finding import Location
from containerloop.pipeline.report_step import answer
from containerloop.render.junit import render
from containerloop.render.origin import Origin
from containerloop.report.v1 import AttemptLine, ExitStatus, Report, Verdict
from tests.support import recorded, reports
from tests.support.formats import LIVE
from tests.support.shown import SAMPLES


def suite_of(report: Report, origin: Origin = LIVE) -> TestSuite:
    shown = JUnitXml.fromstring(render(report, origin).encode())
    [suite] = shown
    cases = list(suite)
    assert len({(c.classname, c.name) for c in cases}) == len(cases)
    results = [result for case in cases for result in case.result]
    for told in (shown, suite):
        assert told.tests == len(cases)
        assert told.failures == sum(r._tag == "failure" for r in results)
        assert told.errors == sum(r._tag == "error" for r in results)
        assert told.skipped == 0
    return suite


def told(report: Report) -> dict[str, tuple[str, str]]:
    """Of each case that did not pass: what kind it is of, and what is said."""
    found: dict[str, tuple[str, str]] = {}
    for case in suite_of(report):
        for result in case.result:
            found[str(case.name)] = (str(result._tag), str(result.message))
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(name: str) -> None:
    assert suite_of(SAMPLES[name]).tests


@pytest.mark.parametrize("path", recorded.all_recorded(), ids=lambda p: p.stem)
def test_recorded(path: Path) -> None:
    suite_of(answer(recorded.read(path)))


def test_a_cause_is_a_failure_with_its_line_and_its_fix() -> None:
    report = reports.localhost_in_container()
    at = Location(file="compose.yaml", line=19)
    found = replace(report.findings[0], shown_at=at)
    cases: dict[str, Any] = {c.name: c for c in suite_of(replace(report, findings=(found,)))}
    case = cases["api -> localhost:5432"]
    assert case.classname == "containerloop.why.api"
    [result] = case.result
    assert result._tag == "failure"
    assert result.type == "CL401"
    assert result.message.startswith("api cannot reach PostgreSQL at localhost:5432: ")
    assert "Fix: use db:5432 instead of localhost:5432" in result.text
    assert (case._elem.get("file"), case._elem.get("line")) == ("compose.yaml", "19")
    assert not cases["db -> 127.0.0.1:5432"].result


def relied_on(outcome: str, **more: object) -> AttemptLine:
    line = reports.attempt("service:api", "db:5432", outcome, relied_on=True)
    return replace(line, **more)


def asked(verdict: Verdict, *attempts: AttemptLine) -> Report:
    return reports.report(verdict=verdict, attempts=attempts)


def test_what_is_reachable_passes() -> None:
    assert told(asked(Verdict.REACHABLE, relied_on("open"))) == {}
    assert suite_of(asked(Verdict.REACHABLE, relied_on("open"))).tests == 1


def test_a_refusal_without_a_cause_is_a_failure() -> None:
    shown = told(asked(Verdict.UNREACHABLE, relied_on("refused")))
    assert shown == {
        "api -> db:5432": ("failure", "api -> db:5432: refused; the cause was not found")
    }


def test_an_answer_that_turns_its_client_away_is_a_failure() -> None:
    answered = relied_on("answered", protocol="postgresql")
    shown = told(asked(Verdict.UNREACHABLE, answered, replace(answered, refusal="no entry")))
    assert shown == {
        "api -> db:5432": (
            "failure", "api -> db:5432: not served: no entry; the cause was not found",
        )
    }  # fmt: skip


def test_what_was_not_tried_is_an_error_and_no_pass() -> None:
    untried = relied_on("not-tried", reason="api is not running")
    shown = told(asked(Verdict.INCONCLUSIVE, untried))
    assert shown == {
        "api -> db:5432": ("error", "api -> db:5432 was not tried: api is not running")
    }


@pytest.mark.parametrize("outcome", ["open", "silent", "refused"])
def test_what_does_not_tell_is_an_error(outcome: str) -> None:
    shown = told(asked(Verdict.INCONCLUSIVE, relied_on(outcome)))
    assert [kind for kind, _ in shown.values()] == ["error"]


def test_an_answer_among_what_does_not_tell_passes() -> None:
    other = replace(relied_on("answered"), vantage="service:web")
    shown = told(asked(Verdict.INCONCLUSIVE, relied_on("open"), other))
    assert list(shown) == ["api -> db:5432"]


def test_an_open_connection_beside_a_failure_does_not_tell_either() -> None:
    other = replace(relied_on("refused"), vantage="service:web")
    shown = told(asked(Verdict.UNREACHABLE, relied_on("open"), other))
    assert [kind for kind, _ in shown.values()] == ["error", "failure"]


def test_another_failure_of_one_fault_points_at_it() -> None:
    report = reports.localhost_in_container()
    other = reports.attempt("service:web", "localhost:5432", "refused", relied_on=True)
    shown = told(replace(report, attempts=(*report.attempts, other)))
    assert shown["web -> localhost:5432"][1].endswith("refused; explained by another case")


def test_nothing_that_anybody_relies_on_is_no_pass() -> None:
    shown = told(asked(Verdict.INCONCLUSIVE))
    assert list(shown) == ["the answer"]
    assert shown["the answer"][0] == "error"


def test_names_that_look_alike_stay_two_cases() -> None:
    other = replace(relied_on("refused"), address="db:5432\x07")
    shown = told(asked(Verdict.UNREACHABLE, relied_on("refused"), other))
    assert list(shown) == ["api -> db:5432", "api -> db:5432 (2)"]


def test_seconds_and_not_milliseconds() -> None:
    [case] = suite_of(asked(Verdict.REACHABLE, relied_on("answered", ms=1500.0)))
    assert case.time == 1.5


def test_warnings_stand_in_the_output() -> None:
    told = ET.fromstring(render(reports.two_findings(), LIVE)).findtext("testsuite/system-out")
    assert str(told).startswith("CL611 ")


def test_what_the_files_do_not_tell_is_skipped_where_nothing_was_to_be_measured() -> None:
    untried = relied_on("not-tried", reason="only a run can tell")
    report = asked(Verdict.INCONCLUSIVE, untried)
    passed = JUnitXml.fromstring(
        render(report, Origin(command="lint", status=ExitStatus.REACHABLE)).encode()
    )
    assert (passed.errors, passed.failures, passed.skipped) == (0, 0, 1)
    with_gaps = render(report, Origin(command="lint", status=ExitStatus.INCONCLUSIVE))
    assert JUnitXml.fromstring(with_gaps.encode()).errors == 1


def test_the_command_is_named() -> None:
    suite = suite_of(reports.reachable(), Origin(command="verify"))
    assert suite.name == "containerloop verify"
    assert {case.classname.split(".")[1] for case in suite} == {"verify"}
