"""The rules about containers that are not there as they should be (CL202 to CL206).

Where each fires, and where it only looks as if it should.
"""

from typing import Any

import pytest

from containerloop.facts import State
from tests.world import World

DB = "postgres://app@db:5432/app"


# CL202 restart-loop


def looping(*, listens: tuple[str, ...] = (), **state: Any) -> World:
    """db is started again and again; api dials it by name and gets no answer."""
    given: dict[str, Any] = {
        "status": "restarting",
        "exit_code": 1,
        "restarts": 5,
        "up_s": 3.0,
    } | state
    world = World()
    world.container("db", exposes=[5432], listens=listens, state=State(**given))
    world.container("api", refers=[DB])
    world.attempt("service:api", "db:5432", "name-not-found")
    return world


def test_a_server_that_is_restarting_now() -> None:
    report = looping().report("5432")
    assert [f.code for f in report.findings] == ["CL202"]
    assert "ends with status 1 soon after each start (5 times so far)" in report.findings[0].summary


def test_a_server_between_two_failures_runs_for_a_moment() -> None:
    assert looping(status="running", restarts=2).codes("5432") == ["CL202"]


def test_from_this_machine_the_published_port_comes_and_goes() -> None:
    world = World()
    world.container("db", publishes=["8200:5432"], state=State(status="restarting", restarts=1))
    world.attempt("host", "127.0.0.1:8200", "refused", resolved="127.0.0.1")
    assert world.codes("8200") == ["CL202"]


def test_an_unpublished_server_in_a_loop() -> None:
    world = World()
    world.container("db", exposes=[5432], state=State(status="restarting", restarts=4))
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL202"]


@pytest.mark.parametrize(
    "state",
    [
        {"restarts": 1},
        {"up_s": 60.0},
        {"up_s": None},
        {"status": "exited"},
        {"status": "paused"},
    ],
)
def test_a_container_that_was_restarted_is_not_always_in_a_loop(state: dict[str, Any]) -> None:
    assert "CL202" not in looping(**({"status": "running"} | state)).codes("5432")


def test_a_server_that_came_up_after_all_is_not_in_a_loop() -> None:
    world = looping(status="running", listens=("0.0.0.0:5432",))
    assert "CL202" not in world.codes("5432")


def test_a_neighbour_in_a_loop_is_no_cause() -> None:
    world = World()
    world.container("db", exposes=[5432], listens=["0.0.0.0:5432"])
    world.container("old", exposes=[5432], state=State(status="restarting", restarts=9))
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert "CL202" not in world.codes("5432")


def test_a_client_in_a_loop_is_not_why_it_reaches_nobody() -> None:
    world = World()
    world.container("db", exposes=[5432], status="exited")
    world.container("api", refers=[DB], state=State(status="restarting", restarts=9))
    world.attempt("service:api", "db:5432", "name-not-found")
    assert world.codes("5432") == ["CL201"]
