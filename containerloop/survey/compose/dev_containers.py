"""The dev containers that are made of a project's compose files. I/O: files.

Only the devcontainer.json of the project's own folder, or of the `.devcontainer` that its compose
files are in, is opened; of what it holds, only where a port is forwarded to is kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from containerloop.errors import WRONG_SHAPE, ComposeFileInvalid
from containerloop.facts import DevContainer, ForwardedPort, Project
from containerloop.facts.late_pattern import late
from containerloop.survey.compose.reading_limits import TooCostly
from containerloop.survey.compose.yaml_tree import Scalar, Sequence, read_tree
from containerloop.survey.plain_files import NotPlain, read_plain

FOLDER, NAME = ".devcontainer", "devcontainer.json"
MOST_FILES = 8
"""Of one project; one with several configurations has a folder for each."""
_MOST_ENTRIES = 200
_STRING_OR_COMMENT = late(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
_ITEM = late(r"(?:([A-Za-z0-9][A-Za-z0-9_.-]{0,62}):)?([0-9]{1,5})", re.ASCII)
_HERE = ("localhost", "127.0.0.1")


def with_dev_containers(project: Project) -> Project:
    """The project with the dev containers that name one of its compose files."""
    if not project.working_dir:
        return project
    folder = Path(project.working_dir)
    own = {os.path.realpath(folder / file) for file in project.files}
    found = (_dev_container(file, folder, own) for file in _candidates(_workspace(folder)))
    return replace(project, dev_containers=tuple(each for each in found if each is not None))


def _workspace(folder: Path) -> Path:
    """The folder that an editor opens: above `.devcontainer`, where the compose files are in it."""
    near = (folder, folder.parent)
    return next((each.parent for each in near if each.name == FOLDER), folder)


def _candidates(root: Path) -> list[Path]:
    """Where the specification has the file, as far as it is there (containers.dev, Spec)."""
    try:
        below = sorted((root / FOLDER).iterdir())[:_MOST_ENTRIES]
    except (OSError, ValueError):  # ValueError: a NUL in the name
        below = []
    named = (root / FOLDER / NAME, root / f".{NAME}", *(each / NAME for each in below))
    inside = os.path.realpath(root)
    # of a folder that may not be looked into, Path.is_file() raises
    there = (file for file in named if os.path.isfile(file))
    found = (f for f in there if Path(os.path.realpath(f)).is_relative_to(inside))
    return [file for _, file in zip(range(MOST_FILES), found, strict=False)]


def _dev_container(file: Path, folder: Path, own: set[str]) -> DevContainer | None:
    """What a file says; None where it is unreadable, or of other compose files or of none."""
    shown = os.path.relpath(file, folder).replace(os.sep, "/")
    try:
        return _read(read_plain(file).decode("utf-8-sig"), shown, file.parent, own)
    except (NotPlain, OSError, ComposeFileInvalid, TooCostly, *WRONG_SHAPE):
        return None


def _read(text: str, shown: str, folder: Path, own: set[str]) -> DevContainer | None:
    values = read_tree(as_yaml(text), shown, such_as="dockerComposeFile").values
    files, service = values.get("dockerComposeFile"), values.get("service")
    named = files.items if isinstance(files, Sequence) else (files,)
    of = {os.path.realpath(folder / f.text) for f in named if isinstance(f, Scalar) and f.text}
    if not of & own or not isinstance(service, Scalar) or not service.text:
        return None
    listed = values.get("forwardPorts")
    items = listed.items if isinstance(listed, Sequence) else ()
    forwards = (
        _forwarded(text, i.text, i.start) for i in items if isinstance(i, Scalar) and i.text
    )
    found = tuple(each for each in forwards if each is not None)
    return DevContainer(file=shown, service=service.text, forwards=found)


def _forwarded(text: str, item: str, at: int) -> ForwardedPort | None:
    """`5432`, `"5432"` or `"db:5432"`; None for anything else."""
    match = _ITEM.fullmatch(item)
    if match is None or not 0 < int(match[2]) < 65536:
        return None
    host = match[1] or ""
    return ForwardedPort(
        host="" if host.lower() in _HERE else host,
        port=int(match[2]),
        line=text.count("\n", 0, at) + 1,
        column=at - text.rfind("\n", 0, at),
    )


def as_yaml(text: str) -> str:
    """JSON with comments as YAML, every character at its place.

    >>> as_yaml('{"a": "//", // a comment' + chr(10) + chr(9) + '"b": 1,}')
    '{"a": "//",             \\n "b": 1,}'
    """
    return "".join(_plain(text))


def _plain(text: str) -> Iterator[str]:
    end = 0
    for match in _STRING_OR_COMMENT.finditer(text):
        # YAML takes no tab for a space
        yield text[end : match.start()].replace("\t", " ")
        kept = match[0].startswith('"')
        yield match[0] if kept else re.sub(r"[^\n]", " ", match[0])
        end = match.end()
    yield text[end:].replace("\t", " ")
