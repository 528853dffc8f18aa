"""Two changes as one: of patches, and of overrides. Pure."""

from __future__ import annotations

from typing import Any

from containerloop.diagnose.file_change import FileChange


def joined(one: FileChange | None, other: FileChange | None) -> FileChange | None:
    """Two patches of one file as one; None where that cannot be: half a change is none."""
    if one is None or other is None or one.file != other.file:
        return None
    return FileChange(edits=one.edits + other.edits)


def merged(one: dict[str, Any] | None, other: dict[str, Any] | None) -> dict[str, Any] | None:
    """Two compose overrides as one; where one cannot be printed, neither is."""
    return None if one is None or other is None else _deeply(one, other)


def _deeply(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    both = {**one, **other}
    for key in one.keys() & other.keys():
        if isinstance(one[key], dict) and isinstance(other[key], dict):
            both[key] = _deeply(one[key], other[key])
    return both
