"""CL804 redis-protected-mode: where it fires, and what only looks like it."""

from typing import Any

import pytest

from tests.support.world import World


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
