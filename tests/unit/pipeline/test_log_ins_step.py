"""Which logs of brokers are read, and from when on."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import DataSetUp, RefusedLogIn, State
from containerloop.observe.last_words import Log
from containerloop.pipeline import log_ins_step
from containerloop.pipeline.further_step import wanted_in
from containerloop.pipeline.options import RunOptions
from tests.support.world import World

START = "2026-05-01T10:00:00Z"
TOLD = (RefusedLogIn(user="guest", peer="172.18.0.3"),)


def read(
    monkeypatch: pytest.MonkeyPatch, state: State, *, logs: bool = True
) -> tuple[dict[str, Log], Any]:
    """The logs that are read of a broker in this state, and what is known then."""
    world = World()
    world.container("rabbit", listens=["0.0.0.0:5672"], state=state)
    world.container("jobs", refers=["amqp://guest:guest@rabbit:5672//"])
    world.attempt("service:jobs", "rabbit:5672", "answered", protocol="amqp", resolved="172.18.0.2")
    asked: dict[str, Log] = {}

    def read_logs(client: Any, logs: dict[str, Log], parse: Any) -> dict[str, Any]:
        asked.update(logs)
        return dict.fromkeys(logs, TOLD)

    monkeypatch.setattr(log_ins_step, "read_logs", read_logs)
    connection: Any = SimpleNamespace(client=None)
    options = RunOptions(connection=connection, cwd=Path(), logs=logs)
    seen = world.snapshot("5672")
    return asked, log_ins_step.with_refused_log_ins(seen, wanted_in(seen), options)


@pytest.mark.parametrize(("up_s", "later_s"), [(5.0, 0.0), (120.0, 0.0), (1000.0, 880.0)])
def test_a_log_counts_since_a_moment_ago_and_the_last_start(
    monkeypatch: pytest.MonkeyPatch, up_s: float, later_s: float
) -> None:
    state = State(status="running", started_at=START, up_s=up_s)
    asked, seen = read(monkeypatch, state)
    assert asked == {"service:rabbit": Log("id-shop-rabbit", 1777629600.0 + later_s)}
    assert seen.refused_log_ins == {"service:rabbit": TOLD}


def test_without_a_clock_the_last_lines_count(monkeypatch: pytest.MonkeyPatch) -> None:
    state = State(status="running")
    assert read(monkeypatch, state)[0] == {"service:rabbit": Log("id-shop-rabbit")}
    asked, _ = read(monkeypatch, replace(state, started_at=START))
    assert asked == {"service:rabbit": Log("id-shop-rabbit")}


def test_no_logs_are_read_when_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, seen = read(monkeypatch, State(status="running"), logs=False)
    assert (asked, seen.refused_log_ins) == ({}, {})


STARTED_AT = 1777629600.0
REFUSED = (RefusedLogIn(user="app", why="password"),)


def read_of_a_database(
    monkeypatch: pytest.MonkeyPatch, state: State, url: str = "postgres://app:x@db:5432/app"
) -> tuple[dict[str, Log], Any]:
    """The logs that are read of a database and its client in this state, and what is known then."""
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=[url], state=state)
    world.attempt(
        "service:api", "db:5432", "answered", protocol="postgresql", resolved="172.18.0.2"
    )
    asked: dict[str, Log] = {}

    def read_logs(client: Any, logs: dict[str, Log], parse: Any) -> dict[str, Any]:
        asked.update(logs)
        return dict.fromkeys(logs, REFUSED)

    monkeypatch.setattr(log_ins_step, "read_logs", read_logs)
    monkeypatch.setattr(log_ins_step, "data_set_up", lambda *_: DataSetUp(agrees=True))
    connection: Any = SimpleNamespace(client=None)
    seen = world.snapshot("db:5432")
    options = RunOptions(connection=connection, cwd=Path())
    return asked, log_ins_step.with_refused_log_ins(seen, wanted_in(seen), options)


@pytest.mark.parametrize(
    ("state", "since"),
    [
        (State(status="running", started_at=START, up_s=5.0), 0.0),
        (State(status="running", started_at=START, up_s=1000.0), 970.0),
        (State(status="running", started_at=START, up_s=9.9, restarts=3), 9.9 - 120),
        (State(status="running", started_at=START, up_s=10.0, restarts=3), 0.0),
        (State(status="restarting", started_at=START, up_s=40.0, down_s=39.0, restarts=3), 0.0),
        (State(status="exited", exit_code=1, started_at=START, up_s=700.0, down_s=600.0), 0.0),
    ],
    ids=["started just now", "a moment ago", "restarted just now", "settled",
         "restarting", "ended"],
)  # fmt: skip
def test_of_a_database_both_logs_count_since_the_clients_last_try(
    monkeypatch: pytest.MonkeyPatch, state: State, since: float
) -> None:
    asked, seen = read_of_a_database(monkeypatch, state)
    assert {place: log.container for place, log in asked.items()} == {
        "service:api": "id-shop-api",
        "service:db": "id-shop-db",
    }
    assert {round(log.since - STARTED_AT, 3) for log in asked.values()} == {round(since, 3)}
    assert seen.refused_log_ins == dict.fromkeys(asked, REFUSED)
    assert seen.set_ups == {"service:api": DataSetUp(agrees=True)}


def test_who_has_stopped_long_ago_says_nothing_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = State(status="exited", exit_code=1, started_at=START, up_s=700.0, down_s=600.1)
    asked, seen = read_of_a_database(monkeypatch, ended)
    assert (asked, seen.refused_log_ins, seen.set_ups) == ({}, {}, {})


def test_of_an_account_that_was_not_refused_nothing_more_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state = State(status="running", started_at=START, up_s=5.0)
    asked, seen = read_of_a_database(monkeypatch, state, "postgres://eva:x@db:5432/app")
    assert asked
    assert seen.set_ups == {}
