"""What a project's files mean as plain values, from their texts alone. I/O: files.

For holding two versions of the same files against each other; addresses are found elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from containerloop.errors import WRONG_SHAPE, ComposeFileInvalid
from containerloop.survey.compose import yaml_tree
from containerloop.survey.compose.project_files import Folder, folder_of
from containerloop.survey.compose.reading_limits import limited
from containerloop.survey.compose.service_references import environment_of
from containerloop.survey.compose.taken_over import TakenOver
from containerloop.survey.compose.yaml_merge import as_mapping, merged
from containerloop.survey.compose.yaml_tree import plain_values, read_tree

_AS_MAPPINGS = ("environment", "labels", "extra_hosts", "depends_on", "networks")


def effective_settings(
    files: Sequence[Path], environ: Mapping[str, str], instead: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The settings of compose files, env files included; lists of pairs as mappings.

    What is included and extended is followed, but never to a remote file. `instead` are texts in
    place of what stands in files, by their real paths. Raises `ComposeFileInvalid`.
    """
    shown = str(files[0].name)
    with limited(shown):
        folder = folder_of(tuple(files), environ, instead)
        try:
            return _settings(folder)
        except WRONG_SHAPE:
            raise ComposeFileInvalid(f"{shown}: a setting has the wrong type") from None


def _settings(folder: Folder) -> dict[str, Any]:
    over = TakenOver(folder.text, folder.lookup)
    tree: yaml_tree.Tree = yaml_tree.Mapping()
    for file in folder.files:
        shown = folder.shown(file)
        tree = merged(tree, over.followed(read_tree(folder.compose_text(file), shown), shown))
    plain = plain_values(tree, folder.lookup)
    services = tree.values.get("services") if isinstance(tree, yaml_tree.Mapping) else None
    for name, service in services.values.items() if isinstance(services, yaml_tree.Mapping) else ():
        if isinstance(service, yaml_tree.Mapping):
            plain["services"][name] = _service(service, plain["services"][name], folder)
    return dict(plain)


def _service(tree: yaml_tree.Mapping, plain: dict[str, Any], folder: Folder) -> dict[str, Any]:
    pairs = {
        key: plain_values(as_mapping(tree.values[key], key), folder.lookup)
        for key in _AS_MAPPINGS
        if key in tree.values
    }
    environment = environment_of(tree, folder.lookup, folder.text)
    values = {key: value.text for key, value in environment.items()}
    own = pairs.get("environment") or {}
    return plain | pairs | {"environment": own | values}
