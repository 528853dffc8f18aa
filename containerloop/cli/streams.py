"""The three standard streams, of which any may be closed, full, or read by nobody."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import textwrap
from collections.abc import Callable

from containerloop.cli.output import width
from containerloop.errors import UsageError
from containerloop.facts.printable import printable

MOST_CHARACTERS = 2000
"""Of one line of a complaint; what it quotes may be of any length."""


def stand_in_for_closed() -> None:
    """Put the null device wherever a standard stream was closed by whoever started us.

    Else the next socket or file that is opened becomes our stdout or stderr.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number: this one
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = io.FileIO(os.devnull, "r" if name == "stdin" else "w")
            setattr(sys, name, io.TextIOWrapper(nowhere, encoding="utf-8"))


def write(text: str) -> None:
    """Write to stdout; a reader that has gone (head, less) is not a failure of ours.

    Raises UsageError where stdout cannot be written.
    """
    _written(lambda: sys.stdout.write(text))


def write_utf8(text: str) -> None:
    """Write to stdout what a program reads: UTF-8, with the line ends as they are.

    Raises UsageError where stdout cannot be written.
    """
    sys.stdout.flush()
    _written(lambda: sys.stdout.buffer.write(text.encode("utf-8")))


def _written(write: Callable[[], int]) -> None:
    try:
        write()
        sys.stdout.flush()
    except BrokenPipeError:
        give_up_stdout()
    except OSError as error:
        give_up_stdout()
        raise UsageError(f"cannot write to stdout: {error.strerror}") from error


def complain(text: str) -> None:
    """A line on stderr, if that can be written at all."""
    with contextlib.suppress(OSError, ValueError):
        print(text, file=sys.stderr, flush=True)


def complain_of(message: str, hint: str = "") -> None:
    """Why there is no answer, in one line on stderr; below it what to do, if anything helps.

    On a terminal long lines break between words.
    """
    complain(_shown(f"containerloop: {printable(message, MOST_CHARACTERS)}"))
    if hint:
        complain(_shown(f"  {printable(hint, MOST_CHARACTERS)}"))


def _shown(text: str) -> str:
    if not sys.stderr.isatty():
        return text
    return textwrap.fill(
        text, width(), subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def give_up_stdout() -> None:
    """Let what is still in stdout's buffer go nowhere; Python would else complain of it later."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def flush() -> None:
    """Write what is still in the buffers, where somebody reads."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
