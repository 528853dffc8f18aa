"""The parts that reports are made of, and the README's example."""

from __future__ import annotations

from typing import Any

from containerloop.diagnose.finding import Evidence, Location, NotChecked, Patch
from containerloop.facts import Transport
from containerloop.report.v1 import (
    AttemptLine,
    ProofLine,
    QuestionLine,
    Remedy,
    Report,
    ReportedFinding,
    TimingsLine,
    Verdict,
)

API, HOST, DB = "service:api", "host", "service:db"
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
    target = parts.pop("target", "5432")
    asked = QuestionLine(
        target=target,
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


def localhost_finding(**changes: Any) -> ReportedFinding:
    """CL401 with the way out by the sibling service."""
    parts: dict[str, Any] = {
        "code": "CL401",
        "name": "localhost-is-this-container",
        "severity": "cause",
        "summary": "inside a container, localhost is the container itself",
        "vantage": API,
        "address": "localhost:5432",
        "outcome": "refused",
        "location": Location(
            file="compose.yaml", line=14, key="services.api.environment.DATABASE_URL"
        ),
        "evidence": (
            Evidence(
                saw="nothing listens on 127.0.0.1:5432 in api",
                command="docker compose exec api cat /proc/net/tcp",
            ),
        ),
        "remedies": (sibling_remedy(),),
    }
    return ReportedFinding(**(parts | changes))


def sibling_remedy(**changes: Any) -> Remedy:
    """Use db:5432, proven."""
    parts: dict[str, Any] = {
        "summary": "use db:5432",
        "address": "db:5432",
        "patch": Patch(
            file="compose.yaml",
            line=14,
            diff="- postgres://app:***@localhost:5432/app\n+ postgres://app:***@db:5432/app",
        ),
        "override": {
            "services": {"api": {"environment": {"DATABASE_URL": "postgres://app:***@db:5432/app"}}}
        },
        "proof": proven(postgres(API, "db:5432", 0.6)),
    }
    return Remedy(**(parts | changes))


INSIDE_OUTSIDE = (
    refused(API, "127.0.0.1:5432"),
    refused(API, "[::1]:5432"),
    postgres(API, "db:5432", 0.6),
    attempt(API, "host.docker.internal:5432", "name-not-found", ms=1.2),
    postgres(API, "172.18.0.1:5432"),
    postgres(HOST, "127.0.0.1:5432"),
    postgres(HOST, "[::1]:5432"),
    attempt(HOST, "db:5432", "name-not-found", ms=2.0),
    attempt(HOST, "host.docker.internal:5432", "name-not-found", ms=2.0),
    postgres(HOST, "172.18.0.1:5432"),
)


def localhost_in_container(**changes: Any) -> Report:
    """The example of the README: api dials localhost, the database is its neighbour."""
    parts: dict[str, Any] = {
        "findings": (localhost_finding(),),
        "reach_it_at": {API: "db:5432", HOST: "127.0.0.1:5432"},
        "attempts": INSIDE_OUTSIDE,
        "ruled_out": ("CL404", "CL501", "CL503", "CL601"),
        "not_checked": (
            NotChecked(code="CL701", reason="the engine's host allows no look at its firewall"),
        ),
    }
    return report(**(parts | changes))
