"""Several files replaced together: all of them or none, each whole, as it was or as it is to be.

I/O: files. Everything is on the disk before the first file is replaced; what was replaced is put
back, the very file, where a later one cannot be or what comes of it is not what was meant.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from containerloop.apply.edit_plan import EditedFile
from containerloop.apply.ownership import CHANGED
from containerloop.apply.refusal import Refused
from containerloop.apply.rights import keep_attributes, keep_rights

PREFIX = ".containerloop-"
"""Of the names of files that stand beside the user's while these are written."""
LOCK_SECONDS = 20.0
"""How long another run that is writing here is waited for."""


def write_together(
    files: Sequence[EditedFile], folder: Path, complaint: Callable[[], str | None]
) -> None:
    """Put every file's new text in its place; raises `Refused`, and then nothing is changed.

    `folder` is the project's: two runs never write there at once. `complaint` says what is wrong
    with the files as they are then, None where nothing is.
    """
    with _alone(folder), contextlib.ExitStack() as kept:
        for file in files:
            if _bytes(file) != file.before:
                raise Refused(CHANGED, file.shown)
        staged = [(file, _staged(file, kept), _spared(file, kept)) for file in files]
        replaced: list[tuple[str, Path]] = []
        try:
            for file, new, old in staged:
                replaced.append((old, file.path))
                os.replace(new, file.path)
            said = complaint()
        except BaseException as error:
            _put_back(replaced)
            if isinstance(error, OSError):
                raise Refused(error.strerror or "it cannot be written") from None
            raise
        if said is not None:
            _put_back(replaced)
            raise Refused(f"put back: docker compose config reads it differently ({said})")


def _bytes(file: EditedFile) -> bytes:
    try:
        return file.path.read_bytes()
    except OSError:
        raise Refused(CHANGED, file.shown) from None


def _staged(file: EditedFile, kept: contextlib.ExitStack) -> str:
    """A file beside the user's with the new text, all of it on the disk."""
    try:
        number, name = tempfile.mkstemp(prefix=PREFIX, dir=file.path.parent)
        kept.callback(_forget, name)
        with open(number, "wb") as new:
            new.write(file.after)
            new.flush()
            os.fsync(new.fileno())
        keep_rights(name, file.path.stat())
        keep_attributes(file.path, name)
    except OSError as error:
        raise Refused(error.strerror or "it cannot be written", file.shown) from None
    return name


def _spared(file: EditedFile, kept: contextlib.ExitStack) -> str:
    """A second name for the user's file, from which it can be put back."""
    number, name = tempfile.mkstemp(prefix=PREFIX, dir=file.path.parent)
    os.close(number)
    kept.callback(_forget, name)
    os.unlink(name)
    try:
        os.link(file.path, name)
    except OSError:  # no such names on this file system
        shutil.copy2(file.path, name)
        keep_rights(name, file.path.stat())
    return name


def _put_back(replaced: Sequence[tuple[str, Path]]) -> None:
    for old, path in reversed(replaced):
        with contextlib.suppress(FileNotFoundError):
            os.replace(old, path)


def _forget(name: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(name)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No other run writes in this folder meanwhile; nothing is left there of that.

    A lock on the folder itself. Where there is none (Windows, some network file systems), only
    what stands in the files is compared.
    """
    try:
        import fcntl  # noqa: PLC0415 - not on Windows

        held = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        _wait_for(lambda: fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB))
        yield
    finally:
        os.close(held)


def _wait_for(take: Callable[[], None]) -> None:
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return take()
        except BlockingIOError:
            if time.monotonic() > until:
                raise Refused("another containerloop is writing here: ask again") from None
            time.sleep(0.05)
        except OSError:  # a file system without locks
            return None
