"""Where a report goes: to stdout, or whole into a file, in the format that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from containerloop.cli.atomic_write import write_whole
from containerloop.cli.output import Format, colored, width
from containerloop.cli.streams import write, write_utf8
from containerloop.render.json import render_json
from containerloop.render.origin import Origin
from containerloop.render.text.report import render_text
from containerloop.report.gate import FailOn, gated
from containerloop.report.v1 import ExitStatus, Report

_MODULES = {
    Format.MARKDOWN: "markdown.report",
    Format.HTML: "html.report",
    Format.SARIF: "sarif",
    Format.JUNIT: "junit",
    Format.GITHUB: "github",
    Format.GITLAB: "gitlab",
}
"""The renderers of the formats for others: only the one that is asked for is loaded."""


def show(
    report: Report,
    form: Format,
    output: Path | None,
    *,
    verbose: bool,
    live: bool = True,
    command: str = "why",
    ended: ExitStatus | None = None,
) -> None:
    """Write the report in its format to stdout, or to a file.

    `live` is False for a saved snapshot; `ended` is the exit status where that is not the report's
    own. Raises UsageError where it cannot be written.
    """
    origin = Origin(command=command, live=live, status=ended)
    text = _rendered(report, form, origin, to_file=output is not None, verbose=verbose)
    if output is not None:
        write_whole(output, text.encode("utf-8"))
    elif form is Format.TEXT:
        write(text)
    else:
        write_utf8(text)


def status(report: Report, fail_on: FailOn) -> ExitStatus:
    """The exit status of a report, as strictly as was asked for."""
    warnings = len(report.findings) > len(report.causes)
    return gated(report.exit_status, fail_on, warnings=warnings)


def _rendered(report: Report, form: Format, origin: Origin, *, to_file: bool, verbose: bool) -> str:
    """The report as text, for the place it will be read at."""
    if form is Format.JSON:
        return render_json(report)
    if form is not Format.TEXT:
        return _renderer(form)(report, origin)
    return render_text(
        report,
        width=width(),
        color=colored() and not to_file,
        verbose=verbose,
        encoding="utf-8" if to_file else sys.stdout.encoding or "ascii",
        live=origin.live,
    )


def _renderer(form: Format) -> Callable[[Report, Origin], str]:
    module = import_module(f"containerloop.render.{_MODULES[form]}")
    found: Callable[[Report, Origin], str] = module.render
    return found
