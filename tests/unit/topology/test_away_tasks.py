"""Whom a call meant on another node of the swarm, and what only looks like it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from containerloop.facts import Attempt, Outcome, Swarm, SwarmTask
from containerloop.topology.away_tasks import CalledAway, called_away
from containerloop.topology.inventory import Inventory
from tests.support.swarm_world import service, stack, task
from tests.support.world import World

THERE = task("db", "n2", "10.0.1.9", "id-db")
SECOND = task("db", "n2", "10.0.1.19", "id-second")
HERE = task("db", "n1", "10.0.1.9", "id-db")
STARTING = replace(THERE, state="starting")


def called(world: World, address: str, outcome: str, led: str | None, who: str) -> str | None:
    call: Attempt = world.attempt(who, address, outcome, resolved=led)
    found = called_away(call, Inventory(world.snapshot("5432").survey))
    assert found is None or isinstance(found, CalledAway)
    if found is None:
        return None
    return found.task.container if found.task else f"none of {found.service.name}"


def with_tasks(*tasks: SwarmTask) -> World:
    world = stack()
    assert isinstance(world.swarm, Swarm)
    assert isinstance(world.swarm.services, tuple)
    others = tuple(s for s in world.swarm.services if s.name != "shop_db")
    db = service("db", *tasks, virtual_ips=("10.0.1.8",))
    world.swarm = replace(world.swarm, services=(*others, db))
    return world


@pytest.mark.parametrize(
    ("tasks", "outcome", "led", "meant"),
    [
        ((THERE,), "refused", "10.0.1.9", "id-db"),
        ((THERE,), "timed-out", "10.0.1.9", "id-db"),
        ((THERE, SECOND), "refused", "10.0.1.19", "id-second"),
        ((THERE,), "refused", "10.0.1.8", "id-db"),
        ((THERE, SECOND), "refused", "10.0.1.8", None),
        ((THERE,), "timed-out", "10.0.1.8", None),
        ((HERE,), "refused", "10.0.1.9", None),
        ((HERE,), "refused", "10.0.1.8", None),
        ((STARTING,), "refused", "10.0.1.9", None),
        ((THERE,), "refused", "10.0.1.77", None),
        ((), "name-not-found", None, "none of shop_db"),
        ((STARTING,), "name-server-failed", None, "none of shop_db"),
        ((THERE,), "name-not-found", None, None),
        ((), "refused", "10.0.1.8", None),
    ],
)
def test_whom_a_call_means(
    tasks: tuple[SwarmTask, ...], outcome: str, led: str | None, meant: str | None
) -> None:
    assert called(with_tasks(*tasks), "db:5432", outcome, led, "service:api") == meant


def test_this_machine_calls_no_task() -> None:
    assert called(with_tasks(THERE), "10.0.1.9:5432", "refused", "10.0.1.9", "host") is None


def test_a_published_port_is_no_task() -> None:
    world = with_tasks(THERE)
    assert called(world, "172.18.0.1:8090", "refused", "172.18.0.1", "service:api") is None


def test_outside_a_swarm_there_is_none() -> None:
    world = World()
    world.container("api")
    assert called(world, "db:5432", Outcome.NAME_NOT_FOUND, None, "service:api") is None
