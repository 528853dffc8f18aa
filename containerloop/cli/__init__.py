"""The command line. Each command has a file of its own; exceptions end here and only here."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from types import FrameType

from containerloop.errors import ContainerloopError
from containerloop.report import ExitStatus


def main() -> None:
    """Run the command line and leave with one of the documented exit statuses."""
    # a shell that starts a command in the background may have it ignore Ctrl-C
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    try:
        status = run(sys.argv[1:])
    except KeyboardInterrupt:  # before or after the command itself
        status = _interrupted()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # the reader has gone
            stream.flush()
    # at once: Python would first wait for threads, and they for an engine that hangs
    os._exit(status)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """The first Ctrl-C lets everything be cleared away; after the next only the guard does."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(ExitStatus.INTERRUPTED))
    raise KeyboardInterrupt


def run(arguments: list[str]) -> int:
    """One command; every failure becomes a sentence on stderr and an exit status."""
    import typer  # noqa: PLC0415 - importing this package alone costs nothing

    from containerloop.cli.app import app  # noqa: PLC0415

    try:
        status = app(args=arguments, prog_name="containerloop", standalone_mode=False)
    except ContainerloopError as error:
        return _said(error.message, error.hint, error.status)
    except typer.TyperException as error:
        return _usage(error)
    except (KeyboardInterrupt, typer.Abort):
        status = ExitStatus.INTERRUPTED
    if status == ExitStatus.INTERRUPTED:
        return _interrupted()
    return status if isinstance(status, int) else ExitStatus.REACHABLE


def _interrupted() -> int:
    return _said("interrupted; nothing was changed", "", ExitStatus.INTERRUPTED)


def _usage(error: Exception) -> int:
    """What the parser of options says, in its own words: usage, the fault, --help."""
    show = getattr(error, "show", None)
    if show is None:
        return _said(str(error), "", ExitStatus.USAGE)
    show()
    return ExitStatus.USAGE


def _said(message: str, hint: str, status: int) -> int:
    from containerloop.protocols.text import plain  # noqa: PLC0415

    print(f"containerloop: {plain(message, 2000)}", file=sys.stderr)
    if hint:
        print(f"  {plain(hint, 2000)}", file=sys.stderr)
    return status
