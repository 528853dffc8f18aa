"""`replay`: the same report from a saved snapshot; no engine is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from containerloop.cli.atomic_write import require_writable
from containerloop.cli.output import Format, show
from containerloop.cli.why import Output


def replay(
    snapshot: Annotated[Path, typer.Argument(metavar="SNAPSHOT", show_default=False)],
    form: Annotated[Format, typer.Option("--format", help="Of the report.")] = Format.TEXT,
    output: Output = None,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show every attempt.")] = False,
) -> int:
    """Show the report of a snapshot that --save wrote."""
    from containerloop.cli.snapshot_files import read  # noqa: PLC0415
    from containerloop.pipeline.report_step import answer  # noqa: PLC0415 - --help needs none of it

    if output is not None:
        require_writable(output, "--output")
    report = answer(read(snapshot))
    show(report, form, output, verbose=verbose, live=False)
    return int(report.exit_status)
