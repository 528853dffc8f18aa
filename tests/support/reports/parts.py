"""The parts that a report is made of by hand, where a test is about one value of it."""

from __future__ import annotations

from typing import Any

from containerloop.facts import Transport
from containerloop.report.v1 import (
    AttemptLine,
    ProofLine,
    QuestionLine,
    Report,
    TimingsLine,
    Verdict,
)

API, HOST = "service:api", "host"
TIMINGS = TimingsLine(survey_ms=41.0, observe_ms=212.5, prove_ms=163.0, total_ms=420.2)


def attempt(vantage: str, address: str, outcome: str, **more: Any) -> AttemptLine:
    """An attempt; what is not given is null."""
    resolved = more.pop("resolved", None)
    return AttemptLine(vantage=vantage, address=address, outcome=outcome, resolved=resolved, **more)


def postgres(vantage: str, address: str, ms: float = 0.4) -> AttemptLine:
    """PostgreSQL answering there."""
    return attempt(vantage, address, "answered", protocol="postgresql", ms=ms)


def refused(vantage: str, address: str) -> AttemptLine:
    """A refused connection there."""
    return attempt(vantage, address, "refused", errno="ECONNREFUSED", ms=0.1)


def proven(tried: AttemptLine) -> ProofLine:
    """A proof by that attempt."""
    return ProofLine(status="proven", attempt=tried)


def report(**parts: Any) -> Report:
    """A report about port 5432 where nothing else is said."""
    asked = QuestionLine(
        target=parts.pop("target", "5432"),
        host=parts.pop("host", None),
        port=parts.pop("port", 5432),
        transport=Transport.TCP,
        vantages=parts.pop("vantages", ()),
    )
    whole: dict[str, Any] = {
        "verdict": Verdict.UNREACHABLE,
        "findings": (),
        "reach_it_at": {},
        "attempts": (),
        "ruled_out": (),
        "not_checked": (),
        "timings": TIMINGS,
    }
    return Report(question=asked, **(whole | parts))
