"""Where a report goes: to stdout, or whole into a file."""

from __future__ import annotations

import sys
from pathlib import Path

from containerloop.cli.atomic_write import write_whole
from containerloop.cli.output import Format, colored, width
from containerloop.cli.streams import write
from containerloop.render.json import render_json
from containerloop.render.text.report import render_text
from containerloop.report.v1 import Report


def show(
    report: Report, form: Format, output: Path | None, *, verbose: bool, live: bool = True
) -> None:
    """Write the report in its format to stdout, or to a file.

    `live` is False for a saved snapshot. Raises UsageError where it cannot be written.
    """
    text = _rendered(report, form, to_file=output is not None, verbose=verbose, live=live)
    if output is None:
        write(text)
    else:
        write_whole(output, text.encode("utf-8"))


def _rendered(report: Report, form: Format, *, to_file: bool, verbose: bool, live: bool) -> str:
    """The report as text, for the place it will be read at."""
    if form is Format.JSON:
        return render_json(report)
    return render_text(
        report,
        width=width(),
        color=colored() and not to_file,
        verbose=verbose,
        encoding="utf-8" if to_file else sys.stdout.encoding or "ascii",
        live=live,
    )
