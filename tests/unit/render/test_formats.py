"""What holds for every format: no secret, no harm, the same answer."""

from __future__ import annotations

import unicodedata
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloop.cli.output import Format
from containerloop.cli.runs.report_destination import _renderer
from containerloop.pipeline.report_step import answer
from containerloop.render.origin import Origin
from containerloop.report.v1 import Report
from tests.support import recorded, reports
from tests.support.compose_world import answered_in
from tests.support.formats import FORMATS, LIVE
from tests.support.shown import SAMPLES
from tests.unit.render.text.test_harm import any_report, hostile_text

CANARY = "s3cr3tC4nary9Zq"
SECRETS = f"""
services:
  api:
    image: example/api
    environment:
      DATABASE_URL: postgres://app:{CANARY}@localhost:5432/app
      HOOK: http://localhost:5432/hooks/{CANARY}/x?token={CANARY}
    command: ["serve", "--dsn", "postgres://app:{CANARY}@localhost:5432/app"]
  db:
    image: postgres
    ports: ["5432"]
"""

EVERY = pytest.mark.parametrize("form", FORMATS)


@EVERY
def test_no_credential_is_in_any_format(form: str) -> None:
    report = answered_in(SECRETS, "5432")
    assert report.causes
    shown = FORMATS[form](report, LIVE)
    assert "localhost:5432" in shown or form == "gitlab"
    assert CANARY not in shown


def test_every_format_that_can_be_asked_for_has_a_renderer_here() -> None:
    assert set(FORMATS) == set(Format)
    for form in set(Format) - {Format.TEXT, Format.JSON}:
        assert _renderer(form) is FORMATS[form]


@EVERY
@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_report_is_the_same_text(form: str, name: str) -> None:
    shown = FORMATS[form](SAMPLES[name], LIVE)
    assert shown == FORMATS[form](SAMPLES[name], LIVE)
    assert shown.endswith("\n")


@EVERY
@given(hostile_text)
def test_any_name_is_text(form: str, called: str) -> None:
    shown = FORMATS[form](reports.hostile(called), LIVE)
    assert {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs")} <= {"\n"}
    shown.encode("utf-8")


@EVERY
@given(any_report, st.booleans())
def test_any_report_is_shown(form: str, report: Report, live: bool) -> None:
    assert FORMATS[form](report, Origin(live=live)).endswith("\n")


@pytest.mark.parametrize("path", recorded.all_recorded(), ids=lambda p: p.stem)
def test_a_case_fails_where_the_exit_status_is_not_0(path: object) -> None:
    assert isinstance(path, type(recorded.FOLDER))
    report = answer(recorded.read(path))
    suites = ET.fromstring(FORMATS["junit"](report, LIVE))
    unmet = int(suites.get("failures", "0")) + int(suites.get("errors", "0"))
    assert bool(unmet) == bool(report.exit_status)
    annotated = FORMATS["github"](report, LIVE)
    assert annotated.count("::error ") == len(report.causes)


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_when_it_was_tried_is_said(form: str) -> None:
    report = reports.localhost_in_container()
    assert "tried just now" in FORMATS[form](report, LIVE)
    assert "when the snapshot was saved" in FORMATS[form](report, Origin(live=False))
