"""Where the program begins and ends: the streams, Ctrl-C, and an exit status."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from containerloop.cli import streams
from containerloop.cli.signals import hear_ctrl_c, interrupted


def main() -> None:
    """Run the command line and leave with one of the documented exit statuses."""
    hear_ctrl_c()
    try:
        streams.stand_in_for_closed()
        _leave(run(sys.argv[1:]))
    except KeyboardInterrupt:  # before or after the command itself, up to the very end
        _leave(interrupted())


def run(arguments: list[str]) -> int:
    """One command; every failure becomes a sentence on stderr and an exit status."""
    # loaded when Ctrl-C is heard already: it takes longer than all before it
    from containerloop.cli import command_line  # noqa: PLC0415

    return command_line.run(arguments)


def _leave(status: int) -> NoReturn:
    """At once: Python would first wait for threads, and they for an engine that hangs."""
    streams.flush()
    os._exit(status)
