"""A swarm as one of its engines tells of it. I/O: three calls, of a manager only.

Nothing of a service's environment, labels or secrets is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, TypeAlias

from docker.errors import APIError
from msgspec.structs import replace

from containerloop.facts import (
    Maybe,
    Swarm,
    SwarmNode,
    SwarmPort,
    SwarmService,
    SwarmTask,
    Transport,
    Unobserved,
)
from containerloop.survey.engine.labels import STACK
from containerloop.survey.engine.ports import Json

_WORKER = "this engine is a worker of its swarm, and only a manager knows all services and tasks"
_LOCKED = "this engine's swarm is {}, so its services and tasks are not known"
_SHOULD_RUN = {"desired-state": ["running", "ready", "accepted"]}

Later: TypeAlias = Callable[..., Future[Any]]
Answer: TypeAlias = Callable[[Future[Any]], Any]


def swarm_of(info: Json, client: Any, later: Later, answer: Answer) -> Swarm | None:
    """The swarm that the engine is in, None for none; `later` starts a call, `answer` waits.

    A proxy before the engine may keep these calls from it, which is unobserved like a worker's.
    """
    told = info.get("Swarm") or {}
    state, node = str(told.get("LocalNodeState") or "inactive"), str(told.get("NodeID") or "")
    if state == "inactive" and not node:
        return None
    if state != "active" or not told.get("ControlAvailable"):
        unseen = Unobserved(_WORKER if state == "active" else _LOCKED.format(state))
        return Swarm(node=node, services=unseen, nodes=unseen)
    asked = later(client.services), later(client.tasks, filters=_SHOULD_RUN), later(client.nodes)
    try:
        services, tasks, nodes = map(answer, asked)
    except APIError as error:
        unseen = Unobserved(f"the engine does not tell of its swarm: {error.explanation or error}")
        return Swarm(node=node, services=unseen, nodes=unseen)
    known = tuple(map(_node, nodes))
    return Swarm(node=node, services=_services(services, tasks), nodes=known)


def as_told(own: Swarm | None, told: Swarm | None) -> Swarm | None:
    """The swarm of a worker as a manager of the same swarm has told of it."""
    if own is None or told is None or not isinstance(own.services, Unobserved):
        return own
    same = not isinstance(told.nodes, Unobserved) and own.node in {n.id for n in told.nodes}
    return replace(told, node=own.node) if same else own


def _services(services: Sequence[Json], tasks: Sequence[Json]) -> Maybe[tuple[SwarmService, ...]]:
    by_service: dict[str, list[Json]] = {}
    for task in tasks:
        by_service.setdefault(str(task.get("ServiceID")), []).append(task)
    found = (_service(raw, by_service.get(raw["ID"], ())) for raw in services)
    return tuple(sorted(found, key=lambda each: each.name))


def _service(raw: Json, tasks: Sequence[Json]) -> SwarmService:
    spec, endpoint = raw.get("Spec") or {}, raw.get("Endpoint") or {}
    template = spec.get("TaskTemplate") or {}
    wanted = template.get("Networks") or spec.get("Networks") or ()
    ports = endpoint.get("Ports") or (spec.get("EndpointSpec") or {}).get("Ports") or ()
    virtual = (str(row.get("Addr", "")) for row in endpoint.get("VirtualIPs") or ())
    name = str(spec.get("Name", ""))
    return SwarmService(
        name=name,
        stack=(spec.get("Labels") or {}).get(STACK),
        image=str((template.get("ContainerSpec") or {}).get("Image", "")).partition("@")[0],
        names=tuple(dict.fromkeys(a for row in wanted for a in row.get("Aliases") or ())),
        networks=tuple(str(row.get("Target", "")) for row in wanted),
        ports=tuple(port for row in ports if (port := _port(row))),
        virtual_ips=tuple(address for each in virtual if (address := each.partition("/")[0])),
        tasks=tuple(_task(name, task) for task in tasks),
    )


def _port(raw: Json) -> SwarmPort | None:
    """None for a transport that is not measured (sctp), and where no port is given out yet."""
    if raw.get("Protocol") not in ("tcp", "udp") or not raw.get("PublishedPort"):
        return None
    return SwarmPort(
        container_port=raw["TargetPort"],
        host_port=raw["PublishedPort"],
        transport=Transport(raw["Protocol"]),
        mode="host" if raw.get("PublishMode") == "host" else "ingress",
    )


def _task(service: str, raw: Json) -> SwarmTask:
    status = raw.get("Status") or {}
    rows = raw.get("NetworksAttachments") or ()
    addresses = (str(a).partition("/")[0] for row in rows for a in row.get("Addresses") or ())
    return SwarmTask(
        name=f"{service}.{raw.get('Slot') or raw.get('NodeID', '')}",
        node=str(raw.get("NodeID") or ""),
        state=str(status.get("State", "")),
        container=str((status.get("ContainerStatus") or {}).get("ContainerID", "")),
        error=str(status.get("Err", "")),
        addresses=tuple(addresses),
    )


def _node(raw: Json) -> SwarmNode:
    status, manager = raw.get("Status") or {}, raw.get("ManagerStatus") or {}
    # what a manager that is alone was told of itself may be 0.0.0.0
    known = str(manager.get("Addr", "")).rpartition(":")[0] or str(status.get("Addr", ""))
    return SwarmNode(
        id=raw["ID"],
        name=str((raw.get("Description") or {}).get("Hostname", "")),
        address="" if known == "0.0.0.0" else known.strip("[]"),
        ready=status.get("State") == "ready",
        manager=bool(manager),
    )
