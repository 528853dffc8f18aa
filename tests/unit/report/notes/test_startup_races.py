"""Clients that gave up before their server was ready."""

from typing import Any

import pytest

from containerloop.facts import State
from tests.support.world import World

DB = "postgres://app@db:5432/app"


def raced(condition: str = "service_started", up_s: float = 30.0, **state: Any) -> World:
    """api ended 28 s ago, 2 s after db was started; db answers now."""
    given: dict[str, Any] = {"status": "exited", "exit_code": 1, "down_s": 28.0} | state
    world = World()
    up = State(status="running", up_s=up_s)
    world.container("db", exposes=[5432], listens=["0.0.0.0:5432"], state=up)
    world.container("api", refers=[DB], state=State(**given))
    world.config("db")
    world.config("api", depends_on={"db": condition})
    world.attempt("service:api", "db:5432", "answered", resolved="172.18.0.2")
    return world


@pytest.mark.parametrize("state", [{}, {"status": "restarting"}, {"down_s": 33.0}])
def test_a_race_that_is_over_is_told_and_is_no_finding(state: dict[str, Any]) -> None:
    report = raced(**state).report("5432")
    assert (report.findings, report.exit_status) == ((), 0)
    assert any("api exited (status 1)" in n and "make it wait" in n for n in report.notes)


@pytest.mark.parametrize(
    "more",
    [
        {"exit_code": 0},
        {"status": "running"},
        {"up_s": 100.0},
        {"down_s": 40.0},
        {"down_s": None},
        {"condition": "service_healthy"},
    ],
)
def test_a_client_that_ended_otherwise_lost_no_race(more: dict[str, Any]) -> None:
    assert not any("make it wait" in note for note in raced(**more).report("5432").notes)


def test_a_server_that_was_not_dialled_is_not_told_to_be_young() -> None:
    world = World()
    state = State(status="running", up_s=2.0)
    world.container("db", exposes=[5432], listens=["0.0.0.0:5432"], state=state)
    world.container("api", refers=[DB], extra_hosts=("db:10.0.0.5",))
    world.attempt("service:api", "db:5432", "refused", resolved="10.0.0.5")
    assert not any("run this again" in note for note in world.report("5432").notes)
