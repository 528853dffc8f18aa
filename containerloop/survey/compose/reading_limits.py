"""What reading one project's files may cost. Aliases, merge keys and variables multiply.

Six hundred bytes of YAML can stand for forty million items, and a short `.env` for more text than
there is memory. Only these limits may live here; whoever multiplies asks `within_limits`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from containerloop.errors import ComposeFileInvalid

SECONDS = 5.0
"""Of this thread's processor time: a busy machine refuses no file, a slow one none that is real.

1,000 services take 0.7 of a second where nothing else runs, three times that on a full machine.
"""
MOST_ITEMS = 250_000
"""Items of a file with every alias written out; 1,000 services have some 20,000."""
MOST_CHARACTERS = 1024 * 1024
"""Of one value, after its variables are substituted."""

_until: ContextVar[float | None] = ContextVar("until", default=None)


class TooCostly(Exception):
    """Reading on would take more time or memory than any project needs; the message says why."""


@contextmanager
def limited(file: str) -> Iterator[None]:
    """The limits for all that is read inside; `file` is named when one is reached.

    Inside another `limited` it adds nothing. Raises `ComposeFileInvalid`.
    """
    outer = _until.get()
    mark = _until.set(outer or time.thread_time() + SECONDS)
    try:
        yield
    except TooCostly as error:
        if outer is not None:
            raise
        hint = "write less of it with aliases, merge keys and variables"
        raise ComposeFileInvalid(f"{file}: {error}", hint) from None
    finally:
        _until.reset(mark)


def within_limits(characters: int = 0) -> None:
    """Raise `TooCostly` where the time is over, or where a value has become too long."""
    until = _until.get()
    if until is not None and time.thread_time() > until:
        raise TooCostly(f"it takes more than {SECONDS:.0f} s of computing to read")
    if characters > MOST_CHARACTERS:
        raise TooCostly(f"a value has more than {MOST_CHARACTERS} characters")
