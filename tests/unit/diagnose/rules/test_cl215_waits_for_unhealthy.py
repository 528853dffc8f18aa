"""CL215 waits-for-unhealthy: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Dial, Untriable
from containerloop.facts import State
from tests.support.rule_worlds import finding
from tests.support.states import held_back, never_started, unhealthy, waiting, web
from tests.support.world import World

WRONG_PORT = ("CMD", "curl", "-f", "http://localhost:8080/")
NO_CURL = 'exec: "curl": executable file not found in $PATH: unknown'


def summary(world: World, target: str = "web:8000") -> str:
    found = world.report(target).findings
    assert [f.code for f in found] == ["CL215"]
    return found[0].summary


def test_a_check_of_a_port_on_which_nothing_listens() -> None:
    world = held_back(unhealthy(), check=WRONG_PORT)
    assert summary(world) == (
        "api was never started: it waits for web to be healthy, and its healthcheck connects to"
        " port 8080, where nothing listens (8000 is open)"
    )
    report = world.report("web:8000")
    assert report.verdict == "unreachable"
    assert report.findings[0].outcome == "not-tried"
    assert "service:api" not in report.reach_it_at
    remedy = finding(world, "web:8000", "CL215").remedies[0]
    assert remedy.summary == "use port 8000 in the healthcheck"
    assert remedy.host_command == "docker compose up -d api"
    assert isinstance(remedy.trial, Dial)
    assert (remedy.trial.vantage, str(remedy.trial.address)) == ("service:web", "localhost:8000")
    test = ["CMD", "curl", "-f", "http://localhost:8000/"]
    assert remedy.override == {"services": {"web": {"healthcheck": {"test": test}}}}


def test_from_outside_the_service_that_waits_is_refused() -> None:
    world = World()
    web(world, unhealthy(), check=WRONG_PORT)
    waiting(world, publishes=["8200:80"])
    world.attempt("host", "127.0.0.1:8200", "refused", resolved="127.0.0.1")
    assert world.codes("8200") == ["CL215"]


def test_by_name_it_is_not_found() -> None:
    world = World()
    web(world, unhealthy(), check=WRONG_PORT)
    waiting(world, exposes=[9000])
    world.container("front", refers=["http://api:9000"])
    world.attempt("service:front", "api:9000", "name-not-found")
    assert world.codes("api:9000", "service:front") == ["CL215"]


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (unhealthy(NO_CURL, -1), f'its healthcheck cannot be run: it says "{NO_CURL}"'),
        (unhealthy("/bin/sh: curl: not found", 127), "its healthcheck cannot be run"),
        (unhealthy("curl: (22) The requested URL returned error: 404", 22), "error: 404"),
        (unhealthy(), "its healthcheck, which connects to localhost:8000, fails"),
    ],
)
def test_what_the_check_says_is_told(state: State, why: str) -> None:
    assert why in summary(held_back(state))


def test_a_long_message_is_quoted_from_its_end() -> None:
    said = "OCI runtime exec failed: exec failed: unable to start container process: " + NO_CURL
    assert f'it says "{NO_CURL}"' in summary(held_back(unhealthy(said, -1)))


def test_nothing_is_told_of_listeners_that_nobody_saw() -> None:
    said = summary(held_back(unhealthy(), check=WRONG_PORT, listens=None))
    assert said.endswith("its healthcheck, which connects to localhost:8080, fails")


def test_a_check_that_fails_otherwise_is_left_to_its_author() -> None:
    remedy = finding(held_back(unhealthy("curl: (22)", 22)), "web:8000", "CL215").remedies[0]
    assert isinstance(remedy.trial, Untriable)
    assert remedy.host_command == "docker compose up -d api"
    assert "start" in remedy.summary


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (State(status="exited", exit_code=3), "it exited with status 3"),
        (State(status="exited", exit_code=137, oom_killed=True), "killed for lack of memory"),
        (State(status="created"), "that was created but never started"),
    ],
)
def test_a_job_that_failed(state: State, why: str) -> None:
    world = World()
    world.container("job", state=state)
    waiting(world, waits_for={"job": "service_completed_successfully"}, publishes=["8200:80"])
    world.attempt("host", "127.0.0.1:8200", "refused", resolved="127.0.0.1")
    said = summary(world, "8200")
    assert why in said
    assert "it waits for job to end with status 0" in said


def test_a_server_without_a_healthcheck() -> None:
    world = held_back(State(status="running"), check=())
    assert summary(world).endswith("and it has no healthcheck")
    assert "service_started" in finding(world, "web:8000", "CL215").remedies[0].summary


def test_of_a_chain_the_last_one_is_named() -> None:
    world = World()
    web(world, unhealthy(), check=WRONG_PORT)
    waiting(world, "middle")
    waiting(world, "front", waits_for={"middle": "service_started"}, publishes=["8200:80"])
    world.attempt("host", "127.0.0.1:8200", "refused", resolved="127.0.0.1")
    said = summary(world, "8200")
    assert said.startswith("front was never started: it waits for web to be healthy (through mid")


def test_one_that_was_stopped_and_waits_again() -> None:
    world = World()
    web(world, unhealthy(up_s=20.0), check=WRONG_PORT)
    stopped = State(status="exited", exit_code=143, down_s=30.0)
    waiting(world, state=stopped, publishes=["8200:80"])
    world.attempt("host", "127.0.0.1:8200", "refused", resolved="127.0.0.1")
    assert "api was not started again" in summary(world, "8200")


READY: dict[str, Any] = {"status": "running", "health": "healthy"}


@pytest.mark.parametrize("state", [State(**READY), State(**READY, restarts=3)])
def test_a_server_that_is_healthy_keeps_nobody_back(state: State) -> None:
    assert held_back(state).codes("web:8000") == []


def test_a_check_that_may_still_pass_keeps_nobody_back_for_good() -> None:
    assert "CL215" not in held_back(State(status="running", health="starting")).codes("web:8000")


@pytest.mark.parametrize(
    "state",
    [
        State(status="running"),
        State(status="exited", exit_code=1),
        never_started(error="port is already allocated"),
        State(status="exited", exit_code=143, down_s=5.0),
        State(status="exited", exit_code=1, down_s=30.0),
    ],
)
def test_a_client_that_was_started_is_not_kept_back(state: State) -> None:
    world = World()
    web(world, unhealthy(up_s=20.0), check=WRONG_PORT)
    waiting(world, state=state)
    world.attempt("service:api", "web:8000", "answered", resolved="172.18.0.2", protocol="http")
    assert "CL215" not in world.codes("web:8000")


def test_who_waits_for_nothing_but_a_start() -> None:
    world = World()
    web(world, unhealthy(), check=WRONG_PORT)
    waiting(world, condition="service_started")
    world.attempt("service:api", "web:8000", "answered", resolved="172.18.0.2", protocol="http")
    assert world.codes("web:8000") == []


def test_a_job_that_ended_as_it_was_meant_to() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:8000"])
    world.container("job", state=State(status="exited"), refers=["http://web:8000"])
    waits = {"job": "service_completed_successfully"}
    waiting(world, waits_for=waits, state=State(status="running"))
    for vantage in ("service:api", "service:job"):
        world.attempt(vantage, "web:8000", "answered", resolved="172.18.0.2", protocol="http")
    assert world.codes("web:8000") == []


def test_the_same_service_of_another_project_keeps_nobody_back() -> None:
    world = World()
    web(world, unhealthy(), project="other", check=WRONG_PORT)
    waiting(world, publishes=["8200:80"])
    world.attempt("host", "127.0.0.1:8200", "refused", resolved="127.0.0.1")
    assert "CL215" not in world.codes("8200")


def test_a_one_off_is_started_by_hand() -> None:
    world = World()
    web(world, unhealthy(), check=WRONG_PORT)
    waiting(world, one_off=True)
    world.attempt("service:api", "web:8000", "answered", resolved="172.18.0.2", protocol="http")
    assert "CL215" not in world.codes("web:8000")


def test_two_that_wait_for_each_other_are_no_endless_chain() -> None:
    world = World()
    waiting(world, "one", waits_for={"two": "service_started"}, publishes=["8200:80"])
    waiting(world, "two", waits_for={"one": "service_started"})
    world.attempt("host", "127.0.0.1:8200", "refused", resolved="127.0.0.1")
    assert world.codes("8200") == ["CL215"]


def test_a_container_without_labels_waits_for_nobody() -> None:
    world = held_back(unhealthy(), check=WRONG_PORT)
    world.containers[1] = replace(world.containers[1], waits_for={})
    assert "CL215" not in world.codes("web:8000")


def test_a_check_that_cannot_be_run_is_not_mended_by_another_port() -> None:
    world = held_back(unhealthy(NO_CURL, -1), check=WRONG_PORT)
    assert f'cannot be run: it says "{NO_CURL}"' in summary(world)
    (remedy,) = finding(world, "web:8000", "CL215").remedies
    assert "a program in web's healthcheck that its image has" in remedy.summary
    assert isinstance(remedy.trial, Untriable)
