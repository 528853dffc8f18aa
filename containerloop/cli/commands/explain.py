"""`explain`: the page of one cause, or the everyday errors."""

from __future__ import annotations

from typing import Annotated

import typer


def complete_code(incomplete: str) -> list[str]:
    """The codes that begin so, for the shell."""
    from containerloop.diagnose.codes import CODES

    lower = incomplete[:1].islower()
    codes = [c.code.lower() if lower else c.code for c in CODES]
    return [code for code in codes if code.startswith(incomplete)]


def explain(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]",
            help="A code (CL401 or 401) or a name (localhost-is-this-container). Without it: the"
            " everyday errors and what each may be.",
            autocompletion=complete_code,
            show_default=False,
        ),
    ] = None,
) -> int:
    """Explain one cause: meaning, evidence and remedy; without CODE the everyday errors."""
    from containerloop.cli.runs.explain import run

    return run(code)
