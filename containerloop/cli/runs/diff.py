"""`diff`: two saved snapshots compared; no engine is asked."""

from __future__ import annotations

import sys
from pathlib import Path

from containerloop.cli.atomic_write import require_writable, write_whole
from containerloop.cli.output import ComparisonFormat, colored, width
from containerloop.cli.snapshot_files import read
from containerloop.cli.streams import write, write_utf8
from containerloop.pipeline.report_step import answer
from containerloop.render import sentences
from containerloop.render.json import json_text
from containerloop.render.markdown import comparison as markdown
from containerloop.render.text import comparison as text
from containerloop.render.text.layout import TextLayout
from containerloop.report.comparison.differences import compare
from containerloop.report.comparison.engines import named_alike
from containerloop.report.comparison.values import Comparison

SAME, DIFFERS = 0, 1


def run(
    files: tuple[Path, Path], form: ComparisonFormat, output: Path | None, *, verbose: bool
) -> int:
    """Show what differs; the exit status.

    Raises UsageError where a file cannot be read or written, SnapshotError where it holds no
    snapshot of this version.
    """
    if output is not None:
        require_writable(output, "--output")
    a, b = named_alike(*map(read, files))
    told_a, told_b = answer(a), answer(b)
    compared = compare(a, told_a, b, told_b)
    answers = (sentences.answer(told_a), sentences.answer(told_b))
    shown = _rendered(compared, answers, form, to_file=output is not None, verbose=verbose)
    if output is not None:
        write_whole(output, shown.encode("utf-8"))
    elif form is ComparisonFormat.TEXT:
        write(shown)
    else:
        write_utf8(shown)
    return SAME if compared.same else DIFFERS


def _rendered(
    compared: Comparison,
    answers: tuple[str, str],
    form: ComparisonFormat,
    *,
    to_file: bool,
    verbose: bool,
) -> str:
    if form is ComparisonFormat.JSON:
        return json_text(compared)
    if form is ComparisonFormat.MARKDOWN:
        return markdown.render_comparison(compared, answers)
    return text.render_comparison(
        compared,
        answers,
        look=TextLayout(width=width(), verbose=verbose, live=False),
        color=colored() and not to_file,
        encoding="utf-8" if to_file else sys.stdout.encoding or "ascii",
    )
