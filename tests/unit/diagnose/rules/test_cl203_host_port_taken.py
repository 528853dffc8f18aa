"""CL203 host-port-taken: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import State, Unobserved
from tests.support.rule_worlds import BLOG, finding
from tests.support.world import World, publication

DB = "postgres://app@db:5432/app"
SAID = "Bind for 127.0.0.1:8202 failed: port is already allocated"


def taken(
    *, asks: str = "127.0.0.1:8202:5432", vantage: str = "service:api", **state: Any
) -> World:
    """db asks for host port 8202 and does not run; api or this machine wants it."""
    world = World()
    given: dict[str, Any] = {"status": "created", "error": SAID} | state
    world.container("db", publishes=[asks], state=State(**given), image="postgres:17")
    if vantage == "host":
        world.attempt("host", "127.0.0.1:8202", "answered", resolved="127.0.0.1", protocol="http")
    else:
        world.container("api", refers=[DB])
        world.attempt("service:api", "db:5432", "name-not-found")
    return world


def test_a_process_of_this_machine_has_the_port() -> None:
    world = taken()
    world.host_listens("127.0.0.1:8202", process="postgres")
    report = world.report("5432")
    assert [f.code for f in report.findings] == ["CL203"]
    finding = report.findings[0]
    assert finding.summary == (
        "db could not start: host port 8202 is already in use by postgres (pid 4000)"
    )
    assert finding.remedies[0].override == {
        "services": {"db": {"ports": {"!override": ["127.0.0.1:8203:5432"]}}}
    }


def test_the_message_of_the_engine_is_not_needed() -> None:
    world = taken(error="")
    world.host_listens("127.0.0.1:8202", process="postgres")
    assert world.codes("5432") == ["CL203"]


def test_the_message_of_the_engine_is_not_enough() -> None:
    assert taken().codes("5432") == ["CL213"]


def test_a_container_of_another_project_has_the_port() -> None:
    world = taken()
    world.container("pg", project="blog", publishes=["8202:5432"])
    finding = world.report("5432").findings[0]
    assert finding.code == "CL203"
    assert "host port 8202 is already in use by blog-pg-1 of project blog" in finding.summary
    assert [r.host_command for r in finding.remedies] == [None]  # whether blog needs it is not seen


@pytest.mark.parametrize(
    ("old", "name"), [({}, "shop-old-1"), ({"project": None, "service": None}, "old")]
)
def test_a_service_of_the_same_project_or_of_none_has_the_port(
    old: dict[str, Any], name: str
) -> None:
    world = taken()
    world.container("old", publishes=["8202:80"], **old)
    finding = world.report("5432").findings[0]
    assert finding.summary == "db could not start: host port 8202 is already in use by old"
    assert finding.remedies[1].host_command == f"docker stop {name} && docker compose up -d db"


def test_the_free_port_offered_is_free() -> None:
    world = taken()
    world.container("old", publishes=["8202:80", "8204:81"])
    world.host_listens("0.0.0.0:8203", process="node")
    world.config("db", ports=())
    world.config("web", ports=(publication("8205:80"),))
    assert "publish db on host port 8206" in world.report("5432").findings[0].remedies[0].summary


def test_whoever_answers_on_this_machine_is_not_the_server_that_could_not_start() -> None:
    world = taken(vantage="host")
    world.host_listens("127.0.0.1:8202", process="python3")
    report = world.report("8202")
    assert [f.code for f in report.findings] == ["CL203"]
    assert (report.verdict, report.exit_status) == ("unreachable", 1)
    assert report.reach_it_at == {}


def test_another_project_that_answers_is_not_ours() -> None:
    world = taken(vantage="host")
    world.container("pg", project="blog", publishes=["8202:5432"], listens=["0.0.0.0:5432"])
    assert world.codes("8202") == ["CL203"]


def test_a_server_that_was_stopped_leaves_its_port_to_others() -> None:
    world = taken(vantage="host", status="exited", error="")
    world.host_listens("127.0.0.1:8202", process="postgres")
    assert world.codes("8202") == []


def test_a_server_that_ended_by_itself_has_both_faults() -> None:
    world = taken(status="exited", exit_code=1, error="")
    world.host_listens("127.0.0.1:8202", process="postgres")
    assert world.codes("5432") == ["CL201", "CL203"]


@pytest.mark.parametrize(
    ("asks", "held"),
    [
        ("8202:5432", "127.0.0.1:8202"),
        ("127.0.0.1:8202:5432", "0.0.0.0:8202"),
        ("127.0.0.1:8202:5432", "[::]:8202"),
        ("0.0.0.0:8202:5432", "127.0.0.1:8202"),
        ("8202:5432", "[::1]:8202"),
    ],
)
def test_addresses_that_meet(asks: str, held: str) -> None:
    world = taken(asks=asks)
    world.host_listens(held, process="postgres")
    assert world.codes("5432") == ["CL203"]


@pytest.mark.parametrize(
    ("asks", "held"),
    [
        ("127.0.0.1:8202:5432", "127.0.0.2:8202"),
        ("127.0.0.1:8202:5432", "[::1]:8202"),
        ("127.0.0.1:8202:5432", "127.0.0.1:8201"),
        ("127.0.0.1:8202:5432", "127.0.0.1:8202/udp"),
        ("0:5432", "127.0.0.1:8202"),
    ],
)
def test_addresses_that_do_not_meet(asks: str, held: str) -> None:
    world = taken(asks=asks)
    world.host_listens(held, process="postgres")
    assert "CL203" not in world.codes("5432")


def test_a_server_that_runs_has_its_port() -> None:
    world = taken(status="running", error="")
    world.host_listens("127.0.0.1:8202", process="docker-proxy")
    assert "CL203" not in world.codes("5432")


def test_a_machine_whose_sockets_nobody_saw_is_not_free() -> None:
    world = taken()
    world.host_listeners = Unobserved("root only")
    report = world.report("5432")
    assert ("CL203", "root only") in [(n.code, n.reason) for n in report.not_checked]
    assert [f.code for f in report.findings] == ["CL201"]


def never_started(asks: str = "8202:5432", *, project: str | None = "shop") -> World:
    world = World(project=project)
    world.container("db", publishes=[asks], status="created")
    world.attempt("host", "127.0.0.1:8202", "answered", resolved="127.0.0.1")
    return world


def test_without_any_project_the_holder_is_called_by_its_own_name() -> None:
    world = World(project=None)
    world.container("old", publishes=["8202:5432"], listens=["0.0.0.0:5432"])
    world.container("new", publishes=["8202:5432"], status="created")
    world.attempt("service:app", "x:1", "refused")
    world.container("app", refers=["postgres://new:5432/app"])
    world.attempt("container:app", "new:5432", "name-not-found")
    first = finding(world, "5432", "CL203")
    assert first.summary == "new could not start: host port 8202 is already in use by old"


def test_a_plain_holder_is_of_no_project() -> None:
    world = never_started()
    world.container("old", publishes=["8202:5432"], project=None)
    summary = finding(world, "8202", "CL203").summary
    assert summary == "db could not start: host port 8202 is already in use by old"


@pytest.mark.parametrize(
    ("process", "pid", "who"),
    [("postgres", 4000, "postgres (pid 4000)"), (None, None, "another process")],
)
def test_a_process_that_nobody_may_see_into_has_the_port(
    process: str | None, pid: int | None, who: str
) -> None:
    world = never_started()
    world.host_listens("0.0.0.0:8202")
    assert isinstance(world.host_listeners, list)
    world.host_listeners[0] = replace(world.host_listeners[0], process=process, pid=pid)
    summary = finding(world, "8202", "CL203").summary
    assert summary == f"db could not start: host port 8202 is already in use by {who}"


def test_a_server_that_does_not_run_is_nowhere_to_be_dialled() -> None:
    world = World()
    state = State(status="created", error="port is already allocated")
    world.container("web", publishes=["8000:8000"], state=state)
    world.host_listens("127.0.0.1:8000", process="python3")
    world.attempt("host", "127.0.0.1:8000", "answered", resolved="127.0.0.1", protocol="http")
    assert world.codes("8000") == ["CL203"]


def test_the_gateway_leads_to_the_port_of_another_project() -> None:
    world = World()
    taken = State(status="created", error="port is already allocated")
    world.container("db", publishes=["6379:6379"], state=taken)
    world.container("api", refers=["redis://db:6379"])
    world.container("db", project="blog", publishes=["6379:6379"], networks=(BLOG,))
    world.networks.append(BLOG)
    world.attempt("service:api", "db:6379", "name-not-found")
    world.attempt("service:api", "172.18.0.1:6379", "answered", resolved="172.18.0.1")
    report = world.report("db:6379")
    assert [f.code for f in report.findings] == ["CL203"]
    assert "service:api" not in report.reach_it_at


@pytest.mark.parametrize(("wanted", "free"), [(8202, "8203"), (65534, "65535"), (65535, "65534")])
def test_a_free_port_is_found_at_the_end_of_the_numbers_too(wanted: int, free: str) -> None:
    world = World()
    world.container("old", publishes=[f"{wanted}:5432"], project="other", listens=[])
    refused = State(status="exited", error="port is already allocated")
    world.container("db", publishes=[f"{wanted}:5432"], state=refused)
    world.attempt("host", f"127.0.0.1:{wanted}", "refused", resolved="127.0.0.1")
    best = finding(world, f"127.0.0.1:{wanted}", "CL203").remedies[0]
    assert best.summary == f"publish db on host port {free}, which is free, instead of {wanted}"
