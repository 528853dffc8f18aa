"""What the labels of a container tell; they themselves are never kept. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from containerloop.survey.engine.cluster_nodes import cluster_node
from containerloop.survey.engine.ports import Json

LABEL = "com.docker.compose."


def labels_of(raw: Json) -> dict[str, str]:
    """The labels of a listed or an inspected container."""
    return dict(raw.get("Labels") or (raw.get("Config") or {}).get("Labels") or {})


def by_labels(labels: Mapping[str, str]) -> dict[str, Any]:
    """What its labels tell of a container: its place in a compose project, or in a cluster."""
    waits_for = depends_on(labels)
    return {
        "project": labels.get(LABEL + "project"),
        "service": labels.get(LABEL + "service"),
        "one_off": labels.get(LABEL + "oneoff", "").lower() == "true",
        "depends_on": tuple(waits_for),
        "waits_for": waits_for,
        "config_hash": labels.get(LABEL + "config-hash"),
        "node": cluster_node(labels),
    }


def depends_on(labels: Mapping[str, str]) -> dict[str, str]:
    """Service → condition, from compose's label `db:service_healthy:true,cache`."""
    rows = (entry.split(":") for entry in labels.get(LABEL + "depends_on", "").split(","))
    return {row[0]: row[1] if len(row) > 1 else "service_started" for row in rows if row[0]}
