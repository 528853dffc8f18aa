"""The options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from containerloop.cli.output import Format

ReportFormat = Annotated[Format, typer.Option("--format", help="Output format.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write the report to FILE instead of stdout."),
]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Show every attempt.")]
