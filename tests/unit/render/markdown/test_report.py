"""The report as a comment: what stands open, what is folded, and that it fits."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from containerloop.render.markdown.report import MOST_DETAILS, MOST_FINDINGS, render
from containerloop.report.v1 import Report
from tests.support import reports
from tests.support.formats import LIVE
from tests.support.shown import DATA, SAMPLES, WRITE


@pytest.mark.parametrize("name", ["localhost-in-container", "two-findings", "reachable"])
def test_golden(name: str) -> None:
    path = DATA / f"{name}.md"
    shown = render(SAMPLES[name], LIVE)
    if WRITE:
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


def test_the_answer_the_fix_and_the_matrix_stand_open() -> None:
    shown = render(reports.localhost_in_container(), LIVE)
    open_part, _, folded = shown.partition("<details>")
    assert open_part.startswith("### ✗ api cannot reach PostgreSQL at `localhost:5432`: ")
    assert "\n```diff\n-      DATABASE_URL: postgres://" in open_part
    assert "then `docker compose up -d api`" in open_part
    assert "| `db:5432` | ✓ PostgreSQL |" in open_part
    assert "ruled out" in folded
    assert shown.count("<details>") == shown.count("</details>") == 2


def test_warnings_and_further_causes_are_told_with_their_code() -> None:
    shown = render(reports.two_findings(), LIVE)
    assert "**✗** api cannot reach PostgreSQL at `databse:5432`" in shown
    assert re.search(r"\*\*!\*\* db .* <sub>`CL611 exposed-beyond-this-machine`", shown)


def test_where_it_works_is_told_where_nothing_fails() -> None:
    assert "- reach it from api at `db:5432`" in render(reports.reachable(), LIVE)
    assert "- reach it" not in render(reports.localhost_in_container(), LIVE)


def large(count: int) -> Report:
    report = reports.two_findings()
    called = "n" * 60
    tries = tuple(
        reports.attempt(f"service:{called}{i}", f"{called}:{i}", "refused") for i in range(count)
    )
    return replace(report, findings=report.findings[:1] * count, attempts=tries)


@pytest.mark.parametrize("count", [MOST_FINDINGS, MOST_FINDINGS + 1, 2000])
def test_a_comment_is_never_longer_than_github_takes(count: int) -> None:
    shown = render(large(count), LIVE)
    assert len(shown) < 65536
    assert ("more finding" in shown) == (count > MOST_FINDINGS)
    assert (f"+{count - MOST_DETAILS} more lines" in shown) == (count > MOST_DETAILS)


def test_what_works_is_counted_beside_the_faults_of_a_whole_project() -> None:
    report = reports.localhost_in_container()
    asked = replace(report.question, target=None, port=None)
    whole = replace(report, question=asked)
    assert "**✓** 1 address is reachable." in render(whole, LIVE)
    assert "reachable." not in render(report, LIVE)
