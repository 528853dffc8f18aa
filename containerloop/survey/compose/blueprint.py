"""A project as its files alone have it, for those who predict: no plugin, no shell. I/O: files.

The same checkout gives the same answer on every machine: of the environment only COMPOSE_FILE
counts, which says what the files are.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from containerloop.errors import WRONG_SHAPE, ComposeFileInvalid
from containerloop.facts import Blueprint, Gap, PlannedNetwork, Project, ServiceConfig
from containerloop.survey.compose import yaml_tree
from containerloop.survey.compose.gaps import fragments, portless, unread, unset
from containerloop.survey.compose.interpolation import WithoutShell
from containerloop.survey.compose.model import is_external, project_name, real_names, services_of
from containerloop.survey.compose.planned_service import planned_service
from containerloop.survey.compose.project_files import Folder, compose_files, folder_of
from containerloop.survey.compose.reading_limits import limited
from containerloop.survey.compose.taken_over import TakenOver
from containerloop.survey.compose.yaml_merge import merged
from containerloop.survey.compose.yaml_tree import plain_values, read_tree

_OF_THE_SHELL = ("COMPOSE_FILE", "COMPOSE_PATH_SEPARATOR")


def read_blueprint(
    cwd: Path, files: Sequence[Path], environ: Mapping[str, str], *, dotenv: bool = True
) -> Blueprint | None:
    """The blueprint of `files`, or of the compose files of `cwd`; None where there is none.

    Without `dotenv` the `.env` beside them counts for nothing: many checkouts have none.

    Raises `ComposeFileInvalid` for a file that is missing or does not parse.
    """
    found = compose_files(cwd, files, {k: environ[k] for k in _OF_THE_SHELL if k in environ})
    if not found:
        return None
    without = {} if dotenv else {os.path.realpath(found[0].parent / ".env"): ""}
    folder = folder_of(found, {}, without)
    with limited(folder.shown(found[0])):
        return _blueprint(folder)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the files of a folder, each once, and keeps what they say."""

    folder: Folder
    texts: dict[str, str | None] = field(default_factory=dict)

    def text(self, file: str) -> str | None:
        """The text of a file that the project names; None where it cannot be opened."""
        if file not in self.texts:
            self.texts[file] = self.folder.text(file)
        return self.texts[file]


def _blueprint(folder: Folder) -> Blueprint:
    lookup, reader = WithoutShell(folder.lookup), _Reader(folder)
    over = TakenOver(reader.text, lookup)
    written: yaml_tree.Mapping = yaml_tree.Mapping()
    for file in folder.files:
        shown = folder.shown(file)
        text = reader.texts[shown] = folder.compose_text(file)
        both = merged(written, over.followed(read_tree(text, shown), shown))
        written = both if isinstance(both, yaml_tree.Mapping) else written
    first = folder.shown(folder.files[0])
    try:
        return _planned(reader, written, lookup, over.gaps)
    except WRONG_SHAPE:  # such as a list where a mapping belongs
        raise ComposeFileInvalid(
            f"{first}: a setting has the wrong type", "run docker compose config -q to see which"
        ) from None


def _planned(
    reader: _Reader, written: yaml_tree.Mapping, lookup: WithoutShell, gaps: list[Gap]
) -> Blueprint:
    folder = reader.folder
    model: dict[str, Any] = plain_values(written, lookup)
    settings = {name: s for name, s in (model.get("services") or {}).items() if s is not None}
    called = project_name(folder, None, model)
    # predicted things have the names that the files use: engines add the folder's
    names = {key: key for key in real_names(called, model)}
    configs = services_of(written, model | {"services": settings}, names, {}, lookup, reader.text)
    profiles = folder.lookup("COMPOSE_PROFILES")
    gaps += fragments(configs, settings)
    partial = bool(gaps)
    gaps += [*unread(written, reader.text, lookup), *unset(configs), *portless(configs, settings)]
    return Blueprint(
        project=_project(folder, called, configs, names),
        services=tuple(planned_service(c, settings[c.name]) for c in configs),
        networks=tuple(_network(key, model) for key in names),
        profiles=tuple(filter(None, profiles.text.split(","))) if profiles else (),
        gaps=tuple(dict.fromkeys(gaps)),
        partial=partial,
        files={f: t for f in (*reader.texts, ".env") if (t := reader.text(f)) is not None},
    )


def _project(
    folder: Folder, called: str, configs: tuple[ServiceConfig, ...], networks: dict[str, str]
) -> Project:
    return Project(
        name=called,
        source="compose",
        working_dir=str(folder.path),
        files=tuple(folder.shown(file) for file in folder.files),
        services=configs,
        networks=networks,
    )


def _network(key: str, model: Mapping[str, Any]) -> PlannedNetwork:
    settings = (model.get("networks") or {}).get(key) or {}
    return PlannedNetwork(
        name=key,
        internal=str(settings.get("internal", "")).lower() == "true",
        external=bool(settings.get("external")) and _is_external(settings),
        driver=str(settings.get("driver") or "bridge"),
        options={str(k): str(v) for k, v in (settings.get("driver_opts") or {}).items()},
    )


def _is_external(settings: Any) -> bool:
    """Whether a network is somebody else's, in the short form or the old one (`{name: x}`)."""
    return is_external(settings) or isinstance(settings["external"], dict)
