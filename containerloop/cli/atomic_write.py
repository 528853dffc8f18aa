"""A file that is written whole or not at all. I/O: files.

What stands there already stays until all of the new is on the disk, and whether anything can
be written there is found out before the work is done for it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path

from containerloop.apply.rights import keep_rights
from containerloop.errors import UsageError
from containerloop.survey.plain_files import echoed_path


def require_writable(path: Path, option: str) -> None:
    """Raise UsageError where `path`, given with `option`, cannot be written; nothing is left."""
    try:
        _try(path)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise _refusal(path, error, f"give {option} a file that you can write") from error


def write_whole(path: Path, text: bytes) -> None:
    """Put `text` in the place of what is there. Raises UsageError, and then nothing changed.

    Into a device or a pipe it goes as it is; so it does into a file whose folder takes no
    other beside it.
    """
    try:
        _write(path, text)
    except (OSError, ValueError) as error:
        raise _refusal(path, error) from error


def write_new(path: Path, text: bytes) -> None:
    """Write a file that is not there yet. Raises UsageError, and then nothing changed."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with open(number, "wb") as file:
            try:
                file.write(text)
                file.flush()
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(path)
                raise
    except (OSError, ValueError) as error:
        raise _refusal(path, error) from error


def _refusal(path: Path, error: Exception, hint: str = "") -> UsageError:
    said = getattr(error, "strerror", None) or error
    return UsageError(f"cannot write {echoed_path(path)}: {said}", hint)


def _there(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _try(path: Path) -> None:
    there = _there(path)
    folder = _real(path).parent
    if there is None and not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, f"the folder {echoed_path(folder)} does not exist")
    if there is None:
        tempfile.TemporaryFile(dir=folder).close()
    elif stat.S_ISREG(there.st_mode) or stat.S_ISDIR(there.st_mode):
        os.close(os.open(path, os.O_WRONLY))
    # opening a device or a FIFO may already do something


def _real(path: Path) -> Path:
    """Where the file itself is: what a link points at is replaced, not the link."""
    return Path(os.path.realpath(path))


def _write(path: Path, text: bytes) -> None:
    there = _there(path)
    real = _real(path)
    if there is not None and not stat.S_ISREG(there.st_mode):
        path.write_bytes(text)
        return
    try:
        number, name = tempfile.mkstemp(prefix=".containerloop-", dir=real.parent)
    except OSError:
        if there is None:
            raise
        path.write_bytes(text)
        return
    try:
        with open(number, "wb") as file:
            file.write(text)
        _like(name, there)
        os.replace(name, real)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)  # it can only be read by setting it
    os.umask(mask)
    return mask


def _like(name: str, there: os.stat_result | None) -> None:
    """Whose the file is and who may read it, as if it had been written in place."""
    if there is None:
        os.chmod(name, 0o666 & ~_umask())
        return
    keep_rights(name, there)
