"""One repair as `fix` tells it. Pure."""

from __future__ import annotations

from containerloop.diagnose.remedies.compose_yaml import override_yaml
from containerloop.report.fix_v1 import EditLine, RepairLine, RepairStatus
from containerloop.report.repairs import Repair, effect


def repair_line(
    repair: Repair, status: RepairStatus, reason: str | None, *, override: bool
) -> RepairLine:
    """The line of a repair; `override` tells that an override file is what would be written."""
    found, remedy = repair.finding, repair.remedy
    edits = repair.change.edits if repair.change and not override else ()
    shown = repair.override if override or repair.change is None else None
    return RepairLine(
        code=found.code,
        name=found.name,
        summary=found.summary,
        vantage=found.vantage,
        address=found.address,
        status=status,
        reason=reason,
        remedy=remedy.summary if remedy else None,
        edits=tuple(
            EditLine(
                file=edit.file,
                line=edit.line or None,
                diff="\n".join(edit.rows),
                effect=effect(edit),
            )
            for edit in edits
        ),
        override_yaml=override_yaml(shown) if shown is not None else None,
        host_command=remedy.host_command if remedy else None,
        proof=remedy.proof if remedy else None,
    )
