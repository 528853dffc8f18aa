"""The report: what one run says, in the shape of `--format json` (schema version 1).

Everything here is frozen and printable as it stands. Only the report's own values may
live here; deciding them is `diagnose`'s work, showing them is `render`'s.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Any, Literal

import msgspec

from containerloop.diagnose.finding import Evidence, Line, Location, NotChecked, Patch
from containerloop.facts import Question, Transport
from containerloop.report.expectation_line import ExpectationLine

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


_STATUSES = {
    Verdict.REACHABLE: ExitStatus.REACHABLE,
    Verdict.UNREACHABLE: ExitStatus.FAULT_FOUND,
    Verdict.INCONCLUSIVE: ExitStatus.INCONCLUSIVE,
}


class AttemptLine(Line, frozen=True, kw_only=True):
    """One attempt as the report prints it; `ms` in milliseconds, `errno` a kernel name.

    `server` is whom the address leads to from there, as far as that is known;
    `relied_on` tells that somebody at this vantage relies on the address. `asked` is what was
    said beside the protocol's own words (a path, a host name, a user); `served` whether that
    was served, null where the answer does not tell; `untried` is then the reason, and else
    what was left out (a log-in, a certificate).
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
    asked: str | None = None
    served: bool | None = None
    untried: str | None = None


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
    """One cause (or warning) with its evidence and remedies, the best remedy first.

    `shown_at` is the line at which a team sees it: `location`, else the line to change, else
    where the service is defined or the address is written; null where no file has it.
    `basis`: `measured`, or `predicted` from the compose files alone, by what a run would show.
    """

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
    shown_at: Location | None = None
    basis: Literal["measured", "predicted"] = "measured"


class QuestionLine(Line, frozen=True, kw_only=True):
    """The question as the report repeats it.

    `target` is null where everything was asked about that anybody relies on, and `port` where
    several ports were.
    """

    target: str | None
    host: str | None
    port: int | None
    transport: Transport
    vantages: tuple[str, ...] = msgspec.field(default=(), name="from")

    @classmethod
    def of(cls, question: Question) -> QuestionLine:
        """The printable part of a question."""
        return cls(
            target=question.target or None,
            host=question.host,
            port=None if question.several else question.port,
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
    `expectations` are those that a file states, in its order; only `verify` has any. Its exit
    status is theirs alone. `not_asked` is why a run came to nothing, null as a rule.
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
    expectations: tuple[ExpectationLine, ...] = ()
    not_asked: str | None = None

    @property
    def causes(self) -> tuple[ReportedFinding, ...]:
        """The findings that explain a failure; warnings left out."""
        return tuple(f for f in self.findings if f.severity == "cause")

    @property
    def exit_status(self) -> ExitStatus:
        """A fault only where a cause was found; failing without one is inconclusive.

        An expectation that was seen not to hold is a fault by itself.
        """
        if self.expectations or self.not_asked:
            return _STATUSES[self.verdict]
        if self.causes:
            return ExitStatus.FAULT_FOUND
        if self.verdict is Verdict.REACHABLE:
            return ExitStatus.REACHABLE
        return ExitStatus.INCONCLUSIVE
