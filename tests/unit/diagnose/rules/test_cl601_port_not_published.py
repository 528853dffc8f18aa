"""CL601 port-not-published: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.trials import Publish, Untriable
from containerloop.facts import Network
from tests.support.catalogue import CATALOGUE
from tests.support.rule_worlds import (
    BACK,
    finding,
    rootless_world,
    to_the_host,
    trials,
    unavailable,
)
from tests.support.world import BRIDGE, SHOP, World, view

SERVES: dict[str, Any] = {"listens": ["0.0.0.0:5432"], "exposes": [5432]}


def unpublished(**db: Any) -> World:
    world = World()
    world.container("db", **(SERVES | db))
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    return world


def test_a_port_that_is_only_exposed() -> None:
    assert unpublished().codes("localhost:5432") == ["CL601"]


def test_a_port_that_is_only_exposed_and_served_elsewhere() -> None:
    (found,) = unpublished(listens=["0.0.0.0:5433"]).report("localhost:5432").findings
    told = (
        "port 5432 of db is exposed but not published to this machine,"
        " and nothing listens on it there"
    )
    assert (found.code, found.summary) == ("CL601", told)
    override = {"services": {"db": {"ports": ["127.0.0.1:5432:5433"]}}}
    assert found.remedies[0].override == override


def test_a_port_that_nobody_serves_yet_is_published_untried() -> None:
    snapshot = unpublished(listens=[]).snapshot("localhost:5432")
    (found,) = diagnose(snapshot, CATALOGUE).found
    (way,) = found.finding.remedies
    assert way.override == {"services": {"db": {"ports": ["127.0.0.1:5432:5432"]}}}
    assert way.trial == Untriable(reason="nothing in db listens on port 5432 yet")


def test_only_who_listens_is_published_where_others_expose_it_too() -> None:
    world = unpublished()
    world.container("idle", listens=["0.0.0.0:9999"], exposes=[5432])
    (found,) = world.report("localhost:5432").findings
    assert found.summary == "port 5432 of db is not published to this machine"
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


def test_a_port_for_datagrams_is_published_for_datagrams() -> None:
    world = World()
    world.container("stats", listens=["0.0.0.0:8125/udp"])
    world.attempt("host", "localhost:8125/udp", "refused", resolved="127.0.0.1")
    (found,) = world.report("localhost:8125/udp").findings
    assert (found.code, found.summary) == (
        "CL601", "port 8125/udp of stats is not published to this machine",
    )  # fmt: skip
    remedy = found.remedies[0]
    assert remedy.override == {"services": {"stats": {"ports": ["127.0.0.1:8125:8125/udp"]}}}
    assert remedy.address == "127.0.0.1:8125/udp"


@pytest.mark.parametrize(
    ("publishes", "dialled"),
    [("8125:8125/udp", "localhost:8125"), ("8126:8125", "localhost:8125/udp")],
)
def test_a_port_published_for_the_other_transport_has_another_fault(
    publishes: str, dialled: str
) -> None:
    world = World()
    both = ["0.0.0.0:8125", "0.0.0.0:8125/udp"]
    world.container("stats", listens=both, publishes=[publishes], exposes=[8125])
    world.attempt("host", dialled, "refused", resolved="127.0.0.1")
    assert world.codes(dialled) == ["CL607"]


@pytest.mark.parametrize(
    ("seen", "told"),
    [(True, "there and unseen is not"), (False, "unseen is exposed but not")],
)
def test_who_was_not_looked_into_is_not_said_to_serve(seen: bool, told: str) -> None:
    world = World()
    world.container("unseen", listens=None, exposes=[7000])
    if seen:
        world.container("there", listens=["0.0.0.0:7000"])
    world.attempt("host", "localhost:7000", "refused", resolved="127.0.0.1")
    (finding,) = world.report("localhost:7000").findings
    assert finding.summary == f"port 7000 of {told} published to this machine"


@pytest.mark.parametrize(("count", "named", "more"), [(8, 8, ""), (9, 8, " and 1 more")])
def test_of_many_servers_the_first_are_named_and_the_others_counted(
    count: int, named: int, more: str
) -> None:
    world = World()
    for number in range(count):
        world.container(f"s{number}", listens=["0.0.0.0:7000"])
    world.attempt("host", "localhost:7000", "refused", resolved="127.0.0.1")
    (finding,) = world.report("localhost:7000").findings
    assert len(finding.remedies) == named
    assert "port 7000 of s0 and s1" in finding.summary
    assert f"s7{more} is not published" in finding.summary
    assert len(finding.evidence) == 1 + named


def test_without_ipv6s_localhost_a_port_may_still_not_be_published() -> None:
    world = unavailable()
    world.container("db", listens=["0.0.0.0:5432"])
    assert "CL601" in world.codes("[::1]:5432")


def test_between_a_container_and_the_host_the_missing_line_is_not_the_servers() -> None:
    world = to_the_host()
    world.container("db", listens=["0.0.0.0:5432"])
    assert "CL601" not in world.codes("5432", "service:api")


def test_whose_address_is_dialled_needs_no_publication() -> None:
    world = World()
    world.container("db", listens=["127.0.0.1:5432"])
    world.attempt("host", "172.18.0.2:5432", "refused", resolved="172.18.0.2")
    assert world.codes("172.18.0.2:5432") == ["CL501"]


def test_of_containers_that_share_a_namespace_its_owner_publishes() -> None:
    world = World()
    app = world.container("app", listens=["0.0.0.0:8000"], exposes=[8000])
    world.container("side", mode=f"container:{app.id}", exposes=[8000])
    world.views["service:side"] = replace(world.views["service:app"], vantage="service:side")
    world.attempt("host", "localhost:8000", "refused", resolved="127.0.0.1")
    only = finding(world, "8000", "CL601")
    assert only.summary == "port 8000 of app is not published to this machine"
    assert len(only.remedies) == 1


def test_each_server_that_is_not_published_is_named() -> None:
    world = World()
    world.container("one", listens=["0.0.0.0:8000"])
    world.container("two", listens=["0.0.0.0:8000"])
    world.attempt("host", "localhost:8000", "refused", resolved="127.0.0.1")
    both = finding(world, "8000", "CL601")
    assert both.summary == "port 8000 of one and two is not published to this machine"
    assert len(both.evidence) == 3


def scaled(count: int) -> World:
    world = World()
    for number in range(1, count + 1):
        world.container(f"web-{number}", listens=["0.0.0.0:8000"], service="web")
    world.attempt("host", "localhost:8000", "refused", resolved="127.0.0.1")
    return world


def lines_of(world: World) -> list[str]:
    [remedy] = finding(world, "8000", "CL601").remedies
    assert remedy.override is not None
    return list(remedy.override["services"]["web"]["ports"])


def test_containers_of_one_service_share_no_host_port() -> None:
    only = finding(scaled(3), "8000", "CL601")
    assert only.summary == "port 8000 of web (3 containers) is not published to this machine"
    assert lines_of(scaled(3)) == ["127.0.0.1:8000-8002:8000"]
    assert str(only.remedies[0].address) == "127.0.0.1:8000"
    assert lines_of(scaled(1)) == ["127.0.0.1:8000:8000"]


@pytest.mark.parametrize("by", ["a process", "a container"])
def test_a_range_of_host_ports_is_free_or_not_offered(by: str) -> None:
    world = scaled(3)
    if by == "a process":
        world.host_listens("127.0.0.1:8001", "127.0.0.1:8003")
    else:
        world.container("other", publishes=["127.0.0.1:8002:80"])
    assert lines_of(world) == ["127.0.0.1::8000"]
    [remedy] = finding(world, "8000", "CL601").remedies
    assert remedy.address is None
    assert remedy.summary.endswith("; then docker port shop-web-1-1 8000 shows its host port")


def closed_in(*networks: Network) -> World:
    world = World()
    world.networks = [BRIDGE, *networks]
    world.container("web", listens=["0.0.0.0:8000"], networks=networks)
    world.attempt("host", "localhost:8000", "refused", resolved="127.0.0.1")
    return world


def test_from_internal_networks_nothing_is_published() -> None:
    back = replace(BACK, internal=True)
    world = closed_in(back)
    assert world.codes("8000") == ["CL601"]
    only = finding(world, "8000", "CL601")
    assert "shop_back is an internal network" in [e.saw for e in only.evidence]
    [remedy] = only.remedies
    assert remedy.summary == (
        'connect web to the network "outside" as well, and publish port 8000:'
        ' ports: ["127.0.0.1:8000:8000"]'
    )
    assert remedy.override is not None
    web = remedy.override["services"]["web"]
    assert (web["ports"], web["networks"]) == (["127.0.0.1:8000:8000"], ["default", "outside"])
    assert isinstance(remedy.trial, Publish)
    assert remedy.trial.network == "bridge"


def test_one_ordinary_network_is_enough_to_publish_from() -> None:
    back = replace(BACK, internal=True)
    [remedy] = finding(closed_in(back, SHOP), "8000", "CL601").remedies
    assert remedy.override == {"services": {"web": {"ports": ["127.0.0.1:8000:8000"]}}}


@pytest.mark.parametrize(("driver", "line"), [("pasta", "5432:5432"), ("", "127.0.0.1:5432:5432")])
def test_where_only_what_is_published_everywhere_is_passed_on(driver: str, line: str) -> None:
    world = rootless_world(network_driver=driver)
    world.container("db", listens=["0.0.0.0:5432"])
    world.views["engine-host"] = view("engine-host", [])
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    [found] = world.report("localhost:5432", "host").findings
    [remedy] = found.remedies
    assert remedy.override == {"services": {"db": {"ports": [line]}}}
    untried = [t for t in trials(world, "localhost:5432", "CL601") if isinstance(t, Untriable)]
    assert bool(untried) is bool(driver)
