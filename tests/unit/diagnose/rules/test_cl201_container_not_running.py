"""CL201 container-not-running: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Network, State
from tests.support.rule_worlds import BLOG, dials, shop
from tests.support.world import SHOP, World, attachment, view

DB = "postgres://app@db:5432/app"


@pytest.mark.parametrize("status", ["exited", "created", "dead"])
def test_a_name_without_a_container_behind_it(status: str) -> None:
    world = World()
    world.container("db", exposes=[5432], status=status)
    world.container("api", refers=[DB])
    world.attempt("service:api", "db:5432", "name-not-found")
    assert world.codes("5432") == ["CL201"]


@pytest.mark.parametrize("status", ["running", "restarting", "paused"])
def test_a_container_that_runs_is_not_stopped(status: str) -> None:
    world = World()
    world.container("db", exposes=[5432], status=status)
    world.container("api", refers=[DB])
    world.attempt("service:api", "db:5432", "name-not-found")
    assert "CL201" not in world.codes("5432")


def test_a_stopped_neighbour_is_no_cause_while_the_server_runs() -> None:
    world = shop()
    world.container("old-db", exposes=[5432], status="exited")
    assert world.codes("5432") == ["CL401"]


@pytest.mark.parametrize(("project", "found"), [("blog", []), ("shop", ["CL201"])])
def test_a_stopped_server_of_another_project_is_not_meant(project: str, found: list[str]) -> None:
    world = World(project=None)
    world.networks.append(BLOG)
    world.container("api", project="shop", refers=["http://web:5432/"])
    own = (BLOG,) if project == "blog" else (SHOP,)
    world.container("db", project=project, exposes=[5432], status="exited", networks=own)
    world.attempt("container:shop-api-1", "web:5432", "accepted-then-closed", resolved="172.18.0.9")
    assert world.codes("web:5432", "container:shop-api-1") == found


def test_a_published_port_of_a_stopped_container() -> None:
    world = World()
    world.container("db", publishes=["5432:5432"], status="exited")
    world.attempt("host", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL201"]


def test_the_same_alias_on_a_foreign_network_is_another_server() -> None:
    world = World()
    foreign = Network(id="n-f", name="f_default", driver="bridge", subnets=("172.20.0.0/16",))
    world.container("db", project="foreign", exposes=[5432], networks=[foreign])
    world.container("db", exposes=[5432], status="exited")
    world.container("api", refers=[DB])
    world.attempt("service:api", "db:5432", "name-not-found")
    assert world.codes("5432") == ["CL201"]


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (State(status="exited", exit_code=2), "it exited with status 2"),
        (State(status="exited", exit_code=137, oom_killed=True), "killed for lack of memory"),
        (State(status="created"), "it was created but never started"),
        (State(status="dead"), "dead"),
    ],
)
def test_why_a_container_does_not_run_is_told(state: State, why: str) -> None:
    world = dials(outcome="name-not-found")
    world.container("db", exposes=[5432], state=state)
    report = world.report("5432")
    assert [f.code for f in report.findings] == ["CL201"]
    assert report.findings[0].summary == f"db is not running ({why})"
    assert report.findings[0].remedies[0].host_command == "docker compose up -d db"
    # what never ran has said nothing
    told = "docker compose logs --tail 30 db" in report.findings[0].remedies[0].summary
    assert told == (state.status != "created")


def test_a_plain_container_is_started_without_compose() -> None:
    world = World(project=None)
    world.container("cache", publishes=["6379:6379"], status="exited")
    world.attempt("host", "127.0.0.1:6379", "refused", resolved="127.0.0.1")
    best = world.report("6379").findings[0].remedies[0]
    assert best.host_command == "docker start cache"
    assert "docker logs --tail 30 cache" in best.summary


def ended(**state: Any) -> World:
    """db had ended when the engine was asked, and was looked into when it ran again."""
    world = dials(resolved="172.18.0.3")
    world.container("db", exposes=[5432], state=State(status="exited", **state))
    row = replace(world.containers[1].attachments[0], ipv4="172.18.0.3")
    world.containers[1] = replace(world.containers[1], attachments=(row,))
    world.views["service:db"] = view("service:db", [])
    return world


def test_what_had_ended_is_neither_up_nor_starting() -> None:
    assert ended(up_s=600.0).codes("5432", "service:api") == ["CL201"]
    assert ended(health="starting").codes("5432", "service:api") == ["CL201"]


EDGE = Network(
    id="n-edge", name="edge", driver="bridge", subnets=("172.21.0.0/16",),
    gateways=("172.21.0.1",),
)  # fmt: skip


def namesake(status: str = "exited", *, project: str | None = "shop") -> World:
    """Both projects have a db on a shared network; shop's is down, and blog's answers."""
    world = World(project=project)
    world.networks += [EDGE, BLOG]
    world.container("db", networks=(EDGE,), exposes=[5432], status=status, project="shop")
    world.container("api", networks=(EDGE,), refers=[DB], project="shop")
    row = replace(attachment(EDGE, "db", 9, running=True), names=("db", "blog-db-1"))
    other = world.container("pg", project="blog", service="db", exposes=[5432], networks=(EDGE,))
    world.containers[-1] = replace(other, name="blog-db-1", attachments=(row,))
    world.attempt(
        "service:api" if project else "container:shop-api-1",
        "db:5432", "answered", resolved=row.ipv4, protocol="postgresql",
    )  # fmt: skip
    return world


@pytest.mark.parametrize("status", ["exited", "created", "dead"])
def test_another_projects_service_of_the_same_name_is_not_ours(status: str) -> None:
    report = namesake(status).report("5432")
    assert [f.code for f in report.findings] == ["CL201"]
    assert (report.verdict, report.exit_status) == ("unreachable", 1)
    assert report.reach_it_at == {}


def test_nor_is_it_where_no_project_is_in_view() -> None:
    report = namesake(project=None).report("5432")
    assert [f.code for f in report.findings] == ["CL201"]


def test_a_name_that_our_own_server_answers_to_is_right() -> None:
    world = namesake()
    db = world.containers[0]
    row = attachment(EDGE, "db", 2, running=True)
    world.containers[0] = replace(db, state=State(status="running"), attachments=(row,))
    assert world.codes("5432") == []


def test_a_project_without_such_a_service_means_the_other_one() -> None:
    world = namesake()
    del world.containers[0]
    report = world.report("5432")
    assert (report.findings, report.exit_status) == ((), 0)


def side_by_side(**two: Any) -> World:
    """Two projects without a network in common, each with an api and a db; nobody chose one."""
    world = World(project=None)
    one = Network(id="n-one", name="one_default", driver="bridge", subnets=("172.22.0.0/16",))
    its = Network(id="n-two", name="two_default", driver="bridge", subnets=("172.23.0.0/16",))
    world.networks += [one, its]
    for project, network, more in (("one", one, {}), ("two", its, two)):
        world.container("db", networks=(network,), project=project, exposes=[5432], **more)
        world.container("api", networks=(network,), project=project, refers=[DB])
    world.attempt("container:one-api-1", "db:5432", "answered", resolved="172.22.0.2")
    world.attempt("container:two-api-1", "db:5432", "name-not-found")
    return world


def test_a_name_means_the_service_of_the_clients_own_project() -> None:
    report = side_by_side(status="exited").report("5432")
    assert [f.code for f in report.findings] == ["CL201"]
    assert report.findings[0].summary.startswith("two-db-1 is not running")


def failed(**state: Any) -> World:
    """db publishes 8202 and does not run; a process of this machine answers there."""
    world = World()
    given: dict[str, Any] = {"status": "exited", "exit_code": 1} | state
    world.container("db", publishes=["127.0.0.1:8202:5432"], state=State(**given))
    world.host_listens("127.0.0.1:8202", process="postgres")
    world.attempt("host", "127.0.0.1:8202", "answered", resolved="127.0.0.1", protocol="http")
    return world


def test_who_answers_where_a_server_broke_down_is_not_that_server() -> None:
    report = failed().report("8202")
    assert [f.code for f in report.findings] == ["CL201", "CL203"]
    assert report.exit_status == 1
    assert report.reach_it_at == {}


@pytest.mark.parametrize("code", [0, 130, 137, 143])
def test_a_server_that_somebody_stopped_leaves_its_port_to_others(code: int) -> None:
    report = failed(exit_code=code).report("8202")
    assert (report.findings, report.exit_status) == ((), 0)


def test_who_answers_is_called_by_its_own_name() -> None:
    report = failed(exit_code=0).report("8202")
    assert [a.server for a in report.attempts if a.vantage == "host"] == ["postgres"]


def sidecar(*, listens: tuple[str, ...] = (), status: str = "exited", by: str = "host") -> World:
    """app lives in vpn's network, which publishes its port, and is down."""
    world = World()
    vpn = world.container("vpn", publishes=["8080:8000"], listens=listens)
    world.container("app", mode=f"container:{vpn.id}", status=status)
    if by == "host":
        world.attempt("host", "127.0.0.1:8080", "accepted-then-closed", resolved="127.0.0.1")
    else:
        world.container("api", refers=["http://vpn:8000/"])
        world.attempt("service:api", "vpn:8000", "refused", resolved="172.18.0.2")
    return world


@pytest.mark.parametrize("by", ["host", "api"])
def test_a_lodger_that_is_down_is_why_nothing_listens(by: str) -> None:
    report = sidecar(by=by).report("8080" if by == "host" else "vpn:8000")
    assert [f.code for f in report.findings] == ["CL201"]
    assert report.findings[0].summary.startswith("app is not running")


def test_a_lodger_that_is_down_explains_no_server_that_listens() -> None:
    assert "CL201" not in sidecar(listens=("0.0.0.0:8000",)).codes("8080")


def test_a_lodger_that_runs_is_not_why() -> None:
    assert "CL201" not in sidecar(status="running").codes("8080")


def test_of_two_lodgers_that_are_down_none_is_guessed() -> None:
    world = sidecar()
    world.container("other", mode=f"container:{world.containers[0].id}", status="exited")
    assert "CL201" not in world.codes("8080")


ENTRYPOINT = (
    "failed to create task for container: failed to create shim task: OCI runtime create failed:"
    ' runc create failed: unable to start container process: exec: "serve": executable file not'
    " found in $PATH: unknown"
)


def test_what_the_engine_could_not_start_is_not_just_to_be_started() -> None:
    world = World()
    state = State(status="created", exit_code=127, error=ENTRYPOINT)
    world.container("db", publishes=["5432:5432"], status="created", state=state)
    world.attempt("host", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    [found] = world.report("5432").findings
    assert found.summary == (
        "db is not running (the engine could not start it:"
        ' exec: "serve": executable file not found in $PATH)'
    )
    assert found.remedies[0].summary == "mend what the engine reports, then start db"
    assert found.evidence[0].saw.endswith("executable file not found in $PATH")
