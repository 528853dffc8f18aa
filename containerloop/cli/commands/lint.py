"""`lint`: the same causes from the compose files alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from containerloop.cli.commands.options import FailOnOption, Output, ReportFormat
from containerloop.cli.output import Format
from containerloop.report.gate import FailOn

EXAMPLES = """\b
Examples:
  containerloop lint
  containerloop lint compose.yaml compose.prod.yaml
  containerloop lint --format sarif --output lint.sarif
  containerloop lint --fail-on warning

\b
A comment on the line, or on the one above it, with a reason, ignores a finding:
  # containerloop: ignore CL401 the worker starts its own database

\b
Exit status: 0 nothing found, 1 a fault was found, 2 usage error,
3 not everything could be read, 4 no compose file, 130 interrupted."""

Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[FILE]...",
        help="Compose files of one project, the later ones merged into the first."
        " Default: those that docker compose reads here.",
        show_default=False,
    ),
]


def lint(
    files: Files = None,
    form: ReportFormat = Format.TEXT,
    output: Output = None,
    fail_on: FailOnOption = FailOn.INCONCLUSIVE,
) -> int:
    """Find networking faults from the compose files alone.

    Needs no engine, and starts nothing. Only what fails on every machine is told; what a run
    alone can tell is counted.
    """
    from containerloop.cli.runs.lint import run

    return run(tuple(files or ()), form, output, fail_on)
