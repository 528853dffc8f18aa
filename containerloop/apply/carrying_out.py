"""The repairs of one answer written into files: all of them together, or none. I/O.

Which repairs can be written is decided here; how an edit is made, elsewhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from containerloop.apply.edit_plan import EditedFile, EditPlan, plan_edits
from containerloop.apply.refusal import Refused
from containerloop.apply.staging import write_together
from containerloop.apply.undo import undo_command
from containerloop.facts import Project
from containerloop.report.repairs import Repair

_BSD = sys.platform == "darwin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The files that were written, by the names the report has, and how that is undone.

    `undo` has a command for each file, or None where only its diff says it.
    """

    files: tuple[str, ...]
    undo: tuple[str | None, ...]


def to_write(repairs: Sequence[Repair], *, untried: bool, override: bool) -> list[Repair]:
    """The repairs that a file can hold; `override` for those of an override file.

    Raises `Refused` where one of them must not be written: then none is.
    """
    chosen = []
    for repair in repairs:
        if reason := why_not(repair, untried=untried, override=override):
            raise Refused(f"{repair.finding.code}: {reason}")
        if (repair.override if override else repair.change) is not None:
            chosen.append(repair)
    return chosen


def why_not(repair: Repair, *, untried: bool, override: bool) -> str | None:
    """Why a repair must not be written, None where it may or where no file is to hold it."""
    remedy = repair.remedy
    if remedy is None or (repair.change is None and repair.override is None):
        return None
    if not repair.proven and not untried:
        said = f" ({remedy.proof.reason})" if remedy.proof.reason else ""
        return f"its fix is not proven{said}; --untried writes it all the same"
    if override and repair.override is None:
        return "an override cannot say this; --apply edits the line itself"
    if not override and repair.change is None:
        return "no single line of yours can be changed for it; --override FILE writes it"
    return None


def no_file_says(repair: Repair) -> str | None:
    """Why a fault is not repaired in a file at all; None where one can hold its repair."""
    if repair.remedy is None:
        return "no fix that helps is known here"
    if repair.change is not None or repair.override is not None:
        return None
    if repair.remedy.host_command:
        return "a command for this machine is printed, and never run"
    return "it is in no file of the project"


def plan_repairs(
    repairs: Sequence[Repair], project: Project, environ: Mapping[str, str], since_ns: int
) -> EditPlan:
    """The files as all repairs together make them. Raises `Refused`; nothing is written."""
    edits = [edit for repair in repairs if repair.change for edit in repair.change.edits]
    return plan_edits(edits, project, environ, since_ns)


def write_repairs(plan: EditPlan, project: Project, cwd: Path) -> Written:
    """Write what was planned. Raises `Refused`, and then every file is as it was.

    `cwd` is where the commands that undo it will be typed.
    """
    plan.meaning.ask_compose()
    write_together(plan.files, Path(project.working_dir), plan.meaning.complaint)
    return Written(
        files=tuple(file.shown for file in plan.files),
        undo=tuple(
            undo_command(file, os.path.relpath(file.path, cwd.resolve()), bsd=_BSD)
            for file in plan.files
        ),
    )


def is_written(file: EditedFile) -> bool:
    """Whether the file has its new text now."""
    try:
        return file.path.read_bytes() == file.after
    except OSError:
        return False
