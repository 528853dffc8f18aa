"""CL202 restart-loop: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.facts import State
from tests.support.rule_worlds import dials
from tests.support.world import World

DB = "postgres://app@db:5432/app"


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
    assert report.findings[0].summary == (
        "db is in a restart loop: it exits with status 1 soon after each start (5 times so far)"
    )


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


LOCAL = "postgres://app@localhost:5432/app"
LOOPING: dict[str, Any] = {"status": "running", "exit_code": 1, "restarts": 5, "up_s": 3.0}


def test_a_client_that_ends_because_of_whom_it_dials_is_no_server_in_a_loop() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=[LOCAL], state=State(**LOOPING))
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL401"]


def test_a_client_that_is_to_serve_the_same_port_is_not_whom_it_dials() -> None:
    world = World()
    url = "postgres://host.docker.internal:5432/app"
    world.container("api", refers=[url], exposes=[5432], state=State(**LOOPING))
    world.attempt("service:api", "host.docker.internal:5432", "refused", resolved="172.17.0.1")
    assert "CL202" not in world.codes("5432")


def test_a_process_of_the_host_that_serves_the_port_is_in_no_loop() -> None:
    world = World()
    world.container("db", exposes=[5432], state=State(**LOOPING))
    world.host_listens("10.0.0.5:5432")
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert "CL202" not in world.codes("5432", "host")


def test_that_another_server_listens_does_not_end_a_loop() -> None:
    world = dials(resolved="172.18.0.3")
    world.container("db", exposes=[5432], state=State(**LOOPING))
    world.container("spare", listens=["0.0.0.0:5432"])
    assert "CL202" in world.codes("5432", "service:api")


@pytest.mark.parametrize("vantage", ["service:api", "host"])
def test_whether_a_young_server_listens_must_have_been_seen(vantage: str) -> None:
    world = dials(resolved="172.18.0.3")
    world.container("db", exposes=[5432], listens=None, state=State(**LOOPING))
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    report = world.report("5432", vantage)
    assert "CL202" not in [f.code for f in report.findings]
    assert {"CL202": "db was not inspected"}.items() <= {
        n.code: n.reason for n in report.not_checked
    }.items()


@pytest.mark.parametrize(
    ("state", "ends"),
    [
        ({"oom_killed": True, "exit_code": 137}, "it is killed for lack of memory soon"),
        ({"status": "running", "restarts": 2}, "it exits soon"),
    ],
)
def test_how_it_ends_is_told_as_far_as_it_is_known(state: dict[str, Any], ends: str) -> None:
    assert ends in looping(**state).report("5432").findings[0].summary


def test_one_restart_is_told_in_words() -> None:
    world = dials(outcome="name-not-found")
    world.container("db", exposes=[5432], state=State(status="restarting", restarts=1))
    assert "(once so far)" in world.report("5432").findings[0].summary


def test_a_plain_containers_log_is_read_without_compose() -> None:
    world = World(project=None)
    looping = State(status="restarting", restarts=3)
    world.container("cache", publishes=["6379:6379"], state=looping)
    world.attempt("host", "127.0.0.1:6379", "refused", resolved="127.0.0.1")
    best = world.report("6379").findings[0].remedies[0]
    assert best.host_command == "docker logs --tail 30 cache"


def served(outcome: str = "answered", **state: Any) -> World:
    """api reaches db, which was restarted `restarts` times, the last `up_s` seconds ago."""
    given: dict[str, Any] = {"status": "running", "restarts": 4, "up_s": 2.0, "age_s": 18.0}
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432], state=State(**(given | state)))
    world.container("api", refers=[DB])
    found = {"protocol": "postgresql"} if outcome == "answered" else {}
    world.attempt("service:api", "db:5432", outcome, resolved="172.18.0.2", **found)
    return world


def test_a_loop_that_is_met_in_a_good_moment_is_a_warning() -> None:
    report = served().report("5432")
    assert report.verdict == "reachable"
    assert [(f.code, f.severity) for f in report.findings] == [("CL202", "warning")]
    assert report.findings[0].summary == "db was restarted 4 times, the last 2 s ago"


@pytest.mark.parametrize(
    "state",
    [
        {"up_s": 6.0, "age_s": 22.0},  # longer than all its lives before
        {"restarts": 1},
        {"restarts": 0},
        {"up_s": 60.0, "age_s": 9000.0},
        {"up_s": None},
        {"status": "paused"},
    ],
)
def test_a_server_that_outlived_its_former_lives_has_settled(state: dict[str, Any]) -> None:
    assert served(**state).codes("5432") == []


@pytest.mark.parametrize(
    "state", [{"status": "restarting", "up_s": None, "exit_code": 1}, {"up_s": 0.0}]
)
def test_a_server_that_ended_after_it_answered_serves_nobody(state: dict[str, Any]) -> None:
    report = served(**state).report("5432")
    assert report.verdict == "unreachable"
    assert [(f.code, f.severity) for f in report.findings] == [("CL202", "cause")]
    assert "service:api" not in report.reach_it_at


def test_a_server_that_was_started_just_now_may_not_listen_yet() -> None:
    assert served("refused", up_s=0.0).codes("5432") == ["CL202"]
    assert "CL202" not in served("refused", up_s=0.6).codes("5432")
