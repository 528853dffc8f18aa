"""Projects in a folder of their own, whose addresses are changed in their files.

project = EditableProject(tmp_path, {"compose.yaml": COMPOSE})
change = project.readdressed("api", "localhost", "db")      what a remedy would hold
project.write(change)                                       or raises Refused
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest.mock import patch

from containerloop.apply.edit_plan import EditPlan, plan_edits
from containerloop.apply.staging import write_together
from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.remedies.patches import references_patch
from containerloop.facts import Project, Reference, ServiceConfig
from containerloop.survey.compose.project import read_project


class EditableProject:
    """The files of one project; compose itself is not asked, and nothing is in the environment."""

    def __init__(self, folder: Path, files: dict[str, str | bytes]) -> None:
        self.folder = folder
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.project = self.read()
        self.since_ns = time.time_ns()

    def read(self) -> Project:
        """The project as its files have it now."""
        with patch("containerloop.survey.compose.project.find_plugin", lambda _: None):
            found = read_project(self.folder, environ={})
        assert found is not None
        return found

    def service(self, name: str, project: Project | None = None) -> ServiceConfig:
        """One service of it."""
        return next(s for s in (project or self.project).services if s.name == name)

    def references(self, service: str, host: str) -> list[Reference]:
        """The addresses of a service with this host."""
        return [r for r in self.service(service).references if r.host == host]

    def readdressed(self, service: str, host: str, new: str, port: int | None = None) -> FileChange:
        """The change of every address of a service with `host` to another host, or port."""
        made = references_patch(self.references(service, host), new, port)
        assert made is not None
        return made

    def plan(self, *changes: FileChange) -> EditPlan:
        """What would be written. Raises `Refused`."""
        edits = [edit for change in changes for edit in change.edits]
        return plan_edits(edits, self.project, {}, self.since_ns)

    def write(
        self, *changes: FileChange, complaint: Callable[[], str | None] = lambda: None
    ) -> EditPlan:
        """Write it. Raises `Refused`."""
        plan = self.plan(*changes)
        write_together(plan.files, self.folder, complaint)
        return plan

    def bytes(self, name: str = "compose.yaml") -> bytes:
        """What stands in a file."""
        return (self.folder / name).read_bytes()

    def left_over(self, known: Sequence[str]) -> list[str]:
        """What lies in the folder beside these files."""
        return sorted({p.name for p in self.folder.iterdir()} - set(known))
