"""What an address of a swarm's network is, where it is no container's of this engine. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import SwarmTask
from containerloop.topology.swarm_services import (
    is_virtual,
    node_called,
    overlay_of,
    service_at,
    task_at,
    unknown_services,
)


def in_swarm(case: Case, led: str, tasks_unasked: tuple[SwarmTask, ...]) -> str | None:
    """Whose it is, as a manager has it; None for an address of another kind of network."""
    inventory = case.inventory
    network, service = overlay_of(led, inventory), service_at(led, inventory)
    if network is None:
        return None
    if service is None:
        kept = unknown_services(inventory)
        why = f": {kept.reason}" if kept else ""
        return (
            f"{led} is in the swarm's network {network.name}: a task on another node may have it,"
            f" or it is a virtual IP{why}"
        )
    if is_virtual(led, inventory):
        return f"{led} is the virtual IP of {service.name}, behind which are its tasks"
    task = task_at(led, service)
    if task is None:
        return None
    node, address = node_called(task.node, inventory)
    there = f"{led} is {task.name}, which runs on {node} ({address})"
    if task not in tasks_unasked:
        return there
    return (
        f"{there}, whose engine was not asked about it: add --engine CONTEXT, the Docker context"
        " of that engine"
    )
