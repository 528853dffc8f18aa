"""The server that has been started and is not ready yet."""

from typing import Any

import pytest

from containerloop.diagnose.rule_facts.servers import Target
from containerloop.diagnose.rule_facts.starting import may_still_start
from containerloop.facts import State, Unobserved
from tests.support.world import World, view
from tests.unit.diagnose.rule_facts.test_symptom_facts import facts_of


def young(listens: Any = (), **state: Any) -> World:
    """db's healthcheck has not passed yet; api is refused by it, and so is its own healthcheck."""
    world = World()
    given = {"status": "running", "health": "starting"} | state
    world.container(
        "db", exposes=[5432], listens=listens, state=State(**given),
        command=["--health-cmd", "pg_isready -h localhost"],
    )  # fmt: skip
    world.container("api", refers=["postgres://app@db:5432/app"])
    world.attempt("service:api", "db:5432", "refused", resolved="172.18.0.2")
    world.attempt("service:db", "localhost:5432", "refused", resolved="127.0.0.1")
    return world


def starting(world: World, *question: str) -> object:
    found = facts_of(world.snapshot(*question)).starting
    return (found.container.name, found.port) if isinstance(found, Target) else found


@pytest.mark.parametrize("question", [("db:5432", "service:api"), ("localhost:5432", "service:db")])
@pytest.mark.parametrize(
    ("state", "is_starting"),
    [
        ({}, True),
        ({"restarts": 1}, True),
        ({"restarts": 2}, False),
        ({"health": "healthy"}, False),
        ({"health": None}, False),
    ],
)
def test_its_state_says_whether_it_is_starting(
    question: tuple[str, str], state: dict[str, Any], is_starting: bool
) -> None:
    assert starting(young(**state), *question) == (("shop-db-1", 5432) if is_starting else None)


@pytest.mark.parametrize("question", [("db:5432", "service:api"), ("localhost:5432", "service:db")])
def test_one_that_listens_has_started(question: tuple[str, str]) -> None:
    assert starting(young(["127.0.0.1:5432"]), *question) is None
    assert starting(young(["127.0.0.1:5433"]), *question) == ("shop-db-1", 5432)


@pytest.mark.parametrize("question", [("db:5432", "service:api"), ("localhost:5432", "service:db")])
def test_whether_it_listens_is_unknown_where_it_was_not_seen(question: tuple[str, str]) -> None:
    assert starting(young(None), *question) == Unobserved("own sockets")


def test_one_that_ended_meanwhile_is_not_starting() -> None:
    world = young(status="exited")
    world.views["service:db"] = view("service:db", [])
    assert starting(world, "db:5432", "service:api") is None


def test_a_client_that_is_starting_is_not_its_own_server() -> None:
    world = World()
    world.container("api", state=State(status="running", health="starting"))
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert starting(world, "localhost:5432", "service:api") is None


@pytest.mark.parametrize(
    ("up_s", "health", "may"),
    [
        (9.9, None, True), (10.0, None, False), (None, None, True),
        (300.0, "starting", True), (2.0, "healthy", False), (None, "unhealthy", False),
    ],
)  # fmt: skip
def test_a_healthcheck_tells_and_without_one_the_age(
    up_s: float | None, health: str | None, may: bool
) -> None:
    web = World().container("web", state=State(status="running", up_s=up_s, health=health))
    assert may_still_start(web) is may
