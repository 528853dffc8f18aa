"""TARGET as it was typed; `-` is what stands on stdin."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from containerloop.cli.streams import complain
from containerloop.errors import UsageError
from containerloop.facts import Question
from containerloop.facts.parsers.printed_error import MOST_CHARACTERS
from containerloop.question import everything, parse_target

STDIN = "-"
_PIECE = 1 << 16


def typed_question(target: str | None, vantages: Sequence[str]) -> Question:
    """The question; without a target, about all that is relied on.

    Raises UsageError for what is not understood.
    """
    return everything(vantages) if target is None else parse_target(text_of(target), vantages)


def text_of(target: str) -> str:
    """The words of the target; for `-` the end of what stdin has, of which the last error counts.

    Raises UsageError where stdin cannot be read or has nothing.
    """
    if target != STDIN:
        return target
    if sys.stdin.isatty():
        complain("paste the error, then press Ctrl-D")
    try:
        text = _last_of_stdin().decode("utf-8", "replace")
    except OSError as error:
        raise UsageError(f"cannot read stdin: {error.strerror}") from error
    if not text.strip():
        raise UsageError("there is nothing on stdin", "pipe the error in: docker compose logs api")
    return text


def _last_of_stdin() -> bytes:
    """At most so much of it, however long it is."""
    kept = bytearray()
    while piece := sys.stdin.buffer.read(_PIECE):
        kept += piece
        if len(kept) > 2 * MOST_CHARACTERS:
            del kept[:-MOST_CHARACTERS]
    return bytes(kept)
