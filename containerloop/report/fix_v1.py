"""What `fix` says: the faults, what is or was written for each, and what is to be done then.

The shape of `fix --format json` (schema version 1). Frozen and printable as it stands.
"""

from __future__ import annotations

from enum import StrEnum

from containerloop.diagnose.finding import Line
from containerloop.report.v1 import SCHEMA_VERSION, ProofLine, Report


class RepairStatus(StrEnum):
    """What became of one fault's remedy.

    `proposed`: it could be written; `written`; `refused`: it must not be written, with the reason;
    `by-hand`: no file of the project holds it.
    """

    PROPOSED = "proposed"
    WRITTEN = "written"
    REFUSED = "refused"
    BY_HAND = "by-hand"


class EditLine(Line, frozen=True, kw_only=True):
    """One edit of one line, as a diff with credentials masked; `line` counts from 1.

    `effect` is what it changes beside the address that a client calls, null for nothing.
    """

    file: str
    line: int | None
    diff: str
    effect: str | None = None


class RepairLine(Line, frozen=True, kw_only=True):
    """One fault, the one to repair first at the head, with the remedy chosen for it."""

    code: str
    name: str
    summary: str
    vantage: str
    address: str
    status: RepairStatus
    reason: str | None = None
    remedy: str | None = None
    edits: tuple[EditLine, ...] = ()
    override_yaml: str | None = None
    host_command: str | None = None
    proof: ProofLine | None = None


class FixReport(Line, frozen=True, kw_only=True):
    """The whole answer of `fix`.

    `written` are the files that were changed or made; `undo` commands that put back what stood
    there; `then` the commands that make it count, `ran` those of them that were run. `report` is
    the last answer to the question: after `ran`, or the one before anything was written.
    """

    schema_version: int = SCHEMA_VERSION
    target: str | None
    repairs: tuple[RepairLine, ...]
    written: tuple[str, ...] = ()
    undo: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    ran: tuple[str, ...] = ()
    report: Report
