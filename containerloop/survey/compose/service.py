"""A compose project's services as facts, from its trees and its effective values. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from containerloop.facts import Reference, ServiceConfig
from containerloop.survey.compose.env_file import read_env_file
from containerloop.survey.compose.interpolation import Lookup
from containerloop.survey.compose.port_places import port_lines
from containerloop.survey.compose.ports import exposed, publications
from containerloop.survey.compose.yaml_merge import as_mapping
from containerloop.survey.compose.yaml_tree import (
    Mapping,
    Scalar,
    Sequence,
    Tree,
    column_of,
    expanded,
    item_prefix,
    line_of,
)
from containerloop.survey.references.find_references import (
    command_references,
    environment_references,
    label_references,
)
from containerloop.survey.references.listen_addresses import command_binds, environment_binds
from containerloop.survey.references.shell_words import (
    Command,
    command_of_argv,
    command_of_items,
    command_of_text,
)
from containerloop.survey.references.traced_text import Traced, untraced

ReadText = Callable[[str], str | None]
"""The text of a file named in the compose file; None where there is none."""


def service_config(
    name: str,
    effective: dict[str, Any],
    written: Tree | None,
    key: Scalar | None,
    networks: dict[str, str],
    lookup: Lookup,
    read_text: ReadText,
    config_hash: str | None = None,
) -> ServiceConfig:
    """One service. `effective` are its values, `written` its tree (None: in no file read).

    `networks` maps the file's network names to real ones. Raises `ComposeFileInvalid`.
    """
    tree = written if isinstance(written, Mapping) else Mapping()
    references, binds = _references(name, effective, tree, lookup, read_text)
    own = [scalar for scalar in tree.keys.values() if key and scalar.source is key.source]
    return ServiceConfig(
        name=name,
        file=key.source.file if key else None,
        line=line_of(key) if key else None,
        indent=min((column_of(scalar) for scalar in own), default=4),
        lines={setting: line_of(scalar) for setting, scalar in tree.keys.items() if scalar in own},
        items={n: before for n, t in tree.values.items() if (before := item_prefix(t))},
        **_identity(effective, networks),
        profiles=tuple(map(str, effective.get("profiles") or ())),
        ports=publications(effective.get("ports")),
        port_lines=port_lines(name, tree, publications(effective.get("ports")), lookup),
        exposed=exposed(effective.get("expose")),
        extra_hosts=_extra_hosts(effective.get("extra_hosts")),
        depends_on=_conditions(effective.get("depends_on")),
        references=references,
        binds=binds,
        config_hash=config_hash,
    )


_TEXTS = ("image", "container_name", "hostname", "network_mode")


def _identity(effective: dict[str, Any], real: dict[str, str]) -> dict[str, Any]:
    """Image, names, and the `networks` and `aliases` under the networks' real names."""
    attached = {real.get(name, name): value or {} for name, value in _attached(effective).items()}
    named = {name: value.get("aliases") or () for name, value in attached.items()}
    return {name: _text(effective.get(name)) for name in _TEXTS} | {
        "networks": tuple(attached),
        "aliases": {name: tuple(map(str, aliases)) for name, aliases in named.items() if aliases},
    }


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _attached(effective: dict[str, Any]) -> dict[str, Any]:
    if effective.get("network_mode"):
        return {}
    networks = effective.get("networks") or {"default": None}
    return dict.fromkeys(networks) if isinstance(networks, list) else dict(networks)


def _extra_hosts(value: Any) -> tuple[str, ...]:
    """Every form as the engine has it: `name:address`."""
    if isinstance(value, dict):
        pairs = [(n, a) for n, v in value.items() for a in (v if isinstance(v, list) else [v])]
        return tuple(f"{name}:{address}" for name, address in pairs)
    lines = map(str, value or ())
    return tuple(line.replace("=", ":", 1) if "=" in line else line for line in lines)


def _conditions(value: Any) -> dict[str, str]:
    if isinstance(value, dict):
        return {n: str((v or {}).get("condition", "service_started")) for n, v in value.items()}
    return dict.fromkeys(map(str, value or ()), "service_started")


def _references(
    name: str, effective: dict[str, Any], tree: Mapping, lookup: Lookup, read_text: ReadText
) -> tuple[tuple[Reference, ...], tuple[Reference, ...]]:
    """What the service dials, and where it is told to listen on loopback."""
    prefix = f"services.{name}."
    written = environment_of(tree, lookup, read_text)
    agreed = _agreed(effective.get("environment"), written)
    found = environment_references({**written, **agreed}, prefix)
    binds = environment_binds({**written, **agreed}, prefix)
    for key in ("command", "entrypoint"):
        command = _command(effective.get(key), tree.values.get(key), lookup)
        found += command_references(command, "command", key, prefix)
        binds += command_binds(command, key, prefix)
    health = effective.get("healthcheck") or {}
    health_tree = tree.values.get("healthcheck")
    test = health_tree.values.get("test") if isinstance(health_tree, Mapping) else None
    command = _command(_tested(health.get("test")), test, lookup, shell=True)
    found += command_references(command, "healthcheck", "healthcheck.test", prefix)
    labels = _scalars(as_mapping(tree.values.get("labels", Mapping()), "labels"), lookup)
    found += label_references(_agreed(effective.get("labels"), labels), prefix)
    return found, binds


def _agreed(effective: Any, written: dict[str, Traced]) -> dict[str, Traced]:
    """Effective values, with their places where the file says the same."""
    if isinstance(effective, list):
        effective = dict(str(item).partition("=")[::2] for item in effective)
    values = {str(k): str(v) for k, v in (effective or {}).items() if v is not None}
    agreed = {}
    for key, text in values.items():
        there = written.get(key)
        agreed[key] = there if there is not None and there.text == text else untraced(text)
    return agreed


def environment_of(tree: Mapping, lookup: Lookup, read_text: ReadText) -> dict[str, Traced]:
    """A service's environment with its places: env files first, then `environment:`.

    Raises `ComposeFileInvalid`.
    """
    values: dict[str, Traced] = {}
    for file in env_files(tree.values.get("env_file"), lookup):
        text = read_text(file)
        if text is not None:
            values |= read_env_file(text, file, lookup)
    own = as_mapping(tree.values.get("environment", Mapping()), "environment")
    if isinstance(own, Mapping):
        for key, value in own.values.items():
            if isinstance(value, Scalar) and value.text is None and (found := lookup(key)):
                values[key] = found
    return values | _scalars(own, lookup)


def env_files(tree: Tree | None, lookup: Lookup) -> list[str]:
    """The paths of an `env_file:` setting, in its three forms. Raises `ComposeFileInvalid`."""
    items = tree.items if isinstance(tree, Sequence) else (tree,) if tree else ()
    scalars = [item.values.get("path") if isinstance(item, Mapping) else item for item in items]
    return [expanded(s, lookup).text for s in scalars if isinstance(s, Scalar)]


def _scalars(tree: Tree, lookup: Lookup) -> dict[str, Traced]:
    if not isinstance(tree, Mapping):
        return {}
    return {
        key: expanded(value, lookup)
        for key, value in tree.values.items()
        if isinstance(value, Scalar) and value.text is not None
    }


def _tested(test: Any) -> Any:
    return ["CMD-SHELL", test] if isinstance(test, str) else test


def _command(effective: Any, tree: Tree | None, lookup: Lookup, shell: bool = False) -> Command:
    """The command with its places where the file's words are the effective ones."""
    written: Command | None = None
    if isinstance(tree, Scalar) and tree.text is not None:
        written = command_of_text(expanded(tree, lookup), shell)
    elif isinstance(tree, Sequence):
        items = [expanded(item, lookup) for item in tree.items if isinstance(item, Scalar)]
        written = command_of_items(items)
    if isinstance(effective, str):
        effective = [word.text for word in command_of_text(untraced(effective)).words]
    words = [str(word) for word in effective or ()]
    direct = command_of_argv(words)
    same = written is not None and _bare(written) == _bare(direct)
    return written if same and written is not None else direct


def _bare(command: Command) -> list[str]:
    return [word.text for word in command.words if word.text not in ("CMD-SHELL", ";")]
