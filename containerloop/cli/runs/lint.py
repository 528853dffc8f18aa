"""`lint`: reads the compose files, foretells what fails, and shows it; no engine is asked."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

from containerloop.cli.output import Format, colored
from containerloop.cli.streams import complain_of, write
from containerloop.cli.working_folder import here
from containerloop.errors import CouldNotAsk
from containerloop.facts import Blueprint
from containerloop.pipeline.forecast_step import foretell
from containerloop.render.text.forecast import render_forecast
from containerloop.report.gate import FailOn, gated
from containerloop.report.passing import status, without_ignored
from containerloop.report.v1 import ExitStatus, Report
from containerloop.survey.compose.blueprint import read_blueprint


def run(files: tuple[Path, ...], form: Format, output: Path | None, fail_on: FailOn) -> int:
    """Show what the files alone show; the exit status.

    Raises UsageError where `output` cannot be written, CouldNotAsk where there is no compose
    file, ComposeFileInvalid for one that cannot be read.
    """
    if output is not None:
        _files().require_writable(output, "--output")
    blueprint = read_blueprint(here(), files, os.environ)
    if blueprint is None:
        raise CouldNotAsk("there is no compose file here", "name one: containerloop lint FILE")
    report = without_ignored(foretell(blueprint), blueprint)
    ended = status(report, blueprint)
    _show(report, form, output, ended)
    if not blueprint.services:
        complain_of(_nothing(blueprint), "name the files of the whole project")
    warned = len(report.findings) > len(report.causes)
    return int(gated(ended, fail_on, warnings=warned))


def _nothing(blueprint: Blueprint) -> str:
    return f"{' and '.join(blueprint.project.files)}: no services, so nothing was judged"


def _show(report: Report, form: Format, output: Path | None, ended: ExitStatus) -> None:
    if form is not Format.TEXT:
        # loads the renderers of a measured run, which the text of a forecast does without
        from containerloop.cli.runs.report_destination import show  # noqa: PLC0415 - as above

        show(report, form, output, verbose=False, live=False, command="lint", ended=ended)
        return
    encoding = "utf-8" if output else sys.stdout.encoding or "ascii"
    text = render_forecast(report, color=colored() and output is None, encoding=encoding)
    if output is None:
        write(text)
    else:
        _files().write_whole(output, text.encode("utf-8"))


def _files() -> ModuleType:
    """Loaded where there is one to write."""
    return import_module("containerloop.cli.atomic_write")
