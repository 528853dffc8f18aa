"""`document`: the team's networking page."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from containerloop.cli.commands.options import Output
from containerloop.cli.commands.why import Files, ProjectName, Timeout
from containerloop.errors import UsageError

EXAMPLES = """\b
Examples:
  containerloop document
  containerloop document --write docs/networking.md
  containerloop document --write README.md
  containerloop document --check
  containerloop document --check README.md
  containerloop document --format html --output networking.html
  containerloop document --style mkdocs --write docs/networking.md

\b
A file that has markers keeps all else that stands in it. Parts: reach, host, browser, names,
open, drawing, trouble.
  <!-- containerloop:begin reach -->
  <!-- containerloop:end -->

\b
Exit status: 0 printed, written or current, 1 the page is stale, 2 usage error,
3 nothing to document, or not all could be looked at, 4 could not ask, 130 interrupted."""


class PageFormat(StrEnum):
    """What the page is printed as."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


class PageStyle(StrEnum):
    """Whose Markdown it is."""

    PLAIN = "plain"
    MKDOCS = "mkdocs"
    DOCUSAURUS = "docusaurus"
    STARLIGHT = "starlight"


File = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]",
        help="The page that --write and --check are about; without it docs/networking.md beside"
        " the compose file.",
        show_default=False,
    ),
]


def document(
    page: File = None,
    write: Annotated[
        bool,
        typer.Option("--write", help="Write the page, or the parts that FILE has markers for."),
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Show what of the page is no longer true.")
    ] = False,
    form: Annotated[PageFormat, typer.Option("--format", help="Output format.")] = (
        PageFormat.MARKDOWN
    ),
    style: Annotated[
        PageStyle | None,
        typer.Option(
            "--style", help="Whose Markdown; without it as it was written last.", show_default=False
        ),
    ] = None,
    output: Output = None,
    project: ProjectName = None,
    file: Files = None,
    timeout: Timeout = 4.0,
) -> int:
    """Print, write or check the networking page of a project.

    It says which address reaches what, and from where. It is measured now; without an engine, or
    while nothing of the project runs, it is read from containerloop.lock.json, which --write
    keeps beside the compose file.
    """
    if write and check:
        raise UsageError("--write and --check exclude each other", "give one of them")
    if page is not None and not (write or check):
        raise UsageError("a FILE needs --write or --check", "to print into a file use --output")
    if (write or check) and (form is not PageFormat.MARKDOWN or output is not None):
        raise UsageError("--write and --check are about a Markdown file", "leave out the rest")

    from containerloop.cli.runs.document import Request, run

    request = Request(
        page=page,
        write=write,
        check=check,
        form=form.value,
        style=style.value if style else None,
        output=output,
        project=project,
        files=tuple(file or ()),
        timeout_s=timeout,
    )
    return run(request)
