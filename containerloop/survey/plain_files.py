"""A file that somebody's project names, read only where it is one. I/O: files.

A name may lead to a device, a FIFO or a file without end: opened as they are, they would
keep a run waiting or fill the memory. Only the reading of one file may live here.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

MOST_BYTES = 4 * 1024 * 1024
"""Of one compose file or env file; the largest in use have some 100 kB."""


class NotPlain(Exception):
    """What is there is not read; the message says why, to follow its name."""


def require_plain(path: Path) -> None:
    """Raise NotPlain where the name leads to a device, a FIFO, a socket or a giant file.

    What is not there, a folder, or hidden from this user is nothing to fear: whoever opens
    it is told so.
    """
    try:
        there = path.stat()
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return
    _judge(there)


def read_plain(path: Path) -> bytes:
    """The bytes of a regular file of at most MOST_BYTES, else NotPlain or an OSError."""
    require_plain(path)  # opening a device may already do something
    # a FIFO that has just come there would not open before somebody writes to it
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        _judge(os.fstat(file))
        parts = [b"."]
        while parts[-1] and sum(map(len, parts)) <= MOST_BYTES + 1:
            parts.append(os.read(file, MOST_BYTES + 1))
    finally:
        os.close(file)
    raw = b"".join(parts[1:])
    if len(raw) > MOST_BYTES:
        raise NotPlain(_TOO_LARGE)
    return raw


_TOO_LARGE = f"has more than {MOST_BYTES // 1024 // 1024} MiB"


def _judge(there: os.stat_result) -> None:
    if not stat.S_ISREG(there.st_mode) and not stat.S_ISDIR(there.st_mode):
        raise NotPlain("is not a regular file")
    if stat.S_ISREG(there.st_mode) and there.st_size > MOST_BYTES:
        raise NotPlain(_TOO_LARGE)
