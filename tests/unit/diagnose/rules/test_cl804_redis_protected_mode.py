"""CL804 redis-protected-mode: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.support.rule_worlds import finding
from tests.support.world import World, publication


def protected(said: str, code: str, url: str = "redis://cache:6379", **more: Any) -> World:
    world = World()
    world.container("cache", listens=["0.0.0.0:6379"], image="redis:7")
    world.container("api", refers=[url])
    world.attempt(
        "service:api", "cache:6379", "answered", resolved="172.18.0.2",
        **({"protocol": "redis", "refusal": said, "code": code} | more),
    )  # fmt: skip
    return world


def test_a_redis_in_protected_mode() -> None:
    report = protected("DENIED Redis is running in protected mode", "DENIED").report("6379")
    assert [f.code for f in report.findings] == ["CL804"]
    assert report.verdict == "unreachable"
    (remedy,) = report.findings[0].remedies
    assert remedy.host_command == "docker exec shop-cache-1 redis-cli config set protected-mode no"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("NOAUTH Authentication required.", "NOAUTH"),
        ("LOADING Redis is loading the dataset in memory", "LOADING"),
        ("max number of clients reached", "ERR"),
    ],
)
def test_a_redis_that_refuses_for_another_reason_is_not_protected(said: str, code: str) -> None:
    assert "CL804" not in protected(said, code).codes("6379")


def test_another_server_with_the_same_word_is_no_redis() -> None:
    assert "CL804" not in protected("no", "DENIED", protocol="http").codes("6379")


def test_a_redis_where_another_server_is_meant_is_another_servers_fault() -> None:
    world = protected("DENIED Redis is running", "DENIED", url="http://cache:6379/")
    assert world.codes("6379") == ["CL809"]


def test_a_redis_in_the_containers_place_is_shadowing_it() -> None:
    world = World()
    at = publication("127.0.0.1:6379:6379")
    made = world.container("cache", listens=["0.0.0.0:6379"], image="redis:7")
    world.containers[0] = replace(made, asked=(at,), published=(at,))
    world.host_listens("[::1]:6379")
    world.attempt(
        "host", "[::1]:6379", "answered", resolved="::1", protocol="redis", code="DENIED",
        refusal="DENIED Redis is running in protected mode",
    )  # fmt: skip
    assert world.codes("redis://[::1]:6379/0") == ["CL606"]


@pytest.mark.parametrize(("host", "whose"), [("cache", "Redis in cache"), ("172.18.0.9", "Redis")])
def test_whose_redis_it_is_is_named(host: str, whose: str) -> None:
    world = World()
    world.container("cache", listens=["0.0.0.0:6379"], image="redis:7")
    world.container("api", refers=[f"redis://{host}:6379"])
    world.attempt(
        "service:api", f"{host}:6379", "answered", protocol="redis", code="DENIED",
        resolved="172.18.0.2" if host == "cache" else host, refusal="DENIED in protected mode",
    )  # fmt: skip
    found = finding(world, "6379", "CL804")
    assert found.summary.startswith(f"{whose} is in protected mode: ")
    assert found.evidence[0].saw == "Redis replied: DENIED in protected mode"
