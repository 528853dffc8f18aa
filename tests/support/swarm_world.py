"""A stack over two nodes by hand: api and web run on this engine's node, db and far on another.

world = stack()
world.attempt("service:api", "db:5432", "timed-out", resolved="10.0.1.9")
"""

from __future__ import annotations

from typing import Any

from containerloop.facts import (
    Maybe,
    Network,
    Swarm,
    SwarmNode,
    SwarmPort,
    SwarmService,
    SwarmTask,
    Unobserved,
)
from tests.support.world import BRIDGE, World

OVERLAY = Network(
    id="n-overlay", name="shop_default", driver="overlay", subnets=("10.0.1.0/24",),
    gateways=("10.0.1.1",), project="shop", attachable=False,
)  # fmt: skip
NODES = (
    SwarmNode(id="n1", name="node1", address="10.96.0.1"),
    SwarmNode(id="n2", name="node2", address="10.96.0.2"),
)
WORKER = Unobserved("this engine is a worker")


def task(service: str, node: str, address: str, container: str = "") -> SwarmTask:
    return SwarmTask(
        name=f"shop_{service}.1", node=node, state="running", container=container,
        addresses=(address,),
    )  # fmt: skip


def service(name: str, *tasks: SwarmTask, **more: Any) -> SwarmService:
    return SwarmService(
        name=f"shop_{name}", stack="shop", names=(name,), networks=(OVERLAY.id,), tasks=tasks,
        **more,
    )  # fmt: skip


def stack(*, ipvs: Maybe[bool] = True, worker: bool = False, refers: str = "") -> World:
    """The stack as node 1 sees it: a manager, or a `worker`, which knows its own tasks alone."""
    world = World(engine={"same_kernel": True})
    world.machine = {"ipvs": ipvs}
    world.networks = [BRIDGE, OVERLAY]
    tasks: dict[str, Any] = {"networks": (OVERLAY,), "project": "shop"}
    dials = [refers] if refers else []
    world.container("api", refers=dials, task_of="shop_api", **tasks)
    world.container("web", listens=["0.0.0.0:8000"], task_of="shop_web", **tasks)
    for name in ("api", "web", "db", "far"):
        world.config(name)
    if worker:
        world.swarm = Swarm(node="n1", services=WORKER, nodes=WORKER)
        return world
    world.swarm = Swarm(
        node="n1",
        nodes=NODES,
        services=(
            service("api", task("api", "n1", "10.0.1.2", "id-shop-api")),
            service(
                "web", task("web", "n1", "10.0.1.3", "id-shop-web"), virtual_ips=("10.0.1.7",),
                ports=(SwarmPort(container_port=8000, host_port=8080, mode="ingress"),),
            ),
            service("db", task("db", "n2", "10.0.1.9"), image="postgres:16"),
            service(
                "far", task("far", "n2", "10.0.1.10"),
                ports=(SwarmPort(container_port=8000, host_port=8090, mode="host"),),
            ),
        ),
    )  # fmt: skip
    return world
