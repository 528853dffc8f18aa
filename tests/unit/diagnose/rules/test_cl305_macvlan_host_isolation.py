"""CL305 macvlan-host-isolation: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import DialAs, Publish
from containerloop.facts import Network, Route, Unobserved
from tests.support.rule_worlds import finding
from tests.support.world import BRIDGE, SHOP, World

LAN = Network(
    id="n-lan", name="shop_lan", driver="macvlan", subnets=("192.168.0.0/24",),
    gateways=("192.168.0.254",), options={"parent": "eth0"}, project="shop",
)  # fmt: skip
ETH0 = Route(destination="192.168.0.0/24", gateway="", interface="eth0")
DEFAULT = Route(destination="0.0.0.0/0", gateway="192.168.0.254", interface="eth0")
SHIM = Route(destination="192.168.0.2/32", gateway="", interface="shim")
HERE = ("127.0.0.1", "::1", "192.168.0.20", "172.17.0.1", "172.18.0.1")


def lan(*, networks: Any = (LAN,), **engine: Any) -> World:
    world = World(engine=engine)
    world.networks = [BRIDGE, SHOP, LAN]
    world.addresses = HERE
    world.machine = {"routes": (DEFAULT, ETH0)}
    world.container("web", listens=["0.0.0.0:80"], networks=networks)
    return world


def called(outcome: str = "host-unreachable", *routes: Route, **more: Any) -> World:
    """This machine calls the container's address on the local network."""
    world = lan(**more)
    world.machine = {"routes": routes or (DEFAULT, ETH0)}
    world.attempt("host", "192.168.0.2:80", outcome, resolved="192.168.0.2")
    return world


def published(outcome: str = "refused", networks: Any = (LAN,)) -> World:
    """This machine calls a port that a container there asks to publish."""
    world = lan(networks=())
    world.container(
        "shop", listens=["0.0.0.0:80"], publishes=["127.0.0.1:8080:80"], networks=networks
    )
    world.containers = [replace(c, published=()) for c in world.containers[1:]]
    world.attempt("host", "127.0.0.1:8080", outcome, resolved="127.0.0.1")
    return world


def calls_host(
    dialled: str = "192.168.0.20", outcome: str = "timed-out", networks: Any = (LAN,)
) -> World:
    """A container calls a server of its host."""
    world = lan(networks=())
    world.host_listens("0.0.0.0:9000")
    world.container("job", refers=[f"http://{dialled}:9000/"], networks=networks, listens=[])
    world.attempt("service:job", f"{dialled}:9000", outcome, resolved=dialled)
    return world


@pytest.mark.parametrize("outcome", ["host-unreachable", "timed-out"])
def test_its_own_host_calls_it(outcome: str) -> None:
    world = called(outcome)
    assert world.codes("192.168.0.2:80") == ["CL305"]
    assert world.report("192.168.0.2:80").findings[0].summary == (
        "web is on shop_lan, a macvlan network: its own host cannot reach it there"
    )
    [remedy] = finding(world, "192.168.0.2:80", "CL305").remedies
    assert remedy.override == {
        "services": {"web": {"ports": ["127.0.0.1:80:80"], "networks": ["default"]}}
    }
    assert isinstance(remedy.trial, Publish)
    assert remedy.trial.network == "shop_default"


def test_a_host_without_a_way_there() -> None:
    elsewhere = replace(ETH0, destination="10.0.0.0/8")
    assert called("network-unreachable", elsewhere).codes("192.168.0.2:80") == ["CL305"]
    assert called("timed-out", elsewhere).codes("192.168.0.2:80") == []


def test_an_ipvlan_network() -> None:
    other = replace(LAN, driver="ipvlan")
    world = called(networks=(other,))
    world.networks[-1] = other
    [found] = world.report("192.168.0.2:80").findings
    assert "shop_lan, an ipvlan network" in found.summary


def test_ports_there_are_ignored() -> None:
    world = published()
    assert world.codes("8080") == ["CL305"]
    found = finding(world, "8080", "CL305")
    assert "where published ports do not work" in found.summary
    assert found.remedies[0].override == {"services": {"shop": {"networks": ["default"]}}}
    assert str(found.remedies[0].address) == "127.0.0.1:8080"


def test_a_container_calls_its_host() -> None:
    world = calls_host()
    assert world.codes("9000") == ["CL305"]
    found = finding(world, "9000", "CL305")
    assert found.summary == (
        "job is on shop_lan, a macvlan network: it cannot reach its own host from there"
    )
    remedy = found.remedies[0]
    assert remedy.override == {
        "services": {
            "job": {
                "networks": ["default"],
                "environment": {"URL_0": "http://host.docker.internal:9000/"},
                "extra_hosts": ["host.docker.internal:host-gateway"],
            }
        }
    }
    assert isinstance(remedy.trial, DialAs)
    assert remedy.trial.networks == ("shop_lan", "shop_default")


def test_another_address_of_the_host_is_behind_the_same_wall() -> None:
    assert calls_host("172.17.0.1").codes("9000") == ["CL305"]


def test_the_host_s_firewall_is_not_blamed_for_it() -> None:
    world = calls_host()
    world.control("service:job", "192.168.0.20", "timed-out")
    assert world.codes("9000") == ["CL305"]


def test_a_server_that_listens_on_the_hosts_loopback_comes_after_it() -> None:
    world = calls_host()
    world.host_listeners = []
    world.host_listens("127.0.0.1:9000")
    assert world.codes("9000", "service:job")[0] == "CL305"


# near misses


@pytest.mark.parametrize("outcome", ["refused", "answered"])
def test_what_arrived_was_let_through(outcome: str) -> None:
    assert "CL305" not in called(outcome).codes("192.168.0.2:80")
    assert "CL305" not in calls_host(outcome=outcome).codes("9000")


def test_a_host_with_an_interface_of_its_own_there() -> None:
    assert "CL305" not in called("timed-out", DEFAULT, ETH0, SHIM).codes("192.168.0.2:80")


def test_a_network_beyond_a_router_is_reached_from_the_wire() -> None:
    assert "CL305" not in called("timed-out", DEFAULT).codes("192.168.0.2:80")
    other = replace(ETH0, interface="eth1")
    assert "CL305" not in called("timed-out", DEFAULT, other).codes("192.168.0.2:80")


def test_another_machine_may_call_it() -> None:
    assert "CL305" not in called(same_machine=False).codes("192.168.0.2:80")


@pytest.mark.parametrize("fact", ["routes", "same_machine"])
def test_what_was_not_seen_rules_nothing_out(fact: str) -> None:
    hidden = Unobserved("not shown")
    world = called()
    if fact == "routes":
        world.machine = {"routes": hidden}
    else:
        world.engine["same_machine"] = hidden
    report = world.report("192.168.0.2:80")
    assert "CL305" not in {f.code for f in report.findings}
    assert "CL305" in {n.code for n in report.not_checked}


def test_a_port_published_from_a_bridge_that_it_is_on_too() -> None:
    assert "CL305" not in published(networks=(LAN, SHOP)).codes("8080")


def test_a_port_that_is_published_all_the_same() -> None:
    world = published()
    world.containers = [replace(c, published=c.asked) for c in world.containers]
    assert "CL305" not in world.codes("8080")


def test_a_published_port_that_times_out_is_something_else() -> None:
    assert "CL305" not in published("timed-out").codes("8080")


def test_a_container_that_reaches_its_host_by_a_bridge() -> None:
    assert "CL305" not in calls_host("172.17.0.1", networks=(LAN, SHOP)).codes("9000")


def test_a_container_that_has_a_bridge_but_calls_by_the_local_network() -> None:
    assert "CL305" in calls_host(networks=(LAN, SHOP)).codes("9000")


def test_a_container_that_calls_another_machine() -> None:
    assert "CL305" not in calls_host("192.168.0.77").codes("9000")


def test_a_neighbour_on_the_same_network() -> None:
    world = called()
    world.container("job", networks=(LAN,), listens=[])
    world.attempt("service:job", "192.168.0.2:80", "timed-out", resolved="192.168.0.2")
    assert "CL305" not in world.codes("192.168.0.2:80", "service:job")


def test_the_address_of_a_bridge() -> None:
    world = called(networks=(LAN, SHOP))
    world.attempt("host", "172.18.0.2:80", "timed-out", resolved="172.18.0.2")
    assert "CL305" not in world.codes("172.18.0.2:80", "host")


def test_the_engine_s_host_where_its_routes_are_not_this_machine_s() -> None:
    world = called("answered")
    world.attempt("engine-host", "192.168.0.2:80", "timed-out", resolved="192.168.0.2")
    assert "CL305" not in world.codes("192.168.0.2:80", "engine-host")


def test_a_network_that_the_engine_did_not_list_may_be_a_bridge() -> None:
    world = published()
    unlisted = replace(world.containers[0].attachments[0], network="x", network_id="n-x")
    rows = (*world.containers[0].attachments, unlisted)
    world.containers = [replace(c, attachments=rows) for c in world.containers]
    assert "CL305" not in world.codes("8080")
