"""Each rule on worlds made by hand: where it fires, and where it only looks as if it should."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.catalogue import CATALOGUE
from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.trials import Rebind, Untriable
from containerloop.facts import Network, Unobserved
from containerloop.survey.engine.container_references import container_references
from tests.support.world import BRIDGE, SHOP, World

DB = "postgres://app@db:5432/app"
SERVES: dict[str, Any] = {"listens": ["0.0.0.0:5432"], "exposes": [5432]}


def shop(**db: Any) -> World:
    """api refers to localhost:5432 and is refused; db serves 5432 inside."""
    world = World()
    world.container("db", **(SERVES | db))
    world.container("api", refers=["postgres://localhost:5432/app"])
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    return world


# CL401 localhost-is-this-container


def test_localhost_in_a_container_is_that_container() -> None:
    report = shop().report("5432")
    assert [f.code for f in report.findings] == ["CL401"]
    assert report.findings[0].remedies[0].address == "db:5432"


def test_localhost_means_the_host_where_only_the_host_serves_the_port() -> None:
    world = World()
    world.container("api", refers=["postgres://localhost:5432/app"])
    world.host_listens("0.0.0.0:5432", process="postgres")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    report = world.report("5432")
    assert [f.code for f in report.findings] == ["CL401"]
    assert report.findings[0].remedies[0].address == "host.docker.internal:5432"


def test_a_healthcheck_of_localhost_is_about_the_container_itself() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    web = world.container("web")
    references = container_references([], [], ["CMD", "pg_isready", "-h", "localhost"])
    assert references[0].host_part.place.where == "healthcheck"
    world.containers[-1] = replace(web, references=references)
    world.attempt(world.vantage(web), "localhost:5432", "refused", resolved="127.0.0.1")
    assert "CL401" not in world.codes("5432")


def test_localhost_is_right_where_the_namespace_is_shared() -> None:
    world = World()
    app = world.container("app", listens=["127.0.0.1:8000"])
    world.container("side", mode=f"container:{app.id}", refers=["http://localhost:8000/"])
    world.attempt("service:side", "localhost:8000", "answered", resolved="127.0.0.1")
    assert world.codes("8000") == []


def test_localhost_in_host_mode_is_the_host() -> None:
    world = shop()
    world.container("agent", mode="host", refers=["postgres://localhost:5432/app"])
    world.attempt("service:agent", "localhost:5432", "refused", resolved="127.0.0.1")
    codes = [(f.code, f.vantage) for f in world.report("5432").findings]
    assert ("CL401", "service:agent") not in codes


def test_a_server_of_its_own_that_listens_is_no_case_for_another() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("api", listens=["[::1]:5432"], refers=["postgres://127.0.0.1:5432/app"])
    world.attempt("service:api", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    assert "CL401" not in world.codes("5432")


# CL201 container-not-running


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


def test_a_published_port_of_a_stopped_container() -> None:
    world = World()
    world.container("db", publishes=["5432:5432"], status="exited")
    world.attempt("host", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL201"]


# CL404 host-docker-internal-missing


def named_host(**more: Any) -> World:
    world = World(engine=more.pop("engine", None))
    world.container("api", refers=["http://host.docker.internal:8142/"], **more)
    world.host_listens("0.0.0.0:8142", process="python3")
    world.attempt("service:api", "host.docker.internal:8142", "name-not-found")
    return world


def test_the_name_of_the_host_is_not_known_on_plain_linux() -> None:
    assert named_host().codes("8142") == ["CL404"]


def test_the_name_is_set_and_something_else_is_wrong() -> None:
    world = named_host(extra_hosts=("host.docker.internal:host-gateway",))
    assert "CL404" not in world.codes("8142")


def test_desktop_knows_the_name_by_itself() -> None:
    assert "CL404" not in named_host(engine={"flavour": "docker-desktop"}).codes("8142")


def test_a_missing_name_and_a_loopback_server_are_both_found() -> None:
    world = named_host()
    world.host_listeners = []
    world.host_listens("127.0.0.1:8142", process="python3")
    assert world.codes("8142") == ["CL404", "CL503"]


# CL501 loopback-listener


def loopback(*listens: str, outcome: str = "refused") -> World:
    world = World()
    world.container("web", listens=listens, exposes=[8000])
    world.container("client", refers=["http://web:8000/"])
    world.attempt("service:client", "web:8000", outcome, resolved="172.18.0.2")
    return world


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "[::1]:8000", "127.0.0.5:8000"])
def test_a_server_on_its_own_loopback(address: str) -> None:
    assert loopback(address).codes("8000") == ["CL501"]


def test_loopback_and_network_address_together_are_reachable() -> None:
    assert "CL501" not in loopback("127.0.0.1:8000", "172.18.0.2:8000").codes("8000")


def test_a_dual_stack_server_shows_in_tcp6_only() -> None:
    assert "CL501" not in loopback("[::]:8000").codes("8000")


def test_a_loopback_listener_on_another_port_is_not_this_one() -> None:
    assert "CL501" not in loopback("127.0.0.1:8001").codes("8000")


def beside(socket: str, dialled: str, resolved: str) -> World:
    """side shares the network of web, and web listens on `socket`."""
    world = World()
    web = world.container("web", listens=[socket])
    world.container("side", mode=f"container:{web.id}", refers=[f"http://{dialled}/"])
    world.attempt("service:side", dialled, "refused", resolved=resolved)
    return world


def test_who_dials_ipv6_is_served_on_ipv6() -> None:
    world = World()
    web = world.container(
        "web", listens=["[::1]:8000"], command=["serve", "--bind", "::1", "--port", "8000"]
    )
    six = tuple(replace(a, ipv6="fd00:5::2") for a in web.attachments)
    world.containers[-1] = replace(web, attachments=six)
    world.container("api")
    world.attempt("service:api", "[fd00:5::2]:8000", "refused", resolved="fd00:5::2")
    (found,) = diagnose(world.snapshot("[fd00:5::2]:8000", "service:api"), CATALOGUE).found
    (way,) = found.finding.remedies
    assert way.summary.startswith("let the server in web listen on [::]:8000 instead of ::1")
    assert isinstance(way.trial, Rebind)
    assert way.trial.listen_on == "fd00:5::2"


def test_a_neighbour_on_the_same_loopback_dials_the_name() -> None:
    (found,) = beside("127.0.0.1:8000", "web:8000", "172.18.0.2").report("8000").findings
    told = "web listens on 127.0.0.1:8000 only, its own loopback, and web:8000 is its network"
    assert (found.code, found.summary) == ("CL501", f"{told} address")
    assert found.remedies[0].address == "127.0.0.1:8000"
    override = {"services": {"side": {"environment": {"URL_0": "http://127.0.0.1:8000/"}}}}
    assert found.remedies[0].override == override


def test_a_server_that_dials_its_own_name_is_on_its_loopback_too() -> None:
    world = World()
    world.container("web", listens=["127.0.0.1:8000"], refers=["http://web:8000/"])
    world.attempt("service:web", "web:8000", "refused", resolved="172.18.0.2")
    assert world.codes("8000") == ["CL501"]


def test_a_server_that_dials_its_own_publication_comes_from_outside() -> None:
    world = World()
    dialled = "host.docker.internal:8240"
    web = world.container(
        "web", listens=["127.0.0.1:8000"], publishes=["8240:8000"], refers=[f"http://{dialled}/"],
        extra_hosts=("host.docker.internal:host-gateway",),
    )  # fmt: skip
    closed = "accepted-then-closed"
    world.attempt(world.vantage(web), dialled, closed, resolved="172.17.0.1")
    (found,) = world.report("8240", "service:web").findings
    assert found.code == "CL501"
    assert found.summary.endswith("nobody outside that container can reach it")


@pytest.mark.parametrize(
    ("socket", "dialled", "resolved"),
    [
        ("127.0.0.1:8000", "localhost:8000", "127.0.0.1"),
        ("0.0.0.0:8000", "web:8000", "172.18.0.2"),
    ],
)
def test_a_neighbour_that_fails_otherwise_is_not_outside(
    socket: str, dialled: str, resolved: str
) -> None:
    assert "CL501" not in beside(socket, dialled, resolved).codes("8000")


def test_a_timeout_is_no_loopback_listener() -> None:
    assert "CL501" not in loopback("127.0.0.1:8000", outcome="timed-out").codes("8000")


def test_what_could_not_be_seen_is_not_ruled_out() -> None:
    world = loopback("127.0.0.1:8000")
    world.views["service:web"] = Unobserved("the probe was lost")
    report = world.report("8000")
    assert [(n.code, n.reason) for n in report.not_checked if n.code == "CL501"] == [
        ("CL501", "the probe was lost")
    ]
    assert "CL501" not in report.ruled_out


# CL503 host-service-on-loopback


def to_host(*listens: str, outcome: str = "refused", **engine: Any) -> World:
    world = World(engine=engine)
    world.container(
        "worker",
        refers=["redis://host.docker.internal:6394/0"],
        extra_hosts=("host.docker.internal:host-gateway",),
    )
    world.host_listens(*listens, process="redis-server")
    world.attempt("service:worker", "host.docker.internal:6394", outcome, resolved="172.17.0.1")
    return world


def test_a_server_of_the_host_on_loopback() -> None:
    report = to_host("127.0.0.1:6394").report("6394")
    assert [f.code for f in report.findings] == ["CL503"]
    command = report.findings[0].remedies[0].host_command
    assert command == "redis-cli -h 127.0.0.1 -p 6394 CONFIG SET bind '127.0.0.1 172.17.0.1'"


@pytest.mark.parametrize("address", ["0.0.0.0:6394", "[::]:6394", "172.17.0.1:6394"])
def test_a_server_of_the_host_that_listens_there_is_not_on_loopback(address: str) -> None:
    assert "CL503" not in to_host("127.0.0.1:6394", address).codes("6394")


def test_a_firewall_that_drops_is_not_a_loopback_server() -> None:
    assert "CL503" not in to_host("127.0.0.1:6394", outcome="timed-out").codes("6394")


def test_rootless_engines_have_another_loopback() -> None:
    assert "CL503" not in to_host("127.0.0.1:6394", rootless=True).codes("6394")


# CL601 port-not-published


def unpublished(**db: Any) -> World:
    world = World()
    world.container("db", **(SERVES | db))
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    return world


def test_a_port_that_is_only_exposed() -> None:
    assert unpublished().codes("localhost:5432") == ["CL601"]


def test_a_port_that_is_only_exposed_and_served_elsewhere() -> None:
    (found,) = unpublished(listens=["0.0.0.0:5433"]).report("localhost:5432").findings
    told = "db exposes 5432, but it is not published, and nothing in it listens there"
    assert (found.code, found.summary) == ("CL601", told)
    override = {"services": {"db": {"ports": ["127.0.0.1:5432:5433"]}}}
    assert found.remedies[0].override == override


def test_a_port_that_nobody_serves_yet_is_published_untried() -> None:
    snapshot = unpublished(listens=[]).snapshot("localhost:5432")
    (found,) = diagnose(snapshot, CATALOGUE).found
    (way,) = found.finding.remedies
    assert way.override == {"services": {"db": {"ports": ["127.0.0.1:5432:5432"]}}}
    assert way.trial == Untriable(reason="nothing in db listens on 5432 yet")


def test_only_who_listens_is_published_where_others_expose_it_too() -> None:
    world = unpublished()
    world.container("idle", listens=["0.0.0.0:9999"], exposes=[5432])
    (found,) = world.report("localhost:5432").findings
    assert found.summary == "db serves 5432, but it is not published"
    assert len(found.remedies) == 1


def test_an_unpublished_loopback_server_has_two_faults() -> None:
    assert unpublished(listens=["127.0.0.1:5432"]).codes("localhost:5432") == ["CL501", "CL601"]


def test_a_stopped_server_is_not_unpublished() -> None:
    assert unpublished(status="exited").codes("localhost:5432") == ["CL201"]


def test_host_mode_publishes_nothing() -> None:
    assert "CL601" not in unpublished(mode="host").codes("localhost:5432")


def test_a_port_published_under_another_number_is_published() -> None:
    world = unpublished(publishes=["5433:5432"])
    assert "CL601" not in world.codes("localhost:5432")


# CL212 nobody-serves-this-port


def test_nobody_has_the_number() -> None:
    world = World()
    world.container("cache", publishes=["6391:6379"], listens=["0.0.0.0:6379"])
    world.host_listens("127.0.0.1:6391", process="docker-proxy")
    world.attempt("host", "localhost:6392", "refused", resolved="127.0.0.1")
    report = world.report("6392")
    assert [f.code for f in report.findings] == ["CL212"]
    assert report.findings[0].remedies[0].address == "127.0.0.1:6391"


def test_another_project_that_has_the_number_is_somebody() -> None:
    world = World()
    world.container("web")
    other = Network(id="n-o", name="o_default", driver="bridge", subnets=("172.19.0.0/16",))
    world.container("db", project="other", exposes=[6392], networks=[other])
    world.attempt("host", "localhost:6392", "refused", resolved="127.0.0.1")
    assert "CL212" not in world.codes("6392")


def test_a_host_whose_sockets_nobody_can_see_is_not_empty() -> None:
    world = World()
    world.host_listeners = Unobserved("root only")
    world.attempt("host", "localhost:6392", "refused", resolved="127.0.0.1")
    report = world.report("6392")
    assert "CL212" in [n.code for n in report.not_checked]
    assert report.exit_status == 3


# everybody


def test_a_healthy_shop_has_no_finding() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("api", refers=[DB])
    world.attempt("service:api", "db:5432", "answered", resolved="172.18.0.2")
    report = world.report("5432")
    assert (report.findings, report.exit_status) == ((), 0)
    assert report.reach_it_at == {"service:api": "db:5432"}


def test_the_same_alias_on_a_foreign_network_is_another_server() -> None:
    world = World()
    foreign = Network(id="n-f", name="f_default", driver="bridge", subnets=("172.20.0.0/16",))
    world.container("db", project="foreign", exposes=[5432], networks=[foreign])
    world.container("db", exposes=[5432], status="exited")
    world.container("api", refers=[DB])
    world.attempt("service:api", "db:5432", "name-not-found")
    assert world.codes("5432") == ["CL201"]


def test_the_default_bridge_is_a_network_like_any_other_for_loopback() -> None:
    world = World(project=None)
    world.container("web", listens=["127.0.0.1:8000"], exposes=[8000], networks=[BRIDGE])
    world.attempt("host", "localhost:8000", "refused", resolved="127.0.0.1")
    assert SHOP.name == "shop_default"
    assert world.codes("8000") == ["CL501", "CL601"]


def test_a_server_of_another_project_is_not_offered_as_a_sibling() -> None:
    world = World(project=None)
    foreign = Network(id="n-f", name="f_default", driver="bridge", subnets=("172.20.0.0/16",))
    world.container("db", project="foreign", service="db", exposes=[5432], networks=[foreign])
    world.container("db2", project="shop", service="db", exposes=[5432], listens=["0.0.0.0:5432"])
    world.container("api", project="shop", service="api", refers=["postgres://localhost:5432/a"])
    world.attempt("container:shop-api-1", "localhost:5432", "refused", resolved="127.0.0.1")
    found = world.report("5432").findings
    assert [f.code for f in found] == ["CL401"]
    assert [r.address for r in found[0].remedies] == ["db:5432"]


def test_a_plain_container_is_given_no_compose_file() -> None:
    world = World(project=None)
    world.container("cache", exposes=[6379], listens=["0.0.0.0:6379"])
    world.container("web", refers=["redis://localhost:6379"])
    world.attempt("container:web", "localhost:6379", "refused", resolved="127.0.0.1")
    remedy = world.report("6379").findings[0].remedies[0]
    assert (remedy.address, remedy.override, remedy.patch) == ("cache:6379", None, None)
    assert remedy.summary.endswith("(URL_0)")
