"""Snapshots in files: written whole by --save, read by `replay`. JSON both ways."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from containerloop.cli.atomic_write import write_whole
from containerloop.errors import SnapshotError, UsageError
from containerloop.facts import SNAPSHOT_VERSION, Snapshot
from containerloop.facts.plain_words import safe_path
from containerloop.survey.plain_files import NotPlain, echoed_path, read_plain

MOST_BYTES = 256 * 1024 * 1024
_HINT = "save one with: containerloop why-cant-i-reach TARGET --save snapshot.json"


_FORMER = ("own_listeners", "created_at", "inspected", "failure")
"""Fields of the machine, of containers and of resolutions, which nothing ever read."""


class _Head(msgspec.Struct):
    """What every version of a snapshot has."""

    version: int


def encode(snapshot: Snapshot) -> bytes:
    """The snapshot as JSON, indented, so that people can read what they share.

    Of the paths that were asked for only plain words are kept.
    """
    raw = msgspec.json.encode(snapshot)
    if b'"path":' in raw:
        raw = msgspec.json.encode(_with_safe_paths(msgspec.json.decode(raw)))
    return msgspec.json.format(raw, indent=1) + b"\n"


def _with_safe_paths(written: Any) -> Any:
    if isinstance(written, list):
        return [_with_safe_paths(each) for each in written]
    if not isinstance(written, dict):
        return written
    return {
        key: safe_path(value)
        if key == "path" and isinstance(value, str)
        else _with_safe_paths(value)
        for key, value in written.items()
    }


def decode(raw: bytes, named: str = "this") -> Snapshot:
    """A snapshot from its bytes. Raises SnapshotError in one sentence for anything else."""
    try:
        head = msgspec.json.decode(raw, type=_Head)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise SnapshotError(f"{named} is not a containerloop snapshot", _HINT) from error
    if head.version != SNAPSHOT_VERSION:
        raise SnapshotError(
            f"{named} is a snapshot of version {head.version};"
            f" this containerloop reads version {SNAPSHOT_VERSION}",
            "replay it with the containerloop that saved it, or take a new one",
        )
    try:
        if any(f'"{name}"'.encode() in raw for name in _FORMER):
            return msgspec.convert(_without_former(msgspec.json.decode(raw)), Snapshot)
        return msgspec.json.decode(raw, type=Snapshot)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        said = " ".join(str(error).split())[:300]
        raise SnapshotError(f"{named} is a damaged snapshot: {said}", _HINT) from error


def _without_former(written: Any) -> Any:
    """A snapshot's JSON without the fields in `_FORMER`, each where it once stood."""
    survey, views = written.get("survey"), written.get("views")
    if isinstance(survey, dict):
        _drop([survey.get("machine")], "own_listeners")
        _drop(survey.get("containers"), "created_at", "inspected")
    for view in views.values() if isinstance(views, dict) else ():
        _drop(view.get("resolutions") if isinstance(view, dict) else None, "failure")
    return written


def _drop(rows: Any, *names: str) -> None:
    for row in rows if isinstance(rows, list) else ():
        for name in names if isinstance(row, dict) else ():
            row.pop(name, None)


def write(snapshot: Snapshot, path: Path) -> None:
    """Save a snapshot; it holds no credentials, so it can be shared as it is.

    Raises UsageError where it cannot be written.
    """
    write_whole(path, encode(snapshot))


def read(path: Path) -> Snapshot:
    """The snapshot in a file. Raises UsageError, or SnapshotError where it holds none."""
    try:
        raw = read_plain(path, MOST_BYTES)
    except NotPlain as error:
        raise SnapshotError(f"{path} {error}, so it is not a snapshot", _HINT) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        said = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot read {echoed_path(path)}: {said}") from error
    return decode(raw, str(path))
