"""A compose project's services as facts, from its trees and its effective values. Pure."""

from __future__ import annotations

from typing import Any

from containerloop.facts import ServiceConfig
from containerloop.survey.compose.interpolation import Lookup
from containerloop.survey.compose.port_places import port_lines
from containerloop.survey.compose.ports import exposed, publications
from containerloop.survey.compose.service_references import (
    ReadText,
    service_exemptions,
    service_references,
)
from containerloop.survey.compose.yaml_tree import (
    Mapping,
    Scalar,
    Tree,
    column_of,
    item_prefix,
    line_of,
)


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
    references, binds = service_references(name, effective, tree, lookup, read_text)
    ports = publications(effective.get("ports"))
    return ServiceConfig(
        name=name,
        **_places(tree, key),
        **_identity(effective, networks),
        profiles=tuple(map(str, effective.get("profiles") or ())),
        ports=ports,
        port_lines=port_lines(name, tree, ports, lookup),
        exposed=exposed(effective.get("expose")),
        extra_hosts=_extra_hosts(effective.get("extra_hosts")),
        depends_on=_conditions(effective.get("depends_on")),
        references=references,
        binds=binds,
        config_hash=config_hash,
        no_proxy=service_exemptions(name, effective, tree, lookup, read_text),
        build_network=_build_network(effective.get("build")),
    )


def _build_network(build: object) -> str | None:
    network = build.get("network") if isinstance(build, dict) else None
    return str(network) if network else None


def _places(tree: Mapping, key: Scalar | None) -> dict[str, Any]:
    """Where the service and its settings stand in the file that first names it."""
    own = {n: s for n, s in tree.keys.items() if key and s.source is key.source}
    return {
        "file": key.source.file if key else None,
        "line": line_of(key) if key else None,
        "indent": min(map(column_of, own.values()), default=4),
        "lines": {name: line_of(scalar) for name, scalar in own.items()},
        "items": {n: before for n, t in tree.values.items() if (before := item_prefix(t))},
    }


_TEXTS = ("image", "container_name", "hostname", "network_mode")


def _identity(effective: dict[str, Any], real: dict[str, str]) -> dict[str, Any]:
    """Image, names, and the `networks` and `aliases` under the networks' real names."""
    attached = {
        real.get(name, name): value or {} for name, value in joined_networks(effective).items()
    }
    named = {name: value.get("aliases") or () for name, value in attached.items()}
    return {name: _text(effective.get(name)) for name in _TEXTS} | {
        "networks": tuple(attached),
        "aliases": {name: tuple(map(str, aliases)) for name, aliases in named.items() if aliases},
    }


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def joined_networks(effective: dict[str, Any]) -> dict[str, Any]:
    """A service's networks as the file names them, each with its settings there."""
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
