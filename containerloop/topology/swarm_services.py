"""Which service of a swarm an address, a name or a published port is of. Pure.

A service's virtual IP is no container's address, and a task on another node is none of this
engine's containers: whoever knows these alone would call both of them nobody's.
"""

from __future__ import annotations

from containerloop.facts import (
    Container,
    Network,
    SwarmPort,
    SwarmService,
    SwarmTask,
    Transport,
    Unobserved,
    literal,
)
from containerloop.topology.hosts import contains
from containerloop.topology.inventory import Inventory

OVERLAY = "overlay"


def services(inventory: Inventory) -> tuple[SwarmService, ...]:
    """The swarm's services, as far as they are known; () where there is none or nobody tells."""
    swarm = inventory.survey.swarm
    return () if swarm is None or isinstance(swarm.services, Unobserved) else swarm.services


def in_scope(service: SwarmService, inventory: Inventory) -> bool:
    """Whether the question is about this service."""
    return inventory.project is None or service.stack == inventory.project.name


def unknown_services(inventory: Inventory) -> Unobserved | None:
    """Why there may be services that are not known; None where all are, or there is no swarm."""
    swarm = inventory.survey.swarm
    return swarm.services if swarm and isinstance(swarm.services, Unobserved) else None


def may_be_in_swarm(inventory: Inventory) -> Unobserved | None:
    """Why what is nobody's here may be a service's of which only a manager knows.

    A project that compose made has all of its containers here, whatever else the swarm runs.
    """
    project = inventory.project
    own = project is not None and not project.stack
    return None if own else unknown_services(inventory)


def unseen_in_swarm(inventory: Inventory) -> Unobserved | None:
    """Why a server of those that are meant may be where no probe of this engine can look.

    A project that compose made has all of its containers here, whatever else the swarm runs.
    """
    project = inventory.project
    if project is not None and not project.stack:
        return None
    for service in services(inventory):
        away = tasks_elsewhere(service, inventory) if in_scope(service, inventory) else ()
        if away:
            node, _ = node_called(away[0].node, inventory)
            return Unobserved(f"{away[0].name} runs on {node}, where no probe of this engine looks")
    return unknown_services(inventory)


def overlay_of(host: str, inventory: Inventory) -> Network | None:
    """The overlay network whose subnet has the address."""
    overlays = (n for n in inventory.networks if n.driver == OVERLAY)
    return next((n for n in overlays if any(contains(s, host) for s in n.subnets)), None)


def service_at(host: str, inventory: Inventory) -> SwarmService | None:
    """The service whose virtual IP, or one of whose tasks' addresses, this is."""
    address = literal(host)
    for service in services(inventory) if address is not None else ():
        tasks = (a for task in service.tasks for a in task.addresses)
        if address in map(literal, (*service.virtual_ips, *tasks)):
            return service
    return None


def is_virtual(host: str, inventory: Inventory) -> bool:
    """Whether the address is a service's virtual IP."""
    address, found = literal(host), service_at(host, inventory)
    return found is not None and address in map(literal, found.virtual_ips)


def task_at(host: str, service: SwarmService) -> SwarmTask | None:
    """The task of a service that has this address."""
    address = literal(host)
    return next((t for t in service.tasks if address in map(literal, t.addresses)), None)


def service_named(
    name: str, inventory: Inventory, client: Container | None = None
) -> SwarmService | None:
    """The service of this name on one of the client's networks, or among all without a client."""
    wanted = name.rstrip(".").lower()
    mine = None
    if client is not None:
        mine = {a.network_id for a in inventory.namespace_owner(client).attachments}
    for service in services(inventory):
        if wanted in service.all_names and (mine is None or mine & set(service.networks)):
            return service
    return None


def published_in_swarm(
    port: int, transport: Transport, inventory: Inventory
) -> tuple[SwarmService, SwarmPort] | None:
    """The service that the swarm publishes at this port of its nodes, and how."""
    rows = ((s, p) for s in services(inventory) for p in s.ports)
    return next(((s, p) for s, p in rows if (p.host_port, p.transport) == (port, transport)), None)


def local_task(service: SwarmService, inventory: Inventory) -> Container | None:
    """The container of the service's only running task, where it runs on this engine."""
    running = [task for task in service.tasks if task.running]
    return inventory.by_id(running[0].container) if len(running) == 1 else None


def tasks_elsewhere(service: SwarmService, inventory: Inventory) -> tuple[SwarmTask, ...]:
    """Its running tasks on other nodes than this engine."""
    swarm = inventory.survey.swarm
    here = swarm.node if swarm is not None else ""
    return tuple(t for t in service.tasks if t.running and t.node != here)


def node_called(node_id: str, inventory: Inventory) -> tuple[str, str]:
    """Name and address of a node; its id where nobody tells."""
    swarm = inventory.survey.swarm
    known = () if swarm is None or isinstance(swarm.nodes, Unobserved) else swarm.nodes
    found = next((node for node in known if node.id == node_id), None)
    return (found.name or node_id, found.address) if found else (node_id, "")


def not_looked_into(service: SwarmService | None, inventory: Inventory) -> str | None:
    """Why a service's server is not seen from here: it runs elsewhere, or what is left of it is."""
    if service is None:
        return None
    if away := tasks_elsewhere(service, inventory):
        node, _ = node_called(away[0].node, inventory)
        return f"{away[0].name} runs on {node}, and nobody looked into it there"
    if not any(task.running for task in service.tasks):
        return f"no task of {service.name} runs, and nobody looked for those that ended"
    return None
