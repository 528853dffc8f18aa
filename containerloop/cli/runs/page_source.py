"""Where a page comes from: measured now or read from the lock; and of which files. I/O."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from containerloop.cli.output import Progress
from containerloop.cli.runs import lock_file
from containerloop.errors import EngineUnavailable, NothingToDocument, ProjectUnknown
from containerloop.report.page.compose_digest import compose_digest
from containerloop.report.page.host_platforms import with_tests_of
from containerloop.report.page.values import Lock, PageReport
from containerloop.survey.compose.blueprint import read_blueprint

NO_FILE = "nothing to document: there is no compose file here"
NO_SERVICES = "nothing to document: the compose file has no services"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The compose files of a page: their folder, their digest, and what was measured last."""

    folder: Path
    digest: str
    lock: Lock | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A page; `from_lock` says why it was not measured, "" where it was."""

    page: PageReport
    from_lock: str = ""


def source_of(files: tuple[Path, ...]) -> Source:
    """The compose files of the current folder, or these. Raises a ContainerloopError."""
    blueprint = read_blueprint(Path.cwd(), files, os.environ, dotenv=False)
    if blueprint is None or not blueprint.services:
        raise NothingToDocument(
            NO_FILE if blueprint is None else NO_SERVICES,
            "change to the project's folder, or name its files with -f",
        )
    folder = Path(blueprint.project.working_dir)
    return Source(folder=folder, digest=compose_digest(blueprint), lock=lock_file.read(folder))


def made_from(
    source: Source,
    files: tuple[Path, ...],
    project: str | None,
    timeout_s: float,
    *,
    new_platforms: bool,
) -> Made:
    """The page as it is measured now, else as it was. Raises a ContainerloopError.

    `new_platforms`: whether one that nobody tested yet makes a difference.
    """
    try:
        measured = _measured(_Tour(files, project, timeout_s))
    except (EngineUnavailable, ProjectUnknown) as unavailable:
        if source.lock is None:
            raise
        return Made(page=source.lock.page, from_lock=unavailable.message)
    if measured is not None:
        kept = source.lock.page if source.lock else measured
        return Made(page=with_tests_of(measured, kept, new_ones=new_platforms or not source.lock))
    if source.lock is None:
        raise NothingToDocument(
            "nothing to document: no container of the project runs",
            "start it with docker compose up -d, then ask again",
        )
    return Made(page=source.lock.page, from_lock="no container of the project runs")


@dataclass(frozen=True, slots=True)
class _Tour:
    """What was typed of the project."""

    files: tuple[Path, ...]
    project: str | None
    timeout_s: float
    probe: bool = True


def _measured(tour: _Tour) -> PageReport | None:
    """The page of what is there now; None where nothing runs."""
    # imported here: they load the SDK and every rule, and usage errors need none of that
    step = import_module("containerloop.pipeline.page_step")
    progress = Progress()
    try:
        seen = import_module("containerloop.cli.runs.project_tour").look_around_here(tour, progress)
    finally:
        progress.clear()
    if not step.anything_runs(seen):
        return None
    made: PageReport = step.page(seen)
    if not made.reach and not made.host_programs:
        raise NothingToDocument(
            "nothing to document: no service of the project has a port",
            "give a service ports: or expose:",
        )
    return made
