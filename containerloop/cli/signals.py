"""Ctrl-C: the first ends the command in order, the next at once."""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
from types import FrameType

from containerloop.cli import streams
from containerloop.report.v1 import ExitStatus


def hear_ctrl_c() -> None:
    """Raise KeyboardInterrupt at the first Ctrl-C and leave at the second, unless it is ignored.

    A shell that starts a command in the background may have it ignore Ctrl-C.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
        sys.unraisablehook = _unraisable


def interrupted() -> int:
    """Say that the command was interrupted; its exit status."""
    streams.complain_of("interrupted; nothing was changed")
    return ExitStatus.INTERRUPTED


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """The first Ctrl-C lets everything be cleared away; after the next only the guard does."""
    signal.signal(signal.SIGINT, lambda *_: os._exit(ExitStatus.INTERRUPTED))
    raise KeyboardInterrupt


def _unraisable(ignored: sys.UnraisableHookArgs) -> None:
    """A KeyboardInterrupt that is raised inside a finalizer is lost; send SIGINT again."""
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
