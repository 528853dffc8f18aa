"""Whose a file is, and whether it may be written in the name of whoever runs this. I/O: files."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from containerloop.apply.refusal import Refused

CHANGED = "the file changed since it was read: ask again"


def writable_place(folder: Path, file: str, since_ns: int) -> Path:
    """The real path of a project's file. Raises `Refused` where it must not be written.

    `folder` is the project's; a file that its own files name outside of it (`../common.env`) is
    theirs, one that a symbolic link leads to is not. `since_ns` (of time.time_ns) is when the
    files began to be read: what was written or put there later is not what was read.
    """
    path = folder / file
    real, home = Path(os.path.realpath(path)), Path(os.path.realpath(folder))
    plainly = Path(os.path.normpath(home / file))
    if real != plainly and not real.is_relative_to(home):
        raise Refused("a symbolic link leads out of the project's folder", file)
    try:
        there = real.stat()
    except (OSError, ValueError):
        raise Refused("the file is not there any more", file) from None
    if there.st_ctime_ns > since_ns:
        raise Refused(CHANGED, file)
    _require_plain(there, file)
    _require_own(there, file)
    if not there.st_mode & stat.S_IWUSR or not os.access(real, os.W_OK):
        raise Refused("the file is read-only", file)
    if not os.access(real.parent, os.W_OK):
        raise Refused("nothing can be written into its folder", file)
    return real


def _require_plain(there: os.stat_result, file: str) -> None:
    if not stat.S_ISREG(there.st_mode):
        raise Refused("it is not a regular file", file)
    if there.st_nlink > 1:  # the other names would keep what stands there now
        raise Refused("the file has another name as well (a hard link)", file)


def _require_own(there: os.stat_result, file: str) -> None:
    """With sudo the files of whoever called it are meant, and root's."""
    if not hasattr(os, "geteuid"):  # Windows
        return
    mine = {os.geteuid()}
    caller = os.environ.get("SUDO_UID", "")
    if os.geteuid() == 0 and caller.isdigit():
        mine.add(int(caller))
    if there.st_uid not in mine:
        raise Refused("the file belongs to another user", file)
