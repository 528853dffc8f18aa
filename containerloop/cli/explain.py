"""`explain` and `causes`: the pages of the catalogue, read from where they are kept."""

from __future__ import annotations

import difflib
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from containerloop.cli.output import colored, width
from containerloop.cli.streams import write
from containerloop.errors import UsageError

if TYPE_CHECKING:
    from containerloop.diagnose.codes import Code


def complete_code(incomplete: str) -> list[str]:
    """The codes that begin so, for the shell."""
    from containerloop.diagnose.codes import CODES  # noqa: PLC0415

    lower = incomplete[:1].islower()
    codes = [c.code.lower() if lower else c.code for c in CODES]
    return [code for code in codes if code.startswith(incomplete)]


def explain(
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE",
            help="CL401, 401, or a name.",
            autocompletion=complete_code,
            show_default=False,
        ),
    ],
) -> int:
    """Explain one cause: what it means, how it is known, how to mend it."""
    from containerloop.diagnose.catalogue import CATALOGUE  # noqa: PLC0415
    from containerloop.render.pages import render_page, render_undiagnosed  # noqa: PLC0415

    known = _known(code)
    encoding = sys.stdout.encoding or "ascii"
    for entry in CATALOGUE:
        if entry.code == known.code:
            write(render_page(entry, width=width(), color=colored(), encoding=encoding))
            return 0
    text = render_undiagnosed(
        known.code,
        known.name,
        undiagnosed(known),
        width=width(),
        color=colored(),
        encoding=encoding,
    )
    write(text)
    return 0


def undiagnosed(code: Code) -> str:
    """The page (Markdown) of a cause that has no rule; a file of the installation."""
    from importlib.resources import files  # noqa: PLC0415

    name = f"{code.code.lower()}_{code.name.replace('-', '_')}.md"
    folder = files("containerloop") / "diagnose" / "undiagnosed"
    return (folder / name).read_text(encoding="utf-8")


def _known(asked: str) -> Code:
    """The cause that is meant by a code (CL401, cl401, 401) or a name; UsageError if none is."""
    from containerloop.diagnose.codes import CODES  # noqa: PLC0415

    wanted = asked.strip().lower()
    if wanted.isdecimal():
        wanted = f"cl{wanted}"
    for known in CODES:
        if wanted in (known.code.lower(), known.name):
            return known
    words = [w for c in CODES for w in (c.code.lower(), c.name)]
    near = difflib.get_close_matches(wanted, words, n=3, cutoff=0.5)
    shown = [w.upper() if w.startswith("cl") else w for w in near]
    meant = f"did you mean {' or '.join(shown)}?"
    raise UsageError(
        f'there is no cause "{asked}"', meant if near else "`containerloop causes` lists them all"
    )
