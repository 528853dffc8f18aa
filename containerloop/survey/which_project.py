"""Which compose project the question is about: -p, the folder, the labels, the port.

Only that choice may live here. It reads compose files through the function in `Selection`.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from msgspec.structs import replace

from containerloop.errors import ComposeFileInvalid
from containerloop.facts import Container, NoProject, Project, Question, Swarm, is_loopback
from containerloop.facts.plain_words import echoed
from containerloop.survey.compose.project_files import compose_files, usual_name
from containerloop.survey.compose_labels import (
    folder_of,
    is_meant,
    last_made_from,
    project_here,
    project_of,
)
from containerloop.survey.engine.ports import Json
from containerloop.survey.stacks import Stacks, as_stack, stack_made_of, stacks_of
from containerloop.survey.typed_names import unknown

ReadProject: TypeAlias = Callable[
    [Path, Sequence[str], str | None, Mapping[str, str]], Project | None
]
"""(folder, compose files, project name, environment) → the project; None without a file."""


@dataclass(frozen=True)
class Selection:
    """What selects the project: the current folder, -f, -p and the environment.

    `read` reads compose files; a survey without files gives one that finds none.
    """

    cwd: Path
    files: Sequence[str]
    name: str | None
    environ: Mapping[str, str]
    read: ReadProject

    def own(self) -> Project | None:
        """The project of the files in the current folder (or -f), named by -p if given."""
        return self.read(self.cwd, self.files, self.name, self.environ)


def choose_project(
    rows: Sequence[Json], own: Project | None, selection: Selection, swarm: Swarm | None = None
) -> Project | str | None:
    """The project read from its file, or its name where only labels tell it, or None.

    `own` is the selection's own project, which may have become a stack of the swarm. Raises
    `ProjectUnknown` for a -p that neither a container nor the file here carries.
    """
    name, stacks = selection.name, stacks_of(rows, swarm)
    if stack := _stack_meant(own, rows, name, stacks, swarm):
        return as_stack(own, stack) if own is not None else stack
    if name is not None and not selection.files:
        return _named(name, rows, own, selection)
    if own is not None and _brought_up(own, rows):
        return _as_brought_up(own, rows, selection)
    if own is not None and name is not None:  # -f and -p: what else was made here is not meant
        return own
    here = project_here(rows, selection.cwd) if own is None else _same_folder(own, rows)
    if not here:
        return own
    return read_labelled(here, rows, selection) or here


def _stack_meant(
    own: Project | None,
    rows: Sequence[Json],
    name: str | None,
    stacks: Stacks,
    swarm: Swarm | None,
) -> str | None:
    """The stack that -p names, or that the file here became; None where compose made containers."""
    if name is not None:
        return name if name in stacks and all(project_of(raw) != name for raw in rows) else None
    if own is None or _brought_up(own, rows):
        return None
    return stack_made_of(own, stacks, swarm)


def _brought_up(own: Project, rows: Sequence[Json]) -> bool:
    return any(project_of(raw) == own.name for raw in rows)


def _as_brought_up(own: Project, rows: Sequence[Json], selection: Selection) -> Project:
    """The project with the additional files (`-f`) of its last `docker compose up`.

    Without them the project would differ from its containers, which would look outdated.
    """
    last = last_made_from(own.name, rows)
    more = {*map(os.path.realpath, last)} > {*map(os.path.realpath, _paths(own))}
    if selection.files or not more:
        return own
    return read_labelled(own.name, rows, selection, last) or own


def _same_folder(own: Project, rows: Sequence[Json]) -> str | None:
    """The project that was brought up from the same folder with -p, under another name."""
    folder = os.path.realpath(own.working_dir)
    names = dict.fromkeys(name for raw in rows if (name := project_of(raw)))
    return next((n for n in names if os.path.realpath(folder_of(n, rows)[0]) == folder), None)


def _named(
    name: str, rows: Sequence[Json], own: Project | None, selection: Selection
) -> Project | str:
    known = {found for raw in rows if (found := project_of(raw))}
    if name in known:
        folder = folder_of(name, rows)[0]
        if own is not None and os.path.realpath(folder) == os.path.realpath(own.working_dir):
            return _as_brought_up(own, rows, selection)
        return read_labelled(name, rows, selection) or name
    # -p gives any file its name: only the file's own name shows whether -p was mistyped
    usual = dataclasses.replace(selection, name=None).own() if own is not None else None
    if own is not None and usual is not None and usual.name == name:
        return own
    raise unknown("project", name, known | ({usual.name} if usual else set()))


def read_labelled(
    name: str, rows: Sequence[Json], selection: Selection, made_from: Sequence[str] = ()
) -> Project | None:
    """The project from the files its containers were made from; None where they are gone."""
    folder, files = folder_of(name, rows)
    files = tuple(made_from) or files
    paths = [Path(folder, file) for file in files]
    if not folder or not paths or not all(path.is_file() for path in paths):
        return None
    try:
        return selection.read(Path(folder), [str(p) for p in paths], name, selection.environ)
    except ComposeFileInvalid:
        # nobody asked about this file: the labels tell what its containers were made of
        return None


def with_options(project: Project, own: Project | None, selection: Selection) -> Project:
    """The project, with the options that make `docker compose` select it from here."""
    usual = own.name if own else usual_name(Path(project.working_dir))
    renamed = selection.name or usual != project.name or not project.files
    named = ("-p", project.name) if renamed else ()
    said = tuple(selection.files)
    # looked up again: a quick survey reads no file, and compose would find this one
    found = compose_files(selection.cwd, (), selection.environ)
    if not said and [*map(os.path.realpath, found)] != [*map(os.path.realpath, _paths(project))]:
        near = os.path.realpath(project.working_dir) == os.path.realpath(selection.cwd)
        said = project.files if near else tuple(str(path) for path in _paths(project))
    options = (*named, *(word for file in said for word in ("-f", file)))
    return replace(project, options=options)


def _paths(project: Project) -> tuple[Path, ...]:
    return tuple(Path(project.working_dir, file) for file in project.files)


def choose_by_question(containers: Sequence[Container], question: Question) -> str | NoProject:
    """The only project that the question may be about, or why there is not exactly one."""
    means = [row for row in containers if is_meant(row, question)]
    meant = {row.project for row in means if row.project}
    plain = sorted(row.name for row in means if row.project is None)
    everything = not question.port and question.host is None
    if len(meant) == 1 and (everything or not plain):
        return meant.pop()
    one, several = _what_they_do(question)
    if meant:
        names = ", ".join([*sorted(meant), *(f"{name} (no project)" for name in plain[:3])])
        reason = f"several projects {several} ({names}); choose one with -p"
        return NoProject(reason=reason, candidates=tuple(sorted(meant)))
    return NoProject(reason=f"there is no compose file here, and no compose project {one}")


def _what_they_do(question: Question) -> tuple[str, str]:
    """What one project, and several, would have to do with the question."""
    if question.port:
        last = f"-{question.last_port}" if question.last_port else ""
        return f"uses port {question.port}{last}", f"use port {question.port}{last}"
    if question.host is None:
        return "has a container", "have containers"
    if is_loopback(question.host):
        return "publishes a port", "publish ports"
    return f"has {echoed(question.host)}", f"have {echoed(question.host)}"
