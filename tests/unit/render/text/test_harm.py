"""Any text in a report is text: nothing in it moves, colours or breaks a terminal."""

from __future__ import annotations

import json
import unicodedata

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from containerloop.facts import Outcome
from containerloop.render.json import render_json
from containerloop.report.v1 import (
    AttemptLine,
    ProofLine,
    QuestionLine,
    Remedy,
    Report,
    ReportedFinding,
)
from tests.support import reports
from tests.support.shown import SGR, text

hostile_text = st.text(max_size=80) | st.sampled_from(reports.NAMES)


@given(hostile_text, st.integers(0, 130), st.booleans(), st.booleans())
def test_any_name_is_text(called: str, width: int, verbose: bool, color: bool) -> None:
    report = reports.hostile(called)
    shown = text(report, width, verbose, color)
    bare = SGR.sub("", shown) if color else shown
    assert {c for c in bare if unicodedata.category(c) in ("Cc", "Cf", "Cs")} <= {"\n"}
    assert msgspec.json.decode(render_json(report), type=Report) == report


numbers = st.floats() | st.just(float("inf"))
lines = st.builds(
    AttemptLine,
    vantage=hostile_text | st.sampled_from(["host", "engine-host", "service:", "network:a"]),
    address=hostile_text,
    resolved=st.none() | hostile_text,
    outcome=hostile_text | st.sampled_from(Outcome),
    protocol=st.none() | hostile_text,
    banner=st.none() | hostile_text,
    refusal=st.none() | hostile_text,
    errno=st.none() | hostile_text,
    ms=st.none() | numbers,
    reason=st.none() | hostile_text,
)
any_report = st.builds(
    Report,
    question=st.builds(QuestionLine, target=hostile_text),
    findings=st.lists(
        st.builds(
            ReportedFinding,
            severity=st.sampled_from(["cause", "warning"]),
            remedies=st.lists(
                st.builds(
                    Remedy,
                    proof=st.builds(
                        ProofLine,
                        status=st.sampled_from(["proven", "refuted", "untried"]) | hostile_text,
                        attempt=st.none() | lines,
                    ),
                    override=st.none() | st.dictionaries(hostile_text, hostile_text, max_size=2),
                ),
                max_size=2,
            ).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
    attempts=st.lists(lines, max_size=4).map(tuple),
)


@given(any_report, st.integers(30, 120), st.booleans())
def test_any_report_is_printed(report: Report, width: int, verbose: bool) -> None:
    shown = text(report, width, verbose)
    assert shown.strip()
    assert {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs")} <= {"\n"}
    json.loads(render_json(report))
