"""What a project's files mean: parsed, merged, and joined with the plugin's answer.

Importing this loads the YAML library, so only `project` imports it, where there is a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from containerloop.errors import WRONG_SHAPE, ComposeFileInvalid
from containerloop.facts import Project, ServiceConfig
from containerloop.survey.compose import yaml_tree
from containerloop.survey.compose.creation_hashes import creation_hashes
from containerloop.survey.compose.dev_containers import with_dev_containers
from containerloop.survey.compose.inline_configs import inline_upstreams
from containerloop.survey.compose.interpolation import Lookup
from containerloop.survey.compose.named_files import named_files
from containerloop.survey.compose.overruled import with_overruled
from containerloop.survey.compose.plugin import Asked, Effective, Silent, refusal, would_fetch
from containerloop.survey.compose.project_files import Folder, usual_name
from containerloop.survey.compose.service import service_config
from containerloop.survey.compose.service_references import ReadText
from containerloop.survey.compose.taken_over import TakenOver
from containerloop.survey.compose.yaml_merge import merged
from containerloop.survey.compose.yaml_tree import line_of, plain_values, read_tree


def read_model(
    folder: Folder, texts: Sequence[str], name: str | None, asked: Asked | None
) -> Project:
    """The project from the texts of its files; `name` is -p, `asked` the running plugin.

    Raises `ComposeFileInvalid` for a file that does not parse or that the plugin refuses.
    """
    shown = tuple(folder.shown(file) for file in folder.files)
    trees = [read_tree(text, file) for text, file in zip(texts, shown, strict=True)]
    written = _merged(trees)
    for file in named_files(written, folder.lookup):
        folder.require_plain(file)
    said = asked.answer() if asked else None
    if isinstance(said, str) and not would_fetch(said):
        raise refusal(said, shown[0], _line(said, written))
    effective = said if isinstance(said, Effective) else None
    late = said.notes if isinstance(said, Silent) else ()
    model = effective.model if effective else plain_values(written, folder.lookup)
    called = project_name(folder, name, model)
    placed = _with_taken_over(folder, trees, shown) if effective else written
    try:
        networks = real_names(called, model)
        hashes = creation_hashes(asked, effective, placed) if asked and effective else {}
        services = services_of(placed, model, networks, hashes, folder.lookup, folder.text)
        services = with_overruled(services, placed, folder)
    except WRONG_SHAPE:  # such as a list where a mapping belongs
        raise _wrong_type(shown[0]) from None
    project = Project(
        name=called,
        source="compose",
        working_dir=str(folder.path),
        files=shown,
        services=services,
        networks=networks,
        notes=() if effective else (*late, *_not_followed(written)),
    )
    return with_dev_containers(project)


def _wrong_type(file: str) -> ComposeFileInvalid:
    return ComposeFileInvalid(
        f"{file}: a setting has the wrong type", "run docker compose config -q to see which"
    )


def _merged(trees: Sequence[yaml_tree.Mapping]) -> yaml_tree.Mapping:
    """The files as one tree."""
    both: yaml_tree.Tree = trees[0]
    for tree in trees[1:]:
        both = merged(both, tree)
    return both if isinstance(both, yaml_tree.Mapping) else yaml_tree.Mapping()


def _with_taken_over(
    folder: Folder, trees: Sequence[yaml_tree.Mapping], shown: Sequence[str]
) -> yaml_tree.Mapping:
    """The files as one tree with what they include and extend: where compose has it from."""
    over = TakenOver(folder.text, folder.lookup)
    try:
        return _merged([over.followed(t, f) for t, f in zip(trees, shown, strict=True)])
    except ComposeFileInvalid:  # compose reads it: only the places are missing
        return _merged(trees)


def _line(complaint: str, written: yaml_tree.Mapping) -> int | None:
    """The line of the setting that the plugin names (`services.api.ports`, `service "api"`)."""
    quoted = re.search(r'service "?([\w.-]+)"?', complaint)
    dotted = re.search(r"\b(?:services|networks|volumes)\.[\w.-]+", complaint)
    path = dotted[0].split(".") if dotted else ["services", quoted[1]] if quoted else []
    line, tree = None, written
    for key in path:
        if key not in tree.keys:
            break
        line = line_of(tree.keys[key])
        below = tree.values[key]
        tree = below if isinstance(below, yaml_tree.Mapping) else yaml_tree.Mapping()
    return line


def project_name(folder: Folder, name: str | None, model: Mapping[str, Any]) -> str:
    """As compose names it: -p, COMPOSE_PROJECT_NAME, `name:`, the folder."""
    variable = folder.lookup("COMPOSE_PROJECT_NAME")
    chosen = name or (variable.text if variable else "") or str(model.get("name") or "")
    return chosen or usual_name(folder.path)


def services_of(
    written: yaml_tree.Mapping,
    model: Mapping[str, Any],
    networks: dict[str, str],
    hashes: Mapping[str, str],
    lookup: Lookup,
    read_text: ReadText,
) -> tuple[ServiceConfig, ...]:
    """The services of a project; `written` is the tree of its files, `model` their values.

    `networks` maps the names that the files use to real ones. Raises `ComposeFileInvalid`.
    """
    section = written.values.get("services")
    trees = section if isinstance(section, yaml_tree.Mapping) else yaml_tree.Mapping()
    configs = written.values.get("configs")
    return tuple(
        replace(
            service_config(
                service,
                settings or {},
                trees.values.get(service),
                trees.keys.get(service),
                networks,
                lookup,
                read_text,
                hashes.get(service),
            ),
            upstreams=inline_upstreams(service, settings or {}, configs),
        )
        for service, settings in (model.get("services") or {}).items()
    )


def real_names(called: str, model: Mapping[str, Any]) -> dict[str, str]:
    """The file's network names → the engine's."""
    return {
        key: str(
            (settings or {}).get("name") or (key if is_external(settings) else f"{called}_{key}")
        )
        for key, settings in {"default": None, **(model.get("networks") or {})}.items()
    }


def is_external(settings: Any) -> bool:
    """Whether a network is made by somebody else."""
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
