"""What the labels of a container tell; they themselves are never kept. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from containerloop.survey.engine.cluster_nodes import cluster_node
from containerloop.survey.engine.ports import Json

LABEL = "com.docker.compose."
STACK = "com.docker.stack.namespace"
TASK_OF = "com.docker.swarm.service.name"
DEV_CONTAINER = "devcontainer.local_folder"
"""Set by `devcontainer up` and by editors on the container that they work in, and on no other."""


def labels_of(raw: Json) -> dict[str, str]:
    """The labels of a listed or an inspected container."""
    return dict(raw.get("Labels") or (raw.get("Config") or {}).get("Labels") or {})


def by_labels(labels: Mapping[str, str]) -> dict[str, Any]:
    """What its labels tell of a container: its place in a compose project, or in a cluster."""
    waits_for = depends_on(labels)
    task_of = labels.get(TASK_OF)
    return {
        "project": project_name(labels),
        "service": short_name(task_of, labels) if task_of else labels.get(LABEL + "service"),
        "task_of": task_of,
        "one_off": labels.get(LABEL + "oneoff", "").lower() == "true",
        "depends_on": tuple(waits_for),
        "waits_for": waits_for,
        "config_hash": labels.get(LABEL + "config-hash"),
        "node": cluster_node(labels),
        "dev_container": DEV_CONTAINER in labels,
    }


def project_name(labels: Mapping[str, str]) -> str | None:
    """The compose project of a container, or the stack that it is a task in."""
    return labels.get(LABEL + "project") or labels.get(STACK)


def short_name(task_of: str, labels: Mapping[str, str]) -> str:
    """The name of a swarm's service in the file of its stack; its own where it is in none.

    >>> short_name("shop_db", {"com.docker.stack.namespace": "shop"})
    'db'
    """
    stack = labels.get(STACK)
    return task_of.removeprefix(f"{stack}_") if stack else task_of


def names_of_a_task(labels: Mapping[str, str]) -> tuple[str, ...]:
    """The names that a swarm's networks answer for the service of a container; () for no task."""
    if (task_of := labels.get(TASK_OF)) is None:
        return ()
    plain = dict.fromkeys((short_name(task_of, labels), task_of))
    return (*plain, *(f"tasks.{name}" for name in plain))


def depends_on(labels: Mapping[str, str]) -> dict[str, str]:
    """Service → condition, from compose's label `db:service_healthy:true,cache`."""
    rows = (entry.split(":") for entry in labels.get(LABEL + "depends_on", "").split(","))
    return {row[0]: row[1] if len(row) > 1 else "service_started" for row in rows if row[0]}
