"""The hash that compose writes on a container, of the file as it is now.

A container with another one was made of another version of the file. `docker compose config
--hash` does not always give it: `up` hashes a service after it has looked up what is outside.
"""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.survey.compose import yaml_tree
from containerloop.survey.compose.plugin import Asked, Effective

_NAMESPACES = ("network_mode", "ipc", "pid")


def creation_hashes(
    asked: Asked, effective: Effective, written: yaml_tree.Mapping
) -> dict[str, str]:
    """Service → hash, without the services whose hash only `docker compose up` knows.

    Those name another service's container (`network_mode: service:vpn`, `volumes_from:`), and its
    id is in the hash (measured with compose 2.26).
    """
    services = effective.model.get("services") or {}
    read = _with_env_file(written)
    hashes = asked.hashes_at_creation(effective) if read else effective.hashes
    return {name: h for name, h in hashes.items() if not _names_another(services.get(name))}


def _with_env_file(written: yaml_tree.Mapping) -> bool:
    services = written.values.get("services")
    trees = services.values.values() if isinstance(services, yaml_tree.Mapping) else ()
    return any(isinstance(t, yaml_tree.Mapping) and "env_file" in t.keys for t in trees)


def _names_another(service: object) -> bool:
    settings: Mapping[str, object] = service if isinstance(service, Mapping) else {}
    modes = (str(settings.get(key) or "") for key in _NAMESPACES)
    return bool(settings.get("volumes_from")) or any(m.startswith("service:") for m in modes)
