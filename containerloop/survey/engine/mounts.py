"""What a container has of its host's files, without the host's paths. Pure."""

from __future__ import annotations

from pathlib import PurePosixPath

from containerloop.facts import Mount
from containerloop.survey.engine.ports import Json

_OF_A_VM = ("/host_mnt", "/run/desktop/mnt/host", "/mnt/wsl/docker-desktop-bind-mounts")
"""Where Docker Desktop has the files of the machine that it runs on."""


def mounts_of(raw: Json, folder: str | None) -> tuple[Mount, ...]:
    """The bind mounts of an inspected container; `folder` is its project's.

    A source within the folder is kept relative to it, any other is left out.
    """
    rows = [row for row in raw.get("Mounts") or () if row.get("Type") == "bind"]
    return tuple(
        Mount(
            target=str(row.get("Destination") or ""),
            source=_within(str(row.get("Source") or ""), folder),
        )
        for row in rows
    )


def _within(source: str, folder: str | None) -> str | None:
    if not folder or not source:
        return None
    for before in ("", *_OF_A_VM):
        path = PurePosixPath(source.removeprefix(before))
        if path.is_relative_to(folder) and ".." not in path.parts:
            return path.relative_to(folder).as_posix()
    return None
