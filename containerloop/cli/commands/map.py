"""`map`: what reaches what in a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from containerloop.cli.commands.options import Output
from containerloop.cli.commands.why import Files, NoProbe, ProjectName, Timeout
from containerloop.cli.output import MapFormat

EXAMPLES = """\b
Examples:
  containerloop map
  containerloop map --format html --output map.html
  containerloop map --format mermaid >> docs/networking.md
  containerloop map --save seen.json
  containerloop map seen.json --format svg --output map.svg

\b
Exit status: 0 the map was made, 2 usage error, 4 could not ask, 130 interrupted."""


def draw_map(
    snapshot: Annotated[
        Path | None,
        typer.Argument(
            metavar="[SNAPSHOT]",
            help="Draw what a file written by --save holds; no engine is asked.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[MapFormat, typer.Option("--format", help="Output format.")] = MapFormat.TEXT,
    output: Output = None,
    project: ProjectName = None,
    file: Files = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE", help="Save everything that was seen.")
    ] = None,
    timeout: Timeout = 4.0,
    no_probe: NoProbe = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Name every service.")] = False,
) -> int:
    """Show what reaches what in a project.

    Every server is measured from every service and from this machine. Your containers, networks
    and files are not changed.
    """
    from containerloop.cli.runs.map import Request, run

    request = Request(
        snapshot=snapshot,
        form=form,
        output=output,
        project=project,
        files=tuple(file or ()),
        save=save,
        timeout_s=timeout,
        probe=not no_probe,
        verbose=verbose,
    )
    return run(request)
