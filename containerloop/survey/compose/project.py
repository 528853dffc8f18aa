"""The compose project of a folder: its name and what its files mean. I/O: files."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from containerloop.errors import ComposeFileInvalid
from containerloop.facts import Project, ServiceConfig
from containerloop.survey.compose.plugin import (
    Asked,
    Effective,
    Silent,
    find_plugin,
    refusal,
    would_fetch,
)
from containerloop.survey.compose.project_files import Folder, compose_files, folder_of, usual_name

if TYPE_CHECKING:
    from containerloop.survey.compose import yaml_tree

_SHAPELESS = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What parsing raises where a setting has the wrong type, such as a list for a mapping."""


def read_project(
    cwd: Path,
    files: Sequence[Path | str] = (),
    name: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> Project | None:
    """The compose project of `files`, or of the folder `cwd` and its parents.

    None: looked, and there is no compose file here. Raises `ComposeFileInvalid` for a
    file that is missing or that compose would refuse.
    """
    variables = os.environ if environ is None else environ
    found = compose_files(cwd, files, variables)
    if not found:
        return None
    folder = folder_of(found, variables)
    plugin = find_plugin(variables)
    texts = [folder.compose_text(file) for file in folder.files]  # before the plugin opens them
    asked = Asked(plugin, _words(found, name), folder.path, variables) if plugin else None
    try:
        return _read(folder, texts, name, asked)
    finally:
        if asked:
            asked.drop()


def _words(files: Sequence[Path], name: str | None) -> list[str]:
    words = [word for file in files for word in ("-f", str(file.absolute()))]
    return [*words, "-p", name] if name else words


def _read(folder: Folder, texts: Sequence[str], name: str | None, asked: Asked | None) -> Project:
    from containerloop.survey.compose import (  # noqa: PLC0415 - 25 ms, for a file only
        yaml_tree as yaml,
    )
    from containerloop.survey.compose.named_files import named_files  # noqa: PLC0415 - as above
    from containerloop.survey.compose.yaml_merge import merged  # noqa: PLC0415 - as above

    shown = tuple(folder.shown(file) for file in folder.files)
    trees = [yaml.read_tree(text, file) for text, file in zip(texts, shown, strict=True)]
    written: yaml_tree.Tree = trees[0]
    for tree in trees[1:]:
        written = merged(written, tree)
    if not isinstance(written, yaml.Mapping):
        written = yaml.Mapping()
    for file in named_files(written, folder.lookup):
        folder.require_plain(file)
    said = asked.answer() if asked else None
    if isinstance(said, str) and not would_fetch(said):
        raise refusal(said, shown[0], _line(said, written))
    effective = said if isinstance(said, Effective) else None
    late = said.notes if isinstance(said, Silent) else ()
    model = effective.model if effective else yaml.plain_values(written, folder.lookup)
    called = _project_name(folder, name, model)
    try:
        services = _services(folder, called, written, model, effective)
        networks = _real_names(called, model)
    except _SHAPELESS:
        raise ComposeFileInvalid(
            f"{shown[0]}: a setting has the wrong type",
            "run docker compose config -q to see which",
        ) from None
    return Project(
        name=called,
        source="compose",
        working_dir=str(folder.path),
        files=shown,
        services=services,
        networks=networks,
        notes=() if effective else (*late, *_not_followed(written)),
    )


def _line(complaint: str, written: yaml_tree.Mapping) -> int | None:
    """The line of the setting that the plugin names (`services.api.ports`, `service "api"`)."""
    from containerloop.survey.compose import yaml_tree as yaml  # noqa: PLC0415 - as above

    quoted = re.search(r'service "?([\w.-]+)"?', complaint)
    dotted = re.search(r"\b(?:services|networks|volumes)\.[\w.-]+", complaint)
    path = dotted[0].split(".") if dotted else ["services", quoted[1]] if quoted else []
    line, tree = None, written
    for key in path:
        if key not in tree.keys:
            break
        line = yaml.line_of(tree.keys[key])
        below = tree.values[key]
        tree = below if isinstance(below, yaml.Mapping) else yaml.Mapping()
    return line


def _project_name(folder: Folder, name: str | None, model: Mapping[str, Any]) -> str:
    """As compose names it: -p, COMPOSE_PROJECT_NAME, `name:`, the folder."""
    variable = folder.lookup("COMPOSE_PROJECT_NAME")
    chosen = name or (variable.text if variable else "") or str(model.get("name") or "")
    return chosen or usual_name(folder.path)


def _services(
    folder: Folder,
    called: str,
    written: yaml_tree.Mapping,
    model: Mapping[str, Any],
    effective: Effective | None,
) -> tuple[ServiceConfig, ...]:
    from containerloop.survey.compose import yaml_tree as yaml  # noqa: PLC0415 - as above
    from containerloop.survey.compose.service import service_config  # noqa: PLC0415 - as above

    section = written.values.get("services")
    trees = section if isinstance(section, yaml.Mapping) else yaml.Mapping()
    networks = _real_names(called, model)
    hashes = effective.hashes if effective else {}
    return tuple(
        service_config(
            service,
            settings or {},
            trees.values.get(service),
            trees.keys.get(service),
            networks,
            folder.lookup,
            folder.text,
            hashes.get(service),
        )
        for service, settings in (model.get("services") or {}).items()
    )


def _real_names(called: str, model: Mapping[str, Any]) -> dict[str, str]:
    """The file's network names → the engine's."""
    return {
        key: str(
            (settings or {}).get("name") or (key if _external(settings) else f"{called}_{key}")
        )
        for key, settings in {"default": None, **(model.get("networks") or {})}.items()
    }


def _external(settings: Any) -> bool:
    return str((settings or {}).get("external", "")).lower() == "true"


def _not_followed(written: yaml_tree.Mapping) -> tuple[str, ...]:
    """Notes on settings that only the plugin follows."""
    services = written.values.get("services")
    trees = getattr(services, "values", {})
    extending = [name for name, tree in trees.items() if "extends" in getattr(tree, "values", {})]
    notes = [
        f"extends: of {name} was ignored: only docker compose follows it" for name in extending
    ]
    if "include" in written.values:
        notes.append(
            "include: was ignored: only docker compose follows it, and never to a remote file"
        )
    return tuple(notes)
