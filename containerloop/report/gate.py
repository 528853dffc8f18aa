"""What ends a run with another status than 0 (`--fail-on`). Pure."""

from __future__ import annotations

from enum import StrEnum

from containerloop.report.v1 import ExitStatus


class FailOn(StrEnum):
    """The least that ends a run with another status than 0.

    Each fails on what the ones before it do: `never` on nothing that could be asked, `cause` on
    a fault, `inconclusive` also on what could not be seen, `warning` also on a warning.
    """

    NEVER = "never"
    CAUSE = "cause"
    INCONCLUSIVE = "inconclusive"
    WARNING = "warning"


def gated(status: ExitStatus, fail_on: FailOn, *, warnings: bool = False) -> ExitStatus:
    """The exit status of a run that came to `status` and told of `warnings` besides.

    Only an answer is judged: that the question could not be asked is never turned into a pass.
    """
    if status not in (ExitStatus.REACHABLE, ExitStatus.FAULT_FOUND, ExitStatus.INCONCLUSIVE):
        return status
    if fail_on is FailOn.NEVER:
        return ExitStatus.REACHABLE
    if fail_on is FailOn.CAUSE and status is ExitStatus.INCONCLUSIVE:
        return ExitStatus.REACHABLE
    if fail_on is FailOn.WARNING and warnings:
        return ExitStatus.FAULT_FOUND
    return status
