"""`causes`: every cause of the catalogue."""

from __future__ import annotations


def causes() -> int:
    """List all known causes."""
    from containerloop.cli.runs.causes import run

    return run()
