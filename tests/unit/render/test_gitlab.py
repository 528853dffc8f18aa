"""Code Quality as GitLab documents it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
from msgspec.structs import replace

from containerloop.diagnose.finding import Location
from containerloop.pipeline.report_step import answer
from containerloop.render.gitlab import render
from containerloop.report.v1 import Report
from tests.support import recorded, reports
from tests.support.formats import LIVE

# docs.gitlab.com/ci/testing/code_quality, "Code Quality report format"
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    # relative to the repository, and never with ./ before it
                    "path": {"type": "string", "pattern": r"^(?!\.{0,2}/|\.\./).+"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def entries(report: Report) -> list[dict[str, Any]]:
    shown = json.loads(render(report, LIVE))
    jsonschema.Draft202012Validator(SCHEMA).validate(shown)
    assert isinstance(shown, list)
    assert len({each["fingerprint"] for each in shown}) == len(shown)
    return shown


def test_recorded() -> None:
    for path in recorded.all_recorded():
        report = answer(recorded.read(path))
        with_a_line = [f for f in report.findings if f.shown_at]
        assert len(entries(report)) == len(with_a_line)


def test_severities_and_lines() -> None:
    report = reports.two_findings()
    at = Location(file="./compose.yaml", line=3)
    findings = tuple(replace(f, shown_at=at) for f in report.findings)
    shown = entries(replace(report, findings=findings))
    assert [each["severity"] for each in shown] == ["major", "major", "minor"]
    assert {each["location"]["path"] for each in shown} == {"compose.yaml"}
    assert {each["location"]["lines"]["begin"] for each in shown} == {3}


def test_the_same_finding_twice_is_two() -> None:
    report = reports.two_findings()
    at = Location(file="compose.yaml", line=3)
    found = replace(report.findings[0], shown_at=at)
    assert len(entries(replace(report, findings=(found, found)))) == 2


def test_what_has_no_line_has_no_place_here() -> None:
    report = reports.localhost_in_container()
    found = replace(report.findings[0], shown_at=None)
    assert entries(replace(report, findings=(found,))) == []
