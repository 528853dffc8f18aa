"""What a project states, in each format: every line with its place, and nothing passed over."""

from __future__ import annotations

import json
from typing import Any

import pytest
from junitparser import JUnitXml
from msgspec.structs import replace

from containerloop.render import github, gitlab, junit, sarif
from containerloop.render.annotations import annotated
from containerloop.render.origin import Origin
from containerloop.render.sentences import answer
from containerloop.render.stated import said
from containerloop.report.expectations.joint_report import joint_report
from containerloop.report.v1 import Report
from tests.support.formats import FORMATS
from tests.support.stated import line, not_asked, verified

VERIFY = Origin(command="verify")
EVERY = pytest.mark.parametrize("form", FORMATS)


def of(holds: list[bool | None]) -> Report:
    return joint_report([line(3, h, "x", "from: api, reach: 'db:1'") for h in holds])


@pytest.mark.parametrize(
    ("holds", "told"),
    [
        ([True], "The expectation holds."),
        ([True, True], "All 2 expectations hold."),
        ([True, False], "1 of 2 expectations holds, 1 does not."),
        ([True, True, False, False], "2 of 4 expectations hold, 2 do not."),
        ([True, True, None], "2 of 3 expectations hold, 1 could not be seen."),
        ([False, None], "0 of 2 expectations hold, 1 does not, 1 could not be seen."),
    ],
)
def test_how_many_hold(holds: list[bool | None], told: str) -> None:
    assert answer(of(holds)) == told


@pytest.mark.parametrize(
    ("text", "holds", "told"),
    [
        ("from: api, reach: 'db:1'", True, "api reaches db:1: x"),
        ("from: api, reach: 'db:1'", False, "api does not reach db:1: x"),
        ("from: api, reach: 'db:1'", None, "not seen whether api reaches db:1: x"),
        ("from: host, not-reach: 'db:1'", True, "this machine cannot reach db:1: x"),
        ("from: host, not-reach: 'db:1'", False, "this machine must not reach db:1: x"),
        ("from: host, not-reach: 'db:1'", None, "not seen whether this machine reaches db:1: x"),
        ("from: lan, not-reach: 1", True, "the local network cannot reach 1: x"),
        ("from: api, reach: 'db:1', why: so", False, "api does not reach db:1 (so): x"),
        ("from: api, reach: 'db:1', why: so", True, "api reaches db:1: x"),
    ],
)
def test_each_in_one_sentence(text: str, holds: bool | None, told: str) -> None:
    assert said(line(3, holds, "x", text)) == told


@EVERY
def test_each_format_has_every_broken_line_and_its_reason(form: str) -> None:
    shown = FORMATS[form](verified(), VERIFY)
    assert "127.0.0.1:5432" in shown
    assert "PostgreSQL answers" in shown
    assert "containerloop.yaml" in shown
    assert "job has no container" in shown


@EVERY
def test_a_run_that_came_to_nothing_says_why(form: str) -> None:
    assert "no engine answers" in FORMATS[form](not_asked(), VERIFY)


@EVERY
def test_names_of_strangers_are_text(form: str) -> None:
    evil = "<script>[bold]\x1b[31m::error::"
    bad = replace(line(3, False, evil, "from: api, reach: 'db:1'"), vantage=f"service:{evil}")
    shown = FORMATS[form](joint_report([bad]), VERIFY)
    assert "\x1b" not in shown
    assert "<script>" not in shown or form not in ("html", "junit")
    assert not [row for row in shown.splitlines()[1:] if row.lstrip().startswith("::")]


def test_junit_has_a_case_for_each_and_no_other() -> None:
    [suite] = JUnitXml.fromstring(junit.render(verified(), VERIFY).encode())
    cases: list[Any] = list(suite)
    assert [case.name for case in cases] == [
        "web reaches db:5432",
        "api reaches localhost:5432",
        "this machine cannot reach 127.0.0.1:5432",
        "job reaches db:5432",
        "the local network cannot reach 5432",
    ]
    assert [[r._tag for r in case.result] for case in cases] == [
        [], ["failure"], ["failure"], ["error"], [],
    ]  # fmt: skip
    assert [case._elem.get("line") for case in cases] == ["3", "4", "5", "6", "7"]
    assert {case._elem.get("file") for case in cases} == {"containerloop.yaml"}
    failure = cases[1].result[0]
    assert failure.type == "CL401"
    assert "Fix: " in failure.text
    assert cases[2].result[0].type == "not-reach"


def test_junit_of_a_run_that_came_to_nothing_has_no_pass() -> None:
    [suite] = JUnitXml.fromstring(junit.render(not_asked(), VERIFY).encode())
    assert (suite.tests, suite.errors) == (1, 1)
    [suite] = JUnitXml.fromstring(junit.render(joint_report([], not_asked="bad"), VERIFY).encode())
    assert (suite.tests, suite.errors) == (1, 1)


def test_the_same_line_twice_is_two_cases_and_two_identities() -> None:
    report = of([False, False])
    [suite] = JUnitXml.fromstring(junit.render(report, VERIFY).encode())
    assert len({case.name for case in suite}) == 2
    assert len({each.identity for each in annotated(report)}) == 2


def test_an_identity_is_of_what_is_stated_and_not_of_where_or_why() -> None:
    one = line(3, False, "refused", "from: api, reach: 'db:1'")
    other = line(9, None, "unseen", "from: api, reach: 'db:1', why: x")
    changed = line(3, False, "refused", "from: api, not-reach: 'db:1'")
    ids = [annotated(joint_report([each]))[0].identity for each in (one, other, changed)]
    assert ids[0] == ids[1] != ids[2]


def test_sarif_has_the_lines_and_a_rule_for_them() -> None:
    [run] = json.loads(sarif.render(verified(), VERIFY))["runs"]
    lines = [
        (r["ruleId"], r["level"], r["locations"][0]["physicalLocation"]["region"]["startLine"])
        for r in run["results"]
    ]
    assert lines == [
        ("expectation", "error", 4),
        ("expectation", "error", 5),
        ("expectation", "warning", 6),
        ("CL401", "error", 19),
    ]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} >= {"expectation", "CL401"}
    [call] = run["invocations"]
    assert (call["executionSuccessful"], call["exitCode"]) == (True, 1)


def test_sarif_of_a_run_that_came_to_nothing_was_not_successful() -> None:
    [run] = json.loads(sarif.render(not_asked(), VERIFY))["runs"]
    [call] = run["invocations"]
    assert call["executionSuccessful"] is False
    assert "exitCode" not in call
    assert "no engine answers" in call["toolExecutionNotifications"][0]["message"]["text"]


def test_github_has_an_error_for_a_broken_one_and_a_warning_for_an_unseen_one() -> None:
    rows = github.render(verified(), VERIFY).splitlines()
    kinds = [row.split(" ")[0] for row in rows if row.startswith("::")]
    assert kinds == ["::error", "::error", "::error", "::warning"]
    assert "file=containerloop.yaml,line=4,endLine=4" in rows[0]
    assert "%0AFix: " in rows[0]


def test_gitlab_has_the_line() -> None:
    entries = json.loads(gitlab.render(verified(), VERIFY))
    assert [e["location"]["lines"]["begin"] for e in entries] == [4, 5, 6, 19]
    assert [e["severity"] for e in entries] == ["major", "major", "minor", "major"]


def test_a_file_outside_the_folder_has_no_place_in_the_repository() -> None:
    far = replace(line(3, False, "x", "from: api, reach: 'db:1'"), file="../containerloop.yaml")
    [one] = annotated(joint_report([far]))
    assert one.spot is None
