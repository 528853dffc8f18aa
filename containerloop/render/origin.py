"""Where a report comes from, which its sentences do not tell but some formats name."""

from __future__ import annotations

from dataclasses import dataclass

from containerloop.report.v1 import ExitStatus, Report, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """`command` that was run; `live` is False for a saved snapshot.

    `status` is what the command ends with before `--fail-on`, where that is not the report's own.
    """

    command: str = "why"
    live: bool = True
    status: ExitStatus | None = None

    @property
    def predicted(self) -> bool:
        """Whether nothing was measured: what only a run can tell is then no gap."""
        return self.command == "lint"

    def mark_of(self, report: Report) -> str:
        """What stands before the answer: ✗ for a fault, ✓ where all is well, else ?."""
        if report.causes or report.verdict is Verdict.UNREACHABLE:
            return "✗"
        passed = self.status_of(report) is ExitStatus.REACHABLE
        return "✓" if passed else "?"

    def status_of(self, report: Report) -> ExitStatus:
        """What the command ends with, before `--fail-on`."""
        return report.exit_status if self.status is None else self.status
