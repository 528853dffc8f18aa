"""Where a command's words go: the report to stdout or a file, progress to a terminal."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from containerloop.cli.atomic_write import write_whole
from containerloop.cli.streams import write
from containerloop.report.v1 import Report

WIDEST = 110
"""Columns; wider lines are hard to read, and a file has no width of its own."""

NARROWEST = 40
"""Columns; in fewer, words come apart."""


class Format(StrEnum):
    """What a report is printed as."""

    TEXT = "text"
    JSON = "json"


def show(
    report: Report, form: Format, output: Path | None, *, verbose: bool, live: bool = True
) -> None:
    """Write the report in its format to stdout, or to a file."""
    text = rendered(report, form, to_file=output is not None, verbose=verbose, live=live)
    if output is None:
        write(text)
        return
    write_whole(output, text.encode("utf-8"))


def rendered(report: Report, form: Format, *, to_file: bool, verbose: bool, live: bool) -> str:
    """The report as text, for the place it will be read at."""
    if form is Format.JSON:
        from containerloop.render.json import render_json  # noqa: PLC0415

        return render_json(report)
    from containerloop.render.text.report import render_text  # noqa: PLC0415

    return render_text(
        report,
        width=width(),
        color=colored() and not to_file,
        verbose=verbose,
        encoding="utf-8" if to_file else sys.stdout.encoding or "ascii",
        live=live,
    )


def width() -> int:
    """Columns to write in; COLUMNS is honoured, a pipe gets 100."""
    return max(NARROWEST, min(shutil.get_terminal_size((100, 24)).columns, WIDEST))


def colored() -> bool:
    """Colour only on a terminal that wants it (no-color.org; TERM=dumb has none)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


class Progress:
    """One line on stderr that says what is being looked at; on a terminal only."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    @property
    def say(self) -> Callable[[str], None]:
        """The function that replaces the line."""
        return self._say if self._shown else lambda text: None

    def _say(self, text: str) -> None:
        from containerloop.facts.printable import printable  # noqa: PLC0415

        # one write for each line: several threads say where they look
        sys.stderr.write(f"\r\x1b[2K  {printable(text, max(width() - 4, 20))} …")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away again."""
        if self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
