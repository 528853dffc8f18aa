"""`causes`: every cause of the catalogue."""

from __future__ import annotations

import sys

from containerloop.cli.output import colored, width
from containerloop.cli.streams import write
from containerloop.diagnose.codes import CODES
from containerloop.render.pages import CatalogueRow, render_catalogue


def run() -> int:
    """List every cause; the exit status is 0. UsageError where stdout cannot be written."""
    rows = [CatalogueRow(code=c.code, name=c.name, description=c.meaning) for c in CODES]
    encoding = sys.stdout.encoding or "ascii"
    write(render_catalogue(rows, width=width(), color=colored(), encoding=encoding))
    return 0
