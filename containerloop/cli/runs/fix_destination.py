"""Where the answer of `fix` goes: step by step to stdout, or whole into a file."""

from __future__ import annotations

import sys
from pathlib import Path

from containerloop.cli.atomic_write import write_whole
from containerloop.cli.output import Format, colored, width
from containerloop.cli.streams import write
from containerloop.render.json import json_text
from containerloop.render.text.fix import render_fix
from containerloop.render.text.report import render_text
from containerloop.report.fix_v1 import FixReport
from containerloop.report.v1 import Report


class Destination:
    """Takes what `fix` has to say, in the order in which it happens.

    JSON is one value at the end; text is written as it comes, so that what was changed is told
    before anything else can go wrong.
    """

    def __init__(self, form: Format, output: Path | None, *, verbose: bool) -> None:
        self._json = form is Format.JSON
        self._output = output
        self._verbose = verbose
        self._held: list[str] = []

    def nothing_to_repair(self, report: Report) -> None:
        """The answer to the question, as `why` gives it."""
        empty = FixReport(target=report.question.target, repairs=(), report=report)
        self._last(json_text(empty) if self._json else self._report(report))

    def done(self, told: FixReport, hints: tuple[str, ...]) -> None:
        """Everything, where the question is not asked again."""
        self._last(json_text(told) if self._json else self._fix(told, hints))

    def before_again(self, told: FixReport) -> None:
        """What was written, before the services are recreated."""
        if not self._json:
            self._say(self._fix(told, ()) + "\n")

    def again(self, told: FixReport, report: Report) -> None:
        """The second answer."""
        self._last(json_text(told) if self._json else self._report(report))

    def _fix(self, told: FixReport, hints: tuple[str, ...]) -> str:
        return render_fix(
            told, width=width(), color=self._color, encoding=self._encoding, hints=hints
        )

    def _report(self, report: Report) -> str:
        return render_text(
            report,
            width=width(),
            color=self._color,
            verbose=self._verbose,
            encoding=self._encoding,
        )

    @property
    def _color(self) -> bool:
        return colored() and self._output is None

    @property
    def _encoding(self) -> str:
        return "utf-8" if self._output is not None else sys.stdout.encoding or "ascii"

    def _say(self, text: str) -> None:
        if self._output is None:
            write(text)
        else:
            self._held.append(text)

    def _last(self, text: str) -> None:
        self._say(text)
        if self._output is not None:
            write_whole(self._output, "".join(self._held).encode())
