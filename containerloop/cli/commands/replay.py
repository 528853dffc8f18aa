"""`replay`: the same report from a saved snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from containerloop.cli.commands.options import FailOnOption, Output, ReportFormat, Verbose
from containerloop.cli.output import Format
from containerloop.report.gate import FailOn


def replay(
    snapshot: Annotated[
        Path,
        typer.Argument(metavar="SNAPSHOT", help="A file written by --save.", show_default=False),
    ],
    form: ReportFormat = Format.TEXT,
    output: Output = None,
    fail_on: FailOnOption = FailOn.INCONCLUSIVE,
    verbose: Verbose = False,
) -> int:
    """Show the report of a snapshot written by --save. No engine is needed."""
    from containerloop.cli.runs.replay import run

    return run(snapshot, form, output, fail_on, verbose=verbose)
