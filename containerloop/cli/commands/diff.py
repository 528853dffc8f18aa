"""`diff`: what differs between two snapshots."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from containerloop.cli.commands.options import Output
from containerloop.cli.output import ComparisonFormat

EXAMPLES = """\b
Examples:
  containerloop why 5432 --save mine.json      on your machine
  containerloop why 5432 --save theirs.json    on the other one
  containerloop diff mine.json theirs.json

\b
Exit status: 0 nothing differs, 1 something does, 2 usage error."""


def diff(
    a: Annotated[
        Path,
        typer.Argument(metavar="A", help="A file written by --save.", show_default=False),
    ],
    b: Annotated[Path, typer.Argument(metavar="B", help="Another such file.", show_default=False)],
    form: Annotated[
        ComparisonFormat, typer.Option("--format", help="Output format.")
    ] = ComparisonFormat.TEXT,
    output: Output = None,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Show every difference.")
    ] = False,
) -> int:
    """Show what differs between two saved snapshots.

    For "it works on my machine": what explains another outcome comes first. Numbers, ids and
    names that an engine made up are left out. No engine is needed.
    """
    from containerloop.cli.runs.diff import run

    return run((a, b), form, output, verbose=verbose)
