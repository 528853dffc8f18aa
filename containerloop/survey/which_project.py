"""Which compose project the question is about: -p, the folder, the labels, the port.

Only that choice may live here. It reads compose files through the function it is given.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from msgspec.structs import replace

from containerloop.errors import ComposeFileInvalid
from containerloop.facts import Container, Project, Unobserved
from containerloop.survey.compose.project_files import compose_files, usual_name
from containerloop.survey.compose_labels import (
    folder_of,
    last_made_from,
    means_port,
    project_here,
    project_of,
)
from containerloop.survey.engine.ports import Json
from containerloop.survey.typed_names import unknown

ReadProject: TypeAlias = Callable[
    [Path, Sequence[str], str | None, Mapping[str, str]], Project | None
]
"""(folder, compose files, project name, environment) → the project; None without a file."""

Words: TypeAlias = tuple[Path, Sequence[str], str | None, Mapping[str, str]]
"""What `ReadProject` takes: where the question was typed, -f, -p and the environment."""


def choose_project(
    rows: Sequence[Json], own: Project | None, read: ReadProject, words: Words
) -> Project | str | None:
    """The project read from its file, or its name where only labels tell it, or None.

    `own` is the project of the files in the current folder (or -f), named by -p if given.
    Raises `ProjectUnknown` for a -p that neither a container nor the file here carries.
    """
    cwd, files, name, environ = words
    if name is not None and not files:
        return _named(name, rows, own, read, words)
    if own is not None and _brought_up(own, rows):
        return _as_brought_up(own, rows, read, words)
    if own is not None and name is not None:  # -f and -p: what else was made here is not meant
        return own
    here = project_here(rows, cwd) if own is None else _same_folder(own, rows)
    return (here and (read_labelled(here, rows, read, environ) or here)) or own


def _brought_up(own: Project, rows: Sequence[Json]) -> bool:
    return any(project_of(raw) == own.name for raw in rows)


def _as_brought_up(own: Project, rows: Sequence[Json], read: ReadProject, words: Words) -> Project:
    """The project with the further files (`-f`) that it was brought up with, if there are any.

    Read without them, it would differ from its containers, and these would look outdated.
    """
    _, files, _, environ = words
    last = last_made_from(own.name, rows)
    more = {*map(os.path.realpath, last)} > {*map(os.path.realpath, _paths(own))}
    wider = read_labelled(own.name, rows, read, environ, last) if more and not files else None
    return wider or own


def _same_folder(own: Project, rows: Sequence[Json]) -> str | None:
    """The project that was brought up from the same folder with -p, under another name."""
    folder = os.path.realpath(own.working_dir)
    names = dict.fromkeys(name for raw in rows if (name := project_of(raw)))
    return next((n for n in names if os.path.realpath(folder_of(n, rows)[0]) == folder), None)


def _named(
    name: str, rows: Sequence[Json], own: Project | None, read: ReadProject, words: Words
) -> Project | str:
    cwd, files, _, environ = words
    known = {found for raw in rows if (found := project_of(raw))}
    if name in known:
        folder = folder_of(name, rows)[0]
        if own is not None and os.path.realpath(folder) == os.path.realpath(own.working_dir):
            return _as_brought_up(own, rows, read, words)
        return read_labelled(name, rows, read, environ) or name
    # -p renames any file, so that the file's own name tells a wish from a slip
    usual = read(cwd, files, None, environ) if own is not None else None
    if own is not None and usual is not None and usual.name == name:
        return own
    raise unknown("project", name, known | ({usual.name} if usual else set()))


def read_labelled(
    name: str,
    rows: Sequence[Json],
    read: ReadProject,
    environ: Mapping[str, str],
    made_from: Sequence[str] = (),
) -> Project | None:
    """The project from the files its containers were made from; None where they are gone."""
    folder, files = folder_of(name, rows)
    files = tuple(made_from) or files
    paths = [Path(folder, file) for file in files]
    if not folder or not paths or not all(path.is_file() for path in paths):
        return None
    try:
        return read(Path(folder), [str(path) for path in paths], name, environ)
    except ComposeFileInvalid:
        # nobody asked about this file: the labels tell what its containers were made of
        return None


def told(project: Project, own: Project | None, words: Words) -> Project:
    """The project, with what `docker compose` must be told to mean it from the same folder."""
    cwd, files, name, environ = words
    usual = own.name if own else usual_name(Path(project.working_dir))
    named = ("-p", project.name) if name or usual != project.name or not project.files else ()
    said = tuple(files)
    # looked up again: a quick survey reads no file, and compose would find this one
    found = compose_files(cwd, (), environ)
    if not said and [*map(os.path.realpath, found)] != [*map(os.path.realpath, _paths(project))]:
        near = os.path.realpath(project.working_dir) == os.path.realpath(cwd)
        said = project.files if near else tuple(str(path) for path in _paths(project))
    options = (*named, *(word for file in said for word in ("-f", file)))
    return replace(project, options=options)


def _paths(project: Project) -> tuple[Path, ...]:
    return tuple(Path(project.working_dir, file) for file in project.files)


def choose_by_port(containers: Sequence[Container], port: int) -> str | Unobserved:
    """The only project that means the port, or why there is not one."""
    means = [row for row in containers if means_port(row, port)]
    meant = {row.project for row in means if row.project}
    plain = sorted(row.name for row in means if row.project is None)
    if len(meant) == 1 and not plain:
        return meant.pop()
    if meant:
        names = ", ".join([*sorted(meant), *(f"{name} (no project)" for name in plain[:3])])
        return Unobserved(f"several projects use port {port} ({names}); choose one with -p")
    return Unobserved(f"there is no compose file here, and no compose project uses port {port}")
