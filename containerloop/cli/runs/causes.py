"""`causes`: every cause of the catalogue, and whether a rule finds it."""

from __future__ import annotations

import sys

from containerloop.cli.output import colored, width
from containerloop.cli.streams import write
from containerloop.diagnose.catalogue import CATALOGUE
from containerloop.diagnose.codes import CODES
from containerloop.render.pages import CatalogueRow, render_catalogue


def run() -> int:
    """List every cause; the exit status is 0. UsageError where stdout cannot be written."""
    diagnosed = {entry.code for entry in CATALOGUE}
    rows = [
        CatalogueRow(code=c.code, name=c.name, description=c.meaning, diagnosed=c.code in diagnosed)
        for c in CODES
    ]
    encoding = sys.stdout.encoding or "ascii"
    write(render_catalogue(rows, width=width(), color=colored(), encoding=encoding))
    return 0
