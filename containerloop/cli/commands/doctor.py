"""`doctor`: which engine this is, and what can be seen."""

from __future__ import annotations

from containerloop.cli.commands.options import ReportFormat
from containerloop.cli.output import Format


def doctor(form: ReportFormat = Format.TEXT) -> int:
    """Show what containerloop can and cannot see here.

    Exit status: 0 everything can be seen, 3 something cannot, 4 no engine.
    """
    from containerloop.cli.runs.doctor import run

    return run(form)
