"""Look-ups do not read all containers: the work grows as the snapshot does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from containerloop.facts import Snapshot, Transport
from containerloop.pipeline.report_step import answer
from containerloop.topology.indexes import first
from containerloop.topology.inventory import Inventory
from tests.support.world import World


def world_of(containers: int) -> Snapshot:
    world = World()
    for number in range(containers):
        world.container(f"s{number}", publishes=[f"{10000 + number}:80"], listens=None)
    world.container("db", publishes=["5432:5432"], listens=["127.0.0.1:5432"])
    for number in range(20):
        world.attempt(f"service:s{number}", "db:5432", "refused", resolved="172.18.0.9")
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    return world.snapshot("5432")


def calls(work: Callable[[], object]) -> int:
    """How many functions are entered: what a machine's load does not change."""
    counted = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


def test_ten_times_the_containers_are_ten_times_the_work() -> None:
    few, many = world_of(300), world_of(3000)
    answer(few)  # imports and caches
    assert calls(lambda: answer(many)) < 15 * calls(lambda: answer(few))


LOOK_UPS: dict[str, Callable[[Inventory], object]] = {
    "at": lambda i: i.at("service:s7"),
    "by_id": lambda i: i.by_id("id-shop-s7"),
    "named": lambda i: i.named("s7", i.containers[3]),
    "owning": lambda i: i.owning("172.18.0.9"),
    "label": lambda i: i.label(i.containers[7]),
    "config": lambda i: i.config(i.containers[7]),
    "publishing": lambda i: i.publishing(10007, Transport.TCP),
    "network": lambda i: i.network("shop_default"),
    "is_engine_host": lambda i: i.is_engine_host("172.18.0.1"),
}


@pytest.mark.parametrize("name", LOOK_UPS)
def test_a_look_up_costs_the_same_among_many(name: str) -> None:
    look_up = LOOK_UPS[name]

    def second(containers: int) -> int:
        inventory = Inventory(world_of(containers).survey)
        assert look_up(inventory)
        return calls(lambda: look_up(inventory))

    assert second(400) == second(40)


def test_the_first_of_a_key_counts() -> None:
    assert first([("a", 1), ("b", 2), ("a", 3)]) == {"a": 1, "b": 2}
