"""`explain` and `causes`: the pages of the catalogue."""

from __future__ import annotations

import difflib
import sys
from typing import Annotated

import typer

from containerloop.cli.output import colored, width
from containerloop.cli.streams import write
from containerloop.errors import UsageError


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
            help="CL401, or a name.",
            autocompletion=complete_code,
            show_default=False,
        ),
    ],
) -> int:
    """Explain one cause: what it means, how it is known, how to mend it."""
    from containerloop.diagnose.catalogue import CATALOGUE  # noqa: PLC0415
    from containerloop.render.pages import render_page  # noqa: PLC0415

    wanted = code.strip().lower()
    for entry in CATALOGUE:
        if wanted in (entry.code.lower(), entry.name):
            text = render_page(
                entry, width=width(), color=colored(), encoding=sys.stdout.encoding or "ascii"
            )
            write(text)
            return 0
    raise _unknown(code)


def _unknown(code: str) -> UsageError:
    from containerloop.diagnose.codes import CODES  # noqa: PLC0415

    wanted = code.strip().lower()
    for known in CODES:
        if wanted in (known.code.lower(), known.name):
            return UsageError(
                f"{known.code} {known.name} ({known.meaning}) is not diagnosed by this version",
                "`containerloop causes` shows which are",
            )
    words = [w for c in CODES for w in (c.code.lower(), c.name)]
    near = difflib.get_close_matches(wanted, words, n=3, cutoff=0.5)
    shown = [w.upper() if w.startswith("cl") else w for w in near]
    meant = f"did you mean {' or '.join(shown)}?"
    return UsageError(
        f'there is no cause "{code}"', meant if near else "`containerloop causes` lists them all"
    )
