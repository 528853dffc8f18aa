"""A look at a whole project from the folder that the command was started in."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from containerloop.cli.output import Progress
from containerloop.cli.working_folder import here
from containerloop.facts import Snapshot
from containerloop.pipeline.map_step import look_around
from containerloop.pipeline.options import RunOptions
from containerloop.survey.engine.connection import connect


class Tour(Protocol):
    """What was typed of it; `timeout_s` is an attempt's deadline in seconds."""

    @property
    def project(self) -> str | None:
        """The project's name, None for the one that is here."""

    @property
    def files(self) -> tuple[Path, ...]:
        """The compose files that were named."""

    @property
    def timeout_s(self) -> float:
        """In seconds."""

    @property
    def probe(self) -> bool:
        """Whether probes may be started."""


def look_around_here(tour: Tour, progress: Progress) -> Snapshot:
    """Everything of the project from everywhere in it. Raises what `look_around` raises."""
    progress.say("asking the engine what is there")
    options = RunOptions(
        connection=connect(),
        cwd=here(),
        files=tuple(str(file) for file in tour.files),
        project=tour.project,
        timeout_s=tour.timeout_s,
        probe=tour.probe,
        progress=progress.say,
    )
    return look_around(options)
