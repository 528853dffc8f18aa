"""A digest of what of the compose files decides who reaches what. Pure.

Comments, images, volumes and the order of keys may change without making a measured page stale.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from containerloop.facts import Blueprint, PlannedService, Reference, ServiceConfig


def compose_digest(blueprint: Blueprint) -> str:
    """`sha256:` and 64 hexadecimal digits, the same for one checkout wherever it stands."""
    told = {
        "services": [_service(s) for s in sorted(blueprint.services, key=lambda s: s.config.name)],
        "networks": sorted([n.name, n.internal, n.external, n.driver] for n in blueprint.networks),
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _service(planned: PlannedService) -> dict[str, Any]:
    config = planned.config
    return {
        "name": config.name,
        "called": [config.container_name, config.hostname, config.network_mode],
        "networks": {name: list(names) for name, names in planned.networks.items()},
        "links": list(planned.links),
        "replicas": planned.replicas,
        "profiles": list(config.profiles),
        "ports": [[p.host_ip, p.host_port, p.container_port, p.transport] for p in config.ports],
        "exposed": [[p.number, p.transport] for p in config.exposed],
        "own_ports": list(planned.own_ports),
        "extra_hosts": list(config.extra_hosts),
        "depends_on": dict(config.depends_on),
        "references": [_reference(each) for each in config.references],
        "binds": [_reference(each) for each in config.binds],
        "no_proxy": len(config.no_proxy),
    } | _image(config)


def _image(config: ServiceConfig) -> dict[str, Any]:
    """The image without its tag: another product serves another port."""
    return {"image": (config.image or "").partition("@")[0].rpartition("/")[2].partition(":")[0]}


def _reference(each: Reference) -> list[Any]:
    """Where an address stands and what it is, never the text that may hold a password."""
    place = each.host_part.place
    return [place.where, place.key, each.scheme, each.host, each.port, each.transport, each.browser]
