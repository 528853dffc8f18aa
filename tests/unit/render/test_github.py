"""Workflow commands, read as the runner of GitHub Actions reads them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from containerloop.diagnose.finding import Location
from containerloop.render.github import MOST, render
from containerloop.render.origin import Origin
from containerloop.report.v1 import ExitStatus, Report
from tests.support import reports
from tests.support.formats import LIVE

Command = tuple[str, dict[str, str], str]


def unescaped(text: str, names: str) -> str:
    for token, code in (("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C"), ("%", "%25")):
        text = text.replace(code, token) if token in names else text
    return text


def commands(shown: str) -> list[Command]:
    """What the runner takes for commands, in both of its forms."""
    found: list[Command] = []
    for line in re.split(r"[\r\n]", shown):
        match = re.match(r"\s*::(\w+) ([^:]*)::(.*)", line)
        if match:
            pairs = (pair.split("=", 1) for pair in match[2].split(",") if pair)
            properties = {key: unescaped(value, "\r\n:,%") for key, value in pairs}
            found.append((match[1], properties, unescaped(match[3], "\r\n%")))
        assert match or "##[" not in line
        assert match or not line.lstrip().startswith("::")
    return found


def at(file: str, report: Report) -> Report:
    place = Location(file=file, line=19)
    return replace(report, findings=tuple(replace(f, shown_at=place) for f in report.findings))


def test_one_command_for_each_finding_and_the_answer_after_them() -> None:
    shown = render(at("compose.yaml", reports.localhost_in_container()), LIVE)
    [(kind, properties, message)] = commands(shown)
    assert kind == "error"
    assert properties == {
        "file": "compose.yaml", "line": "19", "endLine": "19",
        "title": "CL401 localhost-is-this-container",
    }  # fmt: skip
    sentence, advice = message.split("\n")
    assert sentence.startswith("api cannot reach PostgreSQL at localhost:5432: ")
    assert advice == "Fix: use db:5432 instead of localhost:5432 (tried on a probe: it works)"
    summary = shown.splitlines()[1:]
    assert summary[0] == f"containerloop: {sentence}"
    assert summary[1].startswith("- compose.yaml:19: CL401 ")


@given(st.text("a%:,=\r\n[]# é", max_size=30))
def test_every_character_of_a_path_comes_back(path: str) -> None:
    shown = render(at(f"d/{path}x", reports.localhost_in_container()), LIVE)
    [(_, properties, _)] = commands(shown)
    assert properties["file"] == f"d/{path}x"


@pytest.mark.parametrize("called", ["::error::x", "##[error]x", "a%0Ab", "x\n::set-env name=A::b"])
def test_no_name_is_a_command(called: str) -> None:
    found = commands(render(reports.hostile(called), LIVE))
    assert [kind for kind, _, _ in found] == ["error"]
    for line in render(at(called, reports.hostile(called)), LIVE).splitlines()[1:]:
        assert not line.lstrip().startswith("::")


def many(count: int, severity: str) -> Report:
    report = at("compose.yaml", reports.localhost_in_container())
    found = replace(report.findings[0], severity=severity)
    return replace(report, findings=(found,) * count)


@pytest.mark.parametrize(("severity", "kind"), [("cause", "error"), ("warning", "warning")])
def test_never_more_than_github_shows(severity: str, kind: str) -> None:
    exactly = [c for c in commands(render(many(MOST, severity), LIVE)) if c[0] == kind]
    assert all("file" in properties for _, properties, _ in exactly)
    assert len(exactly) == MOST
    for left in (1, 3):
        shown = render(many(MOST + left, severity), LIVE)
        found = [c for c in commands(shown) if c[0] == kind]
        assert len(found) == 10
        assert found[-1][2] == f"and {left} more, listed below"
        assert "file" not in found[-1][1]


def test_causes_come_before_warnings() -> None:
    kinds = [kind for kind, _, _ in commands(render(reports.two_findings(), LIVE))]
    assert kinds == ["error", "error", "warning"]


def test_what_fails_without_a_cause_is_an_error() -> None:
    [(kind, _, message)] = commands(render(reports.inconclusive(), LIVE))
    assert kind == "error"
    assert "the cause was not found" in message


def test_a_known_column_is_told() -> None:
    report = reports.localhost_in_container()
    at = Location(file="compose.yaml", line=19, column=51)
    found = replace(report.findings[0], shown_at=at)
    [(_, properties, _)] = commands(render(replace(report, findings=(found,)), LIVE))
    assert properties["col"] == "51"


def test_what_only_a_run_can_tell_is_no_error_of_the_files() -> None:
    passed = Origin(command="lint", status=ExitStatus.REACHABLE)
    shown = render(reports.inconclusive(), passed)
    assert commands(shown) == []
    assert shown.startswith("containerloop: no causes, no warnings; ")
    gaps = Origin(command="lint", status=ExitStatus.INCONCLUSIVE)
    assert [kind for kind, _, _ in commands(render(reports.inconclusive(), gaps))] == ["error"]


def test_what_is_reachable_needs_no_command() -> None:
    shown = render(reports.reachable(), LIVE)
    assert commands(shown) == []
    assert (
        shown
        == "containerloop: 5432 is reachable: PostgreSQL answers (the log-in was not tried).\n"
    )
