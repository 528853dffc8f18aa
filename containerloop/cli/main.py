"""The command line. Each command has a file of its own; exceptions end here and only here."""

from __future__ import annotations

import _thread
import io
import os
import signal
import sys
import threading
import traceback
from types import FrameType
from typing import NoReturn

from containerloop.cli import streams
from containerloop.errors import ContainerloopError, CouldNotAsk
from containerloop.report.v1 import ExitStatus


def main() -> None:
    """Run the command line and leave with one of the documented exit statuses."""
    # a shell that starts a command in the background may have it ignore Ctrl-C
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
        sys.unraisablehook = _unheard
    try:
        streams.stand_in_for_closed()
        _leave(run(sys.argv[1:]))
    except KeyboardInterrupt:  # before or after the command itself, up to the very end
        _leave(_interrupted())


def _leave(status: int) -> NoReturn:
    """At once: Python would first wait for threads, and they for an engine that hangs."""
    streams.flush()
    os._exit(status)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """The first Ctrl-C lets everything be cleared away; after the next only the guard does."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(ExitStatus.INTERRUPTED))
    raise KeyboardInterrupt


def _unheard(ignored: sys.UnraisableHookArgs) -> None:
    """A Ctrl-C while Python tidies up an object is raised to nobody: say it once more, later."""
    if not isinstance(ignored.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(ignored)
        return
    signal.signal(signal.SIGINT, _interrupt)
    threading.Timer(0.005, _again).start()


def _again() -> None:
    main_thread = threading.main_thread().ident
    if sys.platform != "win32" and main_thread is not None:
        signal.pthread_kill(main_thread, signal.SIGINT)  # a sleep or a read ends by it
    else:
        _thread.interrupt_main()


def run(arguments: list[str]) -> int:
    """One command; every failure becomes a sentence on stderr and an exit status."""
    import typer  # noqa: PLC0415 - importing this package alone costs nothing

    from containerloop.cli.app import app  # noqa: PLC0415

    try:
        status = app(args=arguments, prog_name="containerloop", standalone_mode=False)
    except ContainerloopError as error:
        return _said(error.message, error.hint, error.status)
    except typer.TyperException as error:
        return _usage(error, quoting=bool(arguments))
    except (KeyboardInterrupt, typer.Abort):
        status = ExitStatus.INTERRUPTED
    except SystemExit:  # so the parser of options ends where nobody reads its --help
        status = ExitStatus.REACHABLE
    except Exception as error:  # noqa: BLE001 - a traceback would end with 1: a fault was found
        return _unforeseen(error)
    if status == ExitStatus.INTERRUPTED:
        return _interrupted()
    return status if isinstance(status, int) else ExitStatus.REACHABLE


def _interrupted() -> int:
    return _said("interrupted; nothing was changed", "", ExitStatus.INTERRUPTED)


def _usage(error: Exception, *, quoting: bool) -> int:
    """What the parser of options says, in its own words: usage, the fault, --help.

    `quoting`: it may quote the user's words. Without any it is the help, whose columns stay.
    """
    show = getattr(error, "show", None)
    if show is None:
        return _said(str(error), "", ExitStatus.USAGE)
    told = io.StringIO()
    show(file=told)
    lines = told.getvalue().splitlines()
    streams.complain("\n".join(map(_line, lines) if quoting else lines))
    return ExitStatus.USAGE


def _line(text: str) -> str:
    """A line of the parser's own words, in which it quotes the user's."""
    from containerloop.facts.printable import printable  # noqa: PLC0415

    bare = text.lstrip(" ")
    return text[: len(text) - len(bare)] + printable(bare, 2000)


def _unforeseen(error: Exception) -> int:
    """What nobody foresaw is a defect of ours, unless the system itself refused something."""
    if os.environ.get("CONTAINERLOOP_TRACEBACK"):
        traceback.print_exception(error)
    if isinstance(error, OSError) and error.strerror:
        streams.give_up_stdout()
        at = f" ({error.filename})" if error.filename else ""
        return _said(f"the system refused: {error.strerror}{at}", "", CouldNotAsk.status)
    return _said(
        f"a defect of containerloop itself: {type(error).__name__}: {error}",
        "please report it with what CONTAINERLOOP_TRACEBACK=1 adds; nothing was changed",
        CouldNotAsk.status,
    )


def _said(message: str, hint: str, status: int) -> int:
    from containerloop.facts.printable import printable  # noqa: PLC0415

    streams.complain(f"containerloop: {printable(message, 2000)}")
    if hint:
        streams.complain(f"  {printable(hint, 2000)}")
    return status
