"""SARIF that its schema accepts, and what GitHub's code scanning asks for besides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

from containerloop.diagnose.finding import Location, NotChecked, Patch
from containerloop.pipeline.report_step import answer
from containerloop.render.origin import Origin
from containerloop.render.sarif import MOST_OF_A_DESCRIPTION, render
from containerloop.report.v1 import ExitStatus, Report
from tests.support import recorded, reports
from tests.support.formats import LIVE
from tests.support.shown import SAMPLES

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "data" / "sarif" / "sarif-schema-2.1.0.json").read_text()
)
VALID = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def run_of(report: Report, origin: Origin = LIVE) -> dict[str, Any]:
    shown = json.loads(render(report, origin))
    VALID.validate(shown)
    [run] = shown["runs"]
    assert isinstance(run, dict)
    return run


def as_github_wants_it(run: dict[str, Any]) -> None:
    """Every property that its page calls required, and none of them empty."""
    driver = run["tool"]["driver"]
    for rule in driver["rules"]:
        assert rule["id"]
        assert rule["help"]["text"]
        for key in ("shortDescription", "fullDescription"):
            assert 0 < len(rule[key]["text"]) <= MOST_OF_A_DESCRIPTION
    assert driver["name"]
    rules = {rule["id"] for rule in driver["rules"]}
    identities = [r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]]
    assert len(set(identities)) == len(identities)
    for result in run["results"]:
        assert result["ruleId"] in rules
        assert result["message"]["text"]
        [location] = result["locations"]
        physical = location["physicalLocation"]
        uri = physical["artifactLocation"]["uri"]
        assert uri
        assert not uri.startswith(("/", "..", "file:"))
        assert physical["region"]["startLine"] >= 1


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(name: str) -> None:
    as_github_wants_it(run_of(SAMPLES[name])) if "hostile" not in name else run_of(SAMPLES[name])


@pytest.mark.parametrize("path", recorded.all_recorded(), ids=lambda p: p.stem)
def test_recorded(path: Path) -> None:
    report = answer(recorded.read(path))
    run = run_of(report)
    as_github_wants_it(run)
    invocation = run["invocations"][0]
    assert invocation["exitCode"] == int(report.exit_status)
    told = [n for n in invocation["toolExecutionNotifications"] if n["level"] != "note"]
    assert len(run["results"]) + len(told) == len(report.findings)


def test_the_region_is_the_characters_of_the_line_that_is_changed() -> None:
    report = answer(
        recorded.read(recorded.FOLDER / "26.1" / "cl401-localhost-is-this-container.json")
    )
    [result] = run_of(report)["results"]
    fixture = recorded.fixture_of(Path("cl401-localhost-is-this-container.json"))
    line = (fixture / "compose.yaml").read_text().splitlines()[18]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["endLine"]) == (19, 19)
    written = line[region["startColumn"] - 1 : region["endColumn"] - 1]
    assert written == line.strip()
    assert written.startswith("DATABASE_URL: ")


def changed(diff: str, line: int = 19, file: str = "compose.yaml") -> dict[str, Any]:
    """The region of the first sample, whose change is shown so."""
    report = reports.localhost_in_container()
    [found] = report.findings
    patch = Patch(file=file, diff=diff, line=line)
    remedy = replace(found.remedies[0], patch=patch)
    found = replace(found, remedies=(remedy,), shown_at=Location(file="compose.yaml", line=19))
    [result] = run_of(replace(report, findings=(found,)))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert isinstance(region, dict)
    return region


def test_a_masked_credential_leaves_the_end_of_the_line_open() -> None:
    region = changed("-    A: postgres://u:***@db/x\n+    A: b")
    assert region == {"startLine": 19, "startColumn": 5, "endLine": 19}


@pytest.mark.parametrize(
    ("diff", "line", "file"),
    [
        ("+    A: b", 19, "compose.yaml"),
        ("-    A: b\n+    A: c", 20, "compose.yaml"),
        ("-    A: b\n+    A: c", 19, "other.yaml"),
    ],
)
def test_a_change_elsewhere_shows_nothing_of_the_line(diff: str, line: int, file: str) -> None:
    assert changed(diff, line, file) == {"startLine": 19, "startColumn": 1, "endLine": 19}


def test_what_has_no_line_is_a_notification() -> None:
    report = reports.localhost_in_container()
    found = replace(report.findings[0], shown_at=None)
    run = run_of(replace(report, findings=(found,)))
    assert run["results"] == []
    [told] = run["invocations"][0]["toolExecutionNotifications"]
    assert told["level"] == "error"
    assert told["associatedRule"] == {"id": "CL401"}
    assert "localhost:5432" in told["message"]["text"]


def test_what_was_not_checked_is_a_notification_for_each_reason() -> None:
    reason = "the firewall was not read"
    missed = tuple(NotChecked(code=code, reason=reason) for code in ("CL701", "CL702"))
    run = run_of(replace(reports.reachable(), not_checked=missed))
    [told] = run["invocations"][0]["toolExecutionNotifications"]
    said = "not checked: the firewall was not read (CL701, CL702)"
    assert told == {"level": "note", "message": {"text": said}}
    assert run["tool"]["driver"]["rules"] == []


def test_an_answer_without_a_cause_is_told() -> None:
    told = run_of(reports.inconclusive())["invocations"][0]["toolExecutionNotifications"]
    assert "the cause was not found" in told[0]["message"]["text"]
    healthy = run_of(reports.reachable())["invocations"][0]["toolExecutionNotifications"]
    assert not [n for n in healthy if n["level"] != "note"]


def test_a_warning_is_one() -> None:
    levels = {r["ruleId"]: r["level"] for r in run_of(warned())["results"]}
    assert levels == {"CL401": "error", "CL402": "error", "CL611": "warning"}


def warned() -> Report:
    report = reports.two_findings()
    at = Location(file="compose.yaml", line=3, key="services.db")
    return replace(report, findings=tuple(replace(f, shown_at=at) for f in report.findings))


def test_a_path_is_a_uri() -> None:
    report = reports.localhost_in_container()
    at = Location(file="my app/cómpose#1.yaml", line=3)
    found = replace(report.findings[0], shown_at=at)
    [result] = run_of(replace(report, findings=(found,)))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "my%20app/c%C3%B3mpose%231.yaml", "uriBaseId": "%SRCROOT%"}


def test_a_known_column_is_where_the_region_begins() -> None:
    report = reports.localhost_in_container()
    at = Location(file="compose.yaml", line=19, column=51)
    found = replace(report.findings[0], shown_at=at, remedies=())
    [result] = run_of(replace(report, findings=(found,)))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 19, "startColumn": 51, "endLine": 19}


def test_the_status_is_what_the_command_ends_with() -> None:
    run = run_of(reports.inconclusive(), Origin(command="lint", status=ExitStatus.REACHABLE))
    [invocation] = run["invocations"]
    assert invocation["exitCode"] == 0
    told = [n["level"] for n in invocation["toolExecutionNotifications"]]
    assert set(told) <= {"note"}


def test_the_category_is_the_command() -> None:
    assert run_of(reports.reachable())["automationDetails"]["id"] == "containerloop/why/"
    run = run_of(reports.reachable(), Origin(command="lint"))
    assert run["automationDetails"]["id"] == "containerloop/lint/"
