"""`containerloop.lock.json`: what was measured for the page, beside the compose file. JSON."""

from __future__ import annotations

from pathlib import Path

import msgspec

from containerloop.errors import UsageError
from containerloop.render.json import json_text
from containerloop.report.page.values import LOCK_VERSION, Lock, PageReport
from containerloop.survey.plain_files import NotPlain, read_plain

NAME = "containerloop.lock.json"
_AGAIN = "measure it again: containerloop document --write"


class _Head(msgspec.Struct):
    """What every version of the file has."""

    lock_version: int


def encode(lock: Lock) -> bytes:
    """The file's bytes."""
    return json_text(lock).encode("utf-8")


def read(folder: Path) -> Lock | None:
    """The lock of a project's folder, None where there is none. Raises UsageError for any other."""
    try:
        raw = read_plain(folder / NAME)
    except FileNotFoundError:
        return None
    except NotPlain as error:
        raise UsageError(f"{NAME} {error}", _AGAIN) from error
    except OSError as error:
        raise UsageError(f"cannot read {NAME}: {error.strerror}") from error
    return decode(raw)


def decode(raw: bytes) -> Lock:
    """A lock from its bytes. Raises UsageError in one sentence for anything else."""
    try:
        head = msgspec.json.decode(raw, type=_Head)
        if head.lock_version != LOCK_VERSION:
            raise UsageError(
                f"{NAME} is of version {head.lock_version};"
                f" this containerloop reads version {LOCK_VERSION}",
                "use the containerloop that wrote it, or write it again",
            )
        lock = msgspec.json.decode(raw, type=Lock)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{NAME} is damaged, or not written by containerloop", _AGAIN) from error
    if not _is_whole(lock.page):
        raise UsageError(f"{NAME} is damaged: it draws what it does not list", _AGAIN)
    return lock


def _is_whole(page: PageReport) -> bool:
    """Whether every arrow of its drawing has both ends."""
    if page.drawing is None:
        return True
    vantages = {place.vantage for place in page.drawing.places}
    names = {place.name for place in page.drawing.places}
    return "host" in vantages and all(
        cell.vantage in vantages and (cell.server is None or cell.server in names)
        for cell in page.drawing.cells
    )
