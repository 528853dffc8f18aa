"""`causes`: every cause of the catalogue."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from containerloop.cli.output import colored, width
from containerloop.cli.streams import write

if TYPE_CHECKING:
    pass


def causes() -> int:
    """List every cause of the catalogue."""
    from containerloop.diagnose.codes import CODES  # noqa: PLC0415
    from containerloop.render.pages import CatalogueRow, render_catalogue  # noqa: PLC0415

    rows = [
        CatalogueRow(code=c.code, name=c.name, description=c.meaning, diagnosed=c.diagnosed)
        for c in CODES
    ]
    encoding = sys.stdout.encoding or "ascii"
    write(render_catalogue(rows, width=width(), color=colored(), encoding=encoding))
    return 0
