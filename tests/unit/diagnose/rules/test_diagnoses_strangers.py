"""Servers that do not run while somebody else answers in their place, on worlds made by hand."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.catalogue import CATALOGUE
from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.trial_keys import trial_key
from containerloop.facts import Address, Attempt, Network, Outcome, Proof, State
from tests.support.world import World, attachment

DB = "postgres://app@db:5432/app"
EDGE = Network(
    id="n-edge", name="edge", driver="bridge", subnets=("172.21.0.0/16",),
    gateways=("172.21.0.1",),
)  # fmt: skip
BLOG = Network(
    id="n-blog", name="blog_default", driver="bridge", subnets=("172.20.0.0/16",),
    gateways=("172.20.0.1",), project="blog",
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


# A container that shares the network of another


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


# A remedy that leads to a second fault


def apart(after: str, before: str = "name-not-found") -> World:
    """api and web share no network; with one, the call comes to `after`."""
    world = World()
    back = Network(id="n-back", name="shop_back", driver="bridge", project="shop")
    world.networks.append(back)
    world.container("web", networks=(back,), exposes=[8000], listens=["127.0.0.1:8000"])
    world.container("api", refers=["http://web:8000/"])
    world.attempt("service:api", "web:8000", before)
    remedy = diagnose(world.snapshot("8000"), CATALOGUE).found[0].finding.remedies[0]
    tried = Attempt(
        vantage="service:api", address=Address(host="web", port=8000), outcome=Outcome(after)
    )
    world.proofs[trial_key(remedy.trial)] = Proof(status="refuted", attempt=tried)
    return world


@pytest.mark.parametrize("after", ["refused", "accepted-then-closed", "silent"])
def test_a_remedy_after_which_the_call_arrives_is_still_the_fix(after: str) -> None:
    found = apart(after).report("8000").findings[0]
    assert found.code == "CL301"
    assert found.remedies[0].proof.status == "untried"
    assert "another fault is behind this one" in (found.remedies[0].proof.reason or "")


@pytest.mark.parametrize("after", ["name-not-found", "timed-out", "host-unreachable"])
def test_a_remedy_after_which_nothing_arrives_does_not_help(after: str) -> None:
    assert apart(after).report("8000").findings[0].remedies[0].proof.status == "refuted"
