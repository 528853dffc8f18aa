"""Reading a named file, only if it is a regular file of reasonable size. I/O: files.

A path may lead to a device, a FIFO or an endless file, which would keep a run waiting or
fill the memory. Only the reading of one file may live here.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from containerloop.facts.plain_words import safe_path

MOST_BYTES = 1024 * 1024
"""Of one compose file or env file; the largest in use have some 100 kB, 1,000 services 230 kB."""


_CHUNK = 1 << 20


class NotPlain(Exception):
    """The path exists but must not be read; the message completes "<path> …"."""


def echoed_path(path: Path) -> str:
    """A path as a message may repeat it: of what does not exist, only what cannot be a secret."""
    try:
        there = next((each for each in (path, *path.parents) if each.exists()), None)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        there = None
    if there is None or there == Path():
        return safe_path(str(path))
    return str(there / safe_path(str(path.relative_to(there)))) if there != path else str(path)


def require_plain(path: Path, most: int = MOST_BYTES) -> None:
    """Raise NotPlain where the path is a device, a FIFO, a socket or a very large file.

    A folder, and a path that does not exist or is hidden from this user, pass: opening
    them fails at once with an error of its own.
    """
    try:
        there = path.stat()
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return
    _judge(there, most)


def read_plain(path: Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of a regular file. Raises `NotPlain` for anything else or more than `most` bytes.

    `OSError` or `ValueError` (a NUL in the name) where it cannot be opened.
    """
    require_plain(path, most)  # opening a device may already do something
    # a FIFO that has just come there would not open before somebody writes to it
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        _judge(os.fstat(file), most)
        raw = bytearray()
        while len(raw) <= most and (part := os.read(file, _CHUNK)):
            raw += part
    finally:
        os.close(file)
    if len(raw) > most:
        raise NotPlain(_too_large(most))
    return bytes(raw)


def _judge(there: os.stat_result, most: int) -> None:
    if not stat.S_ISREG(there.st_mode) and not stat.S_ISDIR(there.st_mode):
        raise NotPlain("is not a regular file")
    if stat.S_ISREG(there.st_mode) and there.st_size > most:
        raise NotPlain(_too_large(most))


def _too_large(most: int) -> str:
    return f"has more than {most // 1024 // 1024} MiB"
