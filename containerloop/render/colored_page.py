"""A page's Markdown for a terminal that has colours."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.markdown import Markdown

from containerloop.render.text.styled_lines import printable_in


def colored_page(page: str, *, width: int, encoding: str) -> str:
    """The page in `width` columns, ending in a newline."""
    console = Console(
        file=StringIO(),
        width=width,
        force_terminal=True,
        color_system="standard",
        no_color=False,
        legacy_windows=False,
    )
    with console.capture() as shown:
        console.print(Markdown(page, hyperlinks=False))
    rows = (row.rstrip() for row in shown.get().splitlines())
    return printable_in("\n".join(rows), encoding) + "\n"
