"""`explain`: the page of one cause; without one the everyday errors."""

from __future__ import annotations

import difflib
import sys

from containerloop.cli.output import colored, width
from containerloop.cli.streams import write
from containerloop.diagnose.catalogue import entry_of
from containerloop.diagnose.codes import CODES, Code
from containerloop.diagnose.everyday import ERRORS, STEPS
from containerloop.errors import UsageError
from containerloop.facts.plain_words import echoed
from containerloop.render.everyday import render_everyday
from containerloop.render.pages import render_page


def run(code: str | None) -> int:
    """Print the page of the cause that is meant, or the everyday errors; the exit status is 0.

    Raises UsageError where no cause has that code or name, or stdout cannot be written.
    """
    columns, color, encoding = width(), colored(), sys.stdout.encoding or "ascii"
    if code is None:
        write(render_everyday(ERRORS, STEPS, width=columns, color=color, encoding=encoding))
        return 0
    known = _known(code)
    write(render_page(entry_of(known), width=columns, color=color, encoding=encoding))
    return 0


def _known(asked: str) -> Code:
    """The cause that is meant by a code (CL401, cl401, 401) or a name; UsageError if none is."""
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
        f'"{echoed(asked)}" is not a known cause',
        meant if near else "list them with: containerloop causes",
    )
