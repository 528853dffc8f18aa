"""The repairs of one answer on their way into files, and what is to be said of them."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from containerloop.apply.carrying_out import (
    Written,
    is_written,
    no_file_says,
    plan_repairs,
    to_write,
    write_repairs,
)
from containerloop.apply.edit_plan import EditPlan
from containerloop.apply.override_file import (
    compose_with,
    override_keys,
    override_text,
    write_override,
)
from containerloop.apply.recreation import commands
from containerloop.apply.refusal import Refused
from containerloop.facts import Project, Snapshot
from containerloop.report.fix_v1 import FixReport, RepairLine, RepairStatus
from containerloop.report.repair_lines import repair_line
from containerloop.report.repairs import Repair
from containerloop.report.v1 import Report


class RepairWork:
    """All repairs of one answer. What speaks against writing them is kept, and then none is."""

    def __init__(
        self,
        snapshot: Snapshot,
        report: Report,
        repairs: tuple[Repair, ...],
        environ: Mapping[str, str],
        since_ns: int,
        *,
        untried: bool,
    ) -> None:
        self.report = report
        known = snapshot.survey.project
        self.project = known if isinstance(known, Project) else None
        self.written: Written | None = None
        self.then: tuple[str, ...] = ()
        self.files: tuple[Path, ...] = ()
        self._repairs, self._environ, self._since_ns = repairs, environ, since_ns
        self._untried = untried
        self._override = False
        self._plan: EditPlan | None = None
        self._refusal: Refused | None = None

    def plan(self) -> None:
        """Find out what would be written; nothing is."""
        try:
            chosen = to_write(self._repairs, untried=self._untried, override=False)
            if chosen:
                project = self._known_project()
                self._plan = plan_repairs(chosen, project, self._environ, self._since_ns)
        except Refused as refused:
            self._refusal = refused

    def write(self) -> None:
        """Write what was planned, unless that was refused."""
        if self._plan is None:
            return
        project = self._known_project()
        try:
            self.written = write_repairs(self._plan, project, Path.cwd())
        except Refused as refused:
            self._refusal = refused
            return
        keys = [k for r in self._repairs if r.change for e in r.change.edits for k in e.keys]
        self.then = commands(keys, [s.name for s in project.services], self.report.compose)

    def write_override(self, path: Path) -> None:
        """Write the override of all repairs into a new file, unless that is refused."""
        self._override = True
        try:
            chosen = to_write(self._repairs, untried=self._untried, override=True)
            if not chosen:
                return
            project, keys = self._known_project(), override_keys(chosen)
            write_override(path, override_text(chosen), keys, project, self._environ)
        except Refused as refused:
            self._refusal = refused
            return
        undo = shlex.join(["rm", "--", str(path)])
        self.written = Written(files=(str(path),), undo=(undo,))
        compose, self.files = compose_with(path, project, self.report.compose, Path.cwd())
        self.then = commands(keys, [s.name for s in project.services], compose)

    @property
    def changed(self) -> str | None:
        """What was changed so far, for a command that ends early: what stands in the files."""
        if self.written is not None:
            undo = "".join(f" (undo: {command})" for command in self.written.undo if command)
            return f"{', '.join(self.written.files)} was written{undo}"
        files = [f.shown for f in self._plan.files if is_written(f)] if self._plan else []
        return f"{', '.join(files)} was written" if files else None

    def told(self, *, ran: bool = False, after: Report | None = None) -> FixReport:
        """Everything that is to be said; `after` is the answer since, where it was asked for."""
        done = self.written
        return FixReport(
            target=self.report.question.target,
            repairs=tuple(map(self._line, self._repairs)),
            written=done.files if done else (),
            undo=tuple(filter(None, done.undo)) if done else (),
            then=self.then,
            ran=self.then if ran else (),
            report=after or self.report,
        )

    def _line(self, repair: Repair) -> RepairLine:
        status, reason = RepairStatus.PROPOSED, no_file_says(repair)
        if reason is not None:
            status = RepairStatus.BY_HAND
        elif self._refusal is not None:
            status, reason = RepairStatus.REFUSED, self._refusal.told
        elif self.written is not None:
            status = RepairStatus.WRITTEN
        return repair_line(repair, status, reason, override=self._override)

    def moved_to(self) -> tuple[str, str] | None:
        """The address and the vantage that are meant now, where no repaired one has the port asked.

        None where the question is still the same.
        """
        port = self.report.question.port
        addresses = [
            (repair.remedy.address, repair.finding.vantage)
            for repair in self._repairs
            if repair.remedy is not None and repair.remedy.address is not None
        ]
        same = any(a.partition("/")[0].rpartition(":")[2] == str(port) for a, _ in addresses)
        return addresses[0] if port is not None and addresses and not same else None

    def can_be_written(self) -> bool:
        """Whether `--apply` would write it."""
        return self._plan is not None

    def _known_project(self) -> Project:
        if self.project is None or self.project.source != "compose":
            raise Refused("no compose file is known to hold it")
        return self.project
