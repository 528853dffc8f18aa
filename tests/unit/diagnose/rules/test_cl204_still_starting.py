"""CL204 still-starting: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import State
from containerloop.survey.engine.container_references import container_references
from tests.support.rule_worlds import dials, published
from tests.support.world import World, publication

DB = "postgres://app@db:5432/app"
LOCAL = "postgres://app@localhost:5432/app"


def starting(*listens: str, outcome: str = "refused", **state: Any) -> World:
    """db runs for 4 s, its healthcheck says starting, and api is refused."""
    given: dict[str, Any] = {"status": "running", "health": "starting", "up_s": 4.0} | state
    world = World()
    world.container("db", exposes=[5432], listens=listens, state=State(**given))
    world.container("api", refers=[DB])
    world.config("db")
    world.config("api", depends_on={"db": "service_started"})
    world.attempt("service:api", "db:5432", outcome, resolved="172.18.0.2")
    return world


def test_a_server_that_does_not_listen_yet() -> None:
    report = starting().report("5432")
    assert [f.code for f in report.findings] == ["CL204"]
    finding = report.findings[0]
    assert finding.summary == (
        "db is still starting: nothing in it listens on 5432 yet, 4 s after its start"
    )
    assert [r.host_command for r in finding.remedies] == ["docker compose up -d --wait db", None]
    condition = {"depends_on": {"db": {"condition": "service_healthy"}}}
    assert finding.remedies[1].override == {"services": {"api": condition}}


def test_the_proxy_of_a_published_port_hangs_up_meanwhile() -> None:
    world = starting()
    world.containers[0] = replace(world.containers[0], published=(publication("8211:5432"),))
    world.attempt("host", "127.0.0.1:8211", "accepted-then-reset", resolved="127.0.0.1")
    assert [f.code for f in world.report("8211", "host").findings] == ["CL204"]


@pytest.mark.parametrize(
    "state", [{"health": "healthy"}, {"health": "unhealthy"}, {"health": None}, {"restarts": 2}]
)
def test_a_server_of_which_nobody_says_that_it_is_starting(state: dict[str, Any]) -> None:
    assert "CL204" not in starting(**state).codes("5432")


def test_a_server_that_listens_has_another_fault() -> None:
    assert starting("127.0.0.1:5432").codes("5432") == ["CL501"]


def test_a_timeout_is_no_start() -> None:
    assert "CL204" not in starting(outcome="timed-out").codes("5432")


def test_a_client_that_is_starting_is_not_why_it_is_refused() -> None:
    world = World()
    world.container("db", exposes=[5432], listens=["0.0.0.0:5432"])
    world.container("api", refers=[LOCAL], state=State(status="running", health="starting"))
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL401"]


def test_a_starting_server_whose_own_healthcheck_is_refused() -> None:
    world = World()
    check = container_references([], [], ["CMD", "pg_isready", "-h", "localhost"])
    state = State(status="running", health="starting")
    made = world.container("db", exposes=[5432], state=state)
    world.containers[-1] = replace(made, references=check)
    world.attempt("service:db", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL204"]


def test_a_failure_of_a_server_just_started_is_told_to_be_young() -> None:
    notes = starting(health=None).report("5432").notes
    assert "db started 4 s ago; run this again in a moment" in notes
    assert starting(health=None, up_s=16.0).report("5432").notes == ()


HUNG_UP = ["accepted-then-closed", "accepted-then-reset"]
STARTING: dict[str, Any] = {"status": "running", "health": "starting", "up_s": 3.0}


def test_a_server_that_was_started_again_once_may_be_starting() -> None:
    world = dials(resolved="172.18.0.3")
    world.container("db", exposes=[5432], state=State(**STARTING, restarts=1))
    assert "CL204" in world.codes("5432")


@pytest.mark.parametrize("outcome", HUNG_UP)
def test_a_proxy_may_hang_up_in_two_ways_for_a_server_that_starts(outcome: str) -> None:
    assert published(outcome, state=State(**STARTING)).codes("8080") == ["CL204"]


def own_healthcheck(world: World, listens: str | None) -> World:
    """db's own healthcheck is refused while it starts."""
    sockets = [listens] if listens else []
    command = ["--health-cmd", "pg_isready -h localhost"]
    world.container("db", exposes=[5432], listens=sockets, state=State(**STARTING), command=command)
    world.attempt("service:db", "localhost:5432", "refused", resolved="127.0.0.1")
    return world


def test_another_server_that_listens_says_nothing_of_the_one_that_starts() -> None:
    world = World()
    world.container("spare", listens=["0.0.0.0:5432"])
    assert "CL204" in own_healthcheck(world, None).codes("localhost:5432", "service:db")


def test_a_server_that_listens_elsewhere_has_started() -> None:
    world = own_healthcheck(World(), "172.18.0.2:5432")
    assert "CL204" not in world.codes("localhost:5432", "service:db")


def test_a_server_of_another_project_may_be_starting_too() -> None:
    world = dials(resolved="172.18.0.3")
    world.container("db", project="other", exposes=[5432], state=State(**STARTING))
    world.views["container:other-db-1"] = world.views.pop(world.vantage(world.containers[1]))
    assert "CL204" in world.codes("db:5432", "service:api")


def waits_for_db(outcome: str, status: str = "running", health: str | None = "starting") -> World:
    """app is not started before db is ready."""
    world = World()
    state = State(status=status, health=health, up_s=7.0)
    world.container("db", exposes=[5432], state=state)
    condition = "service_healthy" if health else "service_completed_successfully"
    world.container("app", publishes=["8200:80"], status="created", waits_for={"db": condition})
    world.attempt("host", "127.0.0.1:8200", outcome, resolved="127.0.0.1")
    return world


def test_a_service_that_is_not_started_before_another_one_is_ready() -> None:
    found = waits_for_db("refused").report("8200").findings
    assert [f.code for f in found] == ["CL204"]
    assert found[0].summary == "app is waiting for db to be healthy, 7 s after its start"
    assert found[0].remedies[0].host_command == "docker compose up -d --wait app"


def test_a_job_that_still_runs_is_waited_for() -> None:
    found = waits_for_db("timed-out", health=None).report("8200").findings
    assert found[0].summary == "app is waiting for db to end, 7 s after its start"


def test_what_is_ready_is_not_waited_for() -> None:
    assert waits_for_db("refused", health="healthy").codes("8200") == ["CL201"]


def moved(protocol: str | None, **proof: Any) -> World:
    """db is starting for ever: its check dials 5432, and it serves 5433."""
    world = starting("0.0.0.0:5433")
    if protocol:
        found = {"resolved": "172.18.0.2", "protocol": protocol} | proof
        world.attempt("service:api", "db:5433", "answered", **found)
    return world


def test_a_server_that_answers_on_another_port_has_started() -> None:
    assert moved("postgresql").codes("5432") == ["CL502"]


def test_a_port_of_another_kind_may_be_open_before_the_server_is() -> None:
    assert moved("http").codes("5432")[0] == "CL204"
    assert moved(None).codes("5432")[0] == "CL204"
