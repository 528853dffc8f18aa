"""The options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from containerloop.cli.output import Format
from containerloop.report.gate import FailOn

ReportFormat = Annotated[Format, typer.Option("--format", help="Output format.")]
FailOnOption = Annotated[
    FailOn,
    typer.Option(
        "--fail-on",
        help="The least that ends with a status other than 0; each includes those before it:"
        " never, cause, inconclusive, warning.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write the report to FILE instead of stdout."),
]


def complete_engine(incomplete: str) -> list[str]:
    """The names of Docker contexts, for the shell."""
    from containerloop.cli.completion import engines

    return engines(incomplete)


Engines = Annotated[
    list[str] | None,
    typer.Option(
        "--engine",
        metavar="CONTEXT",
        help="Ask this Docker context's engine too; its vantages are called NAME@CONTEXT."
        " Repeatable.",
        autocompletion=complete_engine,
    ),
]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Show every attempt.")]
