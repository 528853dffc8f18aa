"""CL708 wrong-default-gateway: where it fires, in its two forms, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Publish, Untriable
from containerloop.facts import Network, Route, Unobserved
from tests.support.own_address_worlds import AT, BY_SHOP, own_call, routed
from tests.support.rule_worlds import BACK, finding
from tests.support.world import BRIDGE, SHOP, World

LAN = Network(
    id="n-lan", name="shop_lan", driver="macvlan", subnets=("192.168.0.0/24",), project="shop"
)
BY_LAN = Route(destination="0.0.0.0/0", gateway="192.168.0.1", interface="eth1")
TUNNEL = Route(destination="0.0.0.0/0", gateway="", interface="tun0")


def unpublished(
    *, networks: Any = (SHOP, LAN), routes: Any = (BY_LAN,), published: bool = False,
    status: str = "running", project: Any = "",
) -> World:  # fmt: skip
    """web asks for a port, and the engine published none."""
    world = World()
    world.networks = [BRIDGE, *networks]
    made = world.container(
        "web", publishes=["8080:80"], listens=["0.0.0.0:80"], networks=networks, status=status,
        project=project,
    )  # fmt: skip
    if not published:
        world.containers[0] = replace(made, published=())
    world.attempt("host", "127.0.0.1:8080", "refused", resolved="127.0.0.1")
    routed(world, routes)
    return world


def test_a_default_gateway_on_a_network_that_publishes_nothing() -> None:
    world = unpublished()
    assert world.codes("8080") == ["CL708"]
    found = finding(world, "8080", "CL708")
    assert found.summary == (
        "web has its default gateway on shop_lan, a macvlan network, and so none of its ports is"
        " published from shop_default"
    )
    assert [e.saw for e in found.evidence][1:3] == [
        "shop-web-1 asks for port 8080 and publishes none",
        "shop-web-1 has the route 0.0.0.0/0 via 192.168.0.1 dev eth1",
    ]
    (remedy,) = found.remedies
    assert remedy.override == {
        "services": {}, "networks": {"default": {"name": "0-${COMPOSE_PROJECT_NAME}-default"}},
    }  # fmt: skip
    assert remedy.host_command == "docker compose up -d --force-recreate web"
    assert remedy.trial == Publish(container="id-shop-web", port=80)


def test_a_network_of_two_subnets() -> None:
    both = replace(LAN, subnets=("fd00:7::/64", "192.168.0.0/24"))
    assert unpublished(networks=(SHOP, both)).codes("8080") == ["CL708"]


def test_a_network_that_compose_did_not_make_gets_its_name_by_hand() -> None:
    bridge = replace(SHOP, name="wan", project=None)
    (remedy,) = finding(unpublished(networks=(bridge, LAN)), "8080", "CL708").remedies
    assert remedy.override is None
    assert remedy.summary.startswith("make wan the default gateway: let its name come before")


def test_a_tunnel_that_took_the_default_route() -> None:
    world = own_call(
        far="timed-out", routes=(TUNNEL, replace(BY_SHOP, destination="172.18.0.0/16"))
    )
    assert world.codes(AT, "host") == ["CL708"]
    found = finding(world, AT, "CL708", "host")
    assert found.summary == (
        "web does not answer this machine's network address by shop_default, by which the call"
        " comes: its route there leads over tun0"
    )
    assert found.evidence[2].saw == (
        "called at 172.18.0.2:80 from 10.0.0.5: timed out; from the bridge's own address: open"
    )
    assert found.evidence[3].saw == "shop-web-1 has the route 0.0.0.0/0 dev tun0"
    assert isinstance(found.remedies[1].trial, Untriable)


def test_no_route_at_all_or_one_by_another_gateway() -> None:
    for routes, said in (
        ((), "it has no route there"),
        ((BY_LAN,), "leads to 192.168.0.1 over eth1"),
    ):
        found = finding(own_call(far="timed-out", routes=routes), AT, "CL708", "host")
        assert said in found.summary


def test_the_most_exact_route_counts() -> None:
    exact = replace(BY_SHOP, destination="10.0.0.0/24")
    assert "CL708" not in own_call(far="timed-out", routes=(TUNNEL, exact)).codes(AT, "host")
    off = replace(TUNNEL, destination="10.0.0.0/24")
    assert "CL708" in own_call(far="timed-out", routes=(BY_SHOP, off)).codes(AT, "host")


# near misses


@pytest.mark.parametrize(
    "more",
    [
        {"published": True},
        {"routes": (BY_SHOP,)},
        {"routes": ()},
        {"routes": (replace(BY_LAN, destination="10.0.0.0/8"),)},
        {"routes": (replace(BY_LAN, gateway=""),)},
        {"networks": (SHOP, BACK), "routes": (replace(BY_LAN, gateway="172.19.0.1"),)},
        {"networks": (replace(SHOP, internal=True), LAN)},
        {"networks": (LAN,)},
        {"networks": (SHOP,)},
        {"status": "exited"},
    ],
)
def test_what_a_gateway_does_not_explain(more: Any) -> None:
    assert "CL708" not in unpublished(**more).codes("8080")


def test_routes_that_were_not_seen_rule_nothing_out() -> None:
    report = unpublished(routes=Unobserved("not read")).report("8080")
    assert "CL708" not in {f.code for f in report.findings}
    assert "CL708" in {n.code for n in report.not_checked}


@pytest.mark.parametrize("far", ["open", "refused"])
def test_a_container_whose_answer_comes_back(far: str) -> None:
    assert "CL708" not in own_call(far=far, routes=(TUNNEL,)).codes(AT, "host")


@pytest.mark.parametrize(
    "routes", [(BY_SHOP,), (Route(destination="10.0.0.0/8", gateway="172.18.0.1", interface="e"),)]
)
def test_a_route_over_the_bridge_leaves_a_firewall_of_the_container_s_own(routes: Any) -> None:
    assert not own_call(far="timed-out", routes=routes).codes(AT, "host")


def test_a_route_into_the_bridge_itself_needs_no_gateway() -> None:
    direct = Route(destination="172.18.0.0/16", gateway="", interface="eth0")
    own = replace(direct, destination="10.0.0.0/8")
    assert "CL708" not in own_call(far="timed-out", routes=(direct, own)).codes(AT, "host")
    other = replace(own, interface="eth1")
    assert "CL708" in own_call(far="timed-out", routes=(direct, other)).codes(AT, "host")


def test_unseen_routes_of_a_container_that_does_not_answer() -> None:
    unseen = Unobserved("not read")
    report = own_call(far="timed-out", routes=unseen).report(AT, "host")
    assert "CL708" not in {f.code for f in report.findings}
    assert ("CL708", "not read") in {(n.code, n.reason) for n in report.not_checked}
