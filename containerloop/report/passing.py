"""When a forecast passes: a gate never passes on what it did not see. Pure.

What of the files could not be read was not seen. That a program listens, or another machine
answers, no file says: of that a forecast is no judge, and it is no gap either.
"""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.facts import Blueprint
from containerloop.report.ignores import ignores, kept
from containerloop.report.v1 import ExitStatus, Report, Verdict


def without_ignored(report: Report, blueprint: Blueprint) -> Report:
    """The report without what comments in the files cover, and with notes on idle comments."""
    left, idle = kept(report.findings, ignores(blueprint.files))
    failing = any(f.severity == "cause" for f in left)
    verdict = report.verdict if failing else Verdict.INCONCLUSIVE
    return replace(report, findings=left, verdict=verdict, notes=(*report.notes, *idle))


def status(report: Report, blueprint: Blueprint) -> ExitStatus:
    """1 where a cause is found, 3 where something was not read or there is no service, else 0."""
    if report.causes:
        return ExitStatus.FAULT_FOUND
    if blueprint.gaps or not blueprint.services:
        return ExitStatus.INCONCLUSIVE
    return ExitStatus.REACHABLE
