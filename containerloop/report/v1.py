"""The report: what one run says, in the shape of `--format json` (schema version 1).

Everything here is frozen and printable as it stands. Only the report's own values may
live here; deciding them is `diagnose`'s work, showing them is `render`'s.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Any

import msgspec

from containerloop.diagnose.finding import Evidence, Line, Location, NotChecked, Patch
from containerloop.facts import Question, Transport

SCHEMA_VERSION = 1


class Verdict(StrEnum):
    """Read from the attempts alone, never from the findings."""

    REACHABLE = "reachable"
    UNREACHABLE = "unreachable"
    INCONCLUSIVE = "inconclusive"


class ExitStatus(IntEnum):
    """The exit statuses; all others are reserved."""

    REACHABLE = 0
    FAULT_FOUND = 1
    USAGE = 2
    INCONCLUSIVE = 3
    COULD_NOT_ASK = 4
    INTERRUPTED = 130


class AttemptLine(Line, frozen=True, kw_only=True):
    """One attempt as the report prints it; `ms` in milliseconds, `errno` a kernel name.

    `server` is whom the address leads to from there, as far as that is known;
    `relied_on` tells that somebody at this vantage relies on the address.
    """

    vantage: str
    address: str
    resolved: str | None
    outcome: str
    protocol: str | None = None
    banner: str | None = None
    refusal: str | None = None
    code: str | None = None
    server: str | None = None
    errno: str | None = None
    ms: float | None = None
    reason: str | None = None
    relied_on: bool = False


class ProofLine(Line, frozen=True, kw_only=True):
    """`proven`, `refuted` or `untried`; the attempt that showed it, or the reason.

    Both beside `untried`: the call arrives with the remedy, and a second fault meets it.
    """

    status: str
    attempt: AttemptLine | None = None
    reason: str | None = None


class Remedy(Line, frozen=True, kw_only=True):
    """What to change. `override` is a compose override file's content."""

    summary: str
    address: str | None = None
    patch: Patch | None = None
    override: dict[str, Any] | None = None
    host_command: str | None = None
    proof: ProofLine


class ReportedFinding(Line, frozen=True, kw_only=True):
    """One cause (or warning) with its evidence and remedies, the best remedy first."""

    code: str
    name: str
    severity: str
    summary: str
    vantage: str
    address: str
    outcome: str
    location: Location | None = None
    evidence: tuple[Evidence, ...] = ()
    remedies: tuple[Remedy, ...] = ()


class QuestionLine(Line, frozen=True, kw_only=True):
    """The question as the report repeats it."""

    target: str
    host: str | None
    port: int
    transport: Transport
    vantages: tuple[str, ...] = msgspec.field(default=(), name="from")

    @classmethod
    def of(cls, question: Question) -> QuestionLine:
        """The printable part of a question."""
        return cls(
            target=question.target,
            host=question.host,
            port=question.port,
            transport=question.transport,
            vantages=question.vantages,
        )


class TimingsLine(Line, frozen=True, kw_only=True):
    """How long each step took, in milliseconds."""

    survey_ms: float
    observe_ms: float
    prove_ms: float
    total_ms: float


class Report(Line, frozen=True, kw_only=True):
    """The whole answer. The first finding is the one to repair first; warnings come last.

    `compose` is how `docker compose` is called to mean the project, where it was asked.
    """

    schema_version: int = SCHEMA_VERSION
    question: QuestionLine
    verdict: Verdict
    findings: tuple[ReportedFinding, ...]
    reach_it_at: dict[str, str]
    attempts: tuple[AttemptLine, ...]
    ruled_out: tuple[str, ...]
    not_checked: tuple[NotChecked, ...]
    timings: TimingsLine
    notes: tuple[str, ...] = ()
    compose: str = "docker compose"

    @property
    def causes(self) -> tuple[ReportedFinding, ...]:
        """The findings that explain a failure; warnings left out."""
        return tuple(f for f in self.findings if f.severity == "cause")

    @property
    def exit_status(self) -> ExitStatus:
        """A fault only where a cause was found; failing without one is inconclusive."""
        if self.causes:
            return ExitStatus.FAULT_FOUND
        if self.verdict is Verdict.REACHABLE:
            return ExitStatus.REACHABLE
        return ExitStatus.INCONCLUSIVE
