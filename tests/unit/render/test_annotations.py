"""Where a finding stands in a repository, and by what it is known again."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.finding import Location
from containerloop.render.annotations import Spot, annotated
from containerloop.report.v1 import ProofLine, Report, ReportedFinding
from tests.support import reports

HERE = Location(file="compose.yaml", line=19, key="services.api.environment.DATABASE_URL")


def with_finding(compose: str = "docker compose", **changes: Any) -> Report:
    report = reports.localhost_in_container()
    found = replace(report.findings[0], **{"shown_at": HERE, **changes})
    return replace(report, findings=(found,), compose=compose)


def identity(**changes: Any) -> str:
    [each] = annotated(with_finding(**changes))
    return each.identity


@pytest.mark.parametrize(
    ("compose", "file", "path"),
    [
        ("docker compose", "compose.yaml", "compose.yaml"),
        ("docker compose -p shop", "compose.yaml", "compose.yaml"),
        ("docker compose -p shop -f deploy/compose.yaml", "compose.yaml", "deploy/compose.yaml"),
        ("docker compose -f a/b.yaml -f c/d.yaml", "./../.env", ".env"),
        ("docker compose -f compose.yaml", "conf\\front.conf", "conf/front.conf"),
    ],
)
def test_the_path_is_from_where_the_question_was_asked(compose: str, file: str, path: str) -> None:
    at = Location(file=file, line=19)
    [each] = annotated(with_finding(compose, shown_at=at))
    assert each.spot == Spot(path, 19)


@pytest.mark.parametrize(
    ("compose", "file"),
    [
        ("docker compose", "../compose.yaml"),
        ("docker compose", "/srv/compose.yaml"),
        ("docker compose -f /srv/compose.yaml", "compose.yaml"),
        ("docker compose -f ../compose.yaml", "compose.yaml"),
        ("docker compose", "C:/srv/compose.yaml"),
    ],
)
def test_a_file_outside_the_repository_is_no_spot(compose: str, file: str) -> None:
    at = Location(file=file, line=19)
    [each] = annotated(with_finding(compose, shown_at=at))
    assert each.spot is None


def test_a_file_that_only_begins_with_two_dots_is_one() -> None:
    [each] = annotated(with_finding(shown_at=Location(file="..env", line=1)))
    assert each.spot == Spot("..env", 1)


def test_words_lines_and_addresses_do_not_change_the_identity() -> None:
    moved = replace(HERE, line=99)
    said = {"summary": "other words", "address": "localhost:9", "outcome": "timed-out"}
    assert identity(shown_at=moved, **said, evidence=(), remedies=()) == identity()


@pytest.mark.parametrize(
    "change",
    [
        {"code": "CL402"},
        {"vantage": "service:web"},
        {"shown_at": replace(HERE, file="other.yaml")},
        {"shown_at": replace(HERE, key="services.api.environment.OTHER")},
        {"shown_at": None},
    ],
    ids=["code", "service", "file", "key", "no line"],
)
def test_code_service_file_and_key_are_the_identity(change: dict[str, object]) -> None:
    assert identity(**change) != identity()


def test_two_of_a_kind_are_told_apart() -> None:
    report = with_finding()
    twice = annotated(replace(report, findings=report.findings * 2))
    first, second = (each.identity for each in twice)
    assert first == identity()
    assert second == f"{first.removesuffix(':1')}:2"


def advised(*proofs: ProofLine) -> str:
    found: ReportedFinding = reports.localhost_in_container().findings[0]
    remedies = tuple(replace(found.remedies[0], proof=proof) for proof in proofs)
    [each] = annotated(with_finding(remedies=remedies))
    return each.advice


def test_the_advice_tells_how_it_is_known() -> None:
    untried = ProofLine(status="untried", reason="nobody may")
    assert advised(ProofLine(status="proven")).endswith("(tried on a probe: it works)")
    assert advised(untried).endswith("(not tried: nobody may)")
    assert advised(ProofLine(status="refuted"), untried).endswith("(not tried: nobody may)")
    assert advised(ProofLine(status="refuted")) == ""
