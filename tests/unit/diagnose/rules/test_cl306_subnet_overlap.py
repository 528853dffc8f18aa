"""CL306 subnet-overlap: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.remedies.move_subnet import free_subnet
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Network, Route, Unobserved
from containerloop.topology.inventory import Inventory
from tests.support.rule_worlds import BACK, finding
from tests.support.world import SHOP, World

OFFICE = "172.18.40.7"  # in the range of shop_default
OWN = Route(destination="172.18.0.0/16", gateway="", interface="br-shop")
DEFAULT = Route(destination="0.0.0.0/0", gateway="10.0.0.1", interface="eth0")


def vpn(destination: str = "172.18.0.0/16", interface: str = "tun0") -> Route:
    return Route(destination=destination, gateway="", interface=interface)


def covered(*routes: Route, outcome: str = "host-unreachable", **engine: Any) -> World:
    """api dials a server of the office, whose address its own network has as well."""
    world = World(engine=engine)
    world.machine = {"routes": (DEFAULT, OWN, *routes)}
    world.container("api", refers=[f"postgres://app@{OFFICE}:5432/app"], listens=[])
    world.attempt("service:api", f"{OFFICE}:5432", outcome, resolved=OFFICE)
    return world


def taken(*routes: Route, outcome: str = "silent", asked: str = "127.0.0.1:15432") -> World:
    """This machine dials a published port, or the container's own address."""
    world = World()
    world.machine = {"routes": (DEFAULT, OWN, *routes)}
    world.container("db", listens=["0.0.0.0:5432"], publishes=["15432:5432"])
    host = asked.rpartition(":")[0]
    world.attempt("host", asked, outcome, resolved=host)
    return world


# the network has what is meant for elsewhere


@pytest.mark.parametrize("outcome", ["host-unreachable", "timed-out"])
@pytest.mark.parametrize("destination", ["172.18.0.0/16", "172.16.0.0/12", "172.18.40.0/24"])
def test_the_network_covers_a_server_elsewhere(destination: str, outcome: str) -> None:
    world = covered(vpn(destination), outcome=outcome)
    assert world.codes("5432") == ["CL306"]
    assert world.report("5432").findings[0].summary == (
        "the network shop_default (172.18.0.0/16) covers 172.18.40.7, which the route to"
        f" {destination} through tun0 leads to as well"
    )


def test_a_name_that_leads_there_is_as_lost_as_the_number() -> None:
    world = covered(vpn())
    world.attempt("service:api", "git.office.example:22", "timed-out", resolved=OFFICE)
    assert world.codes("git.office.example:22", "service:api") == ["CL306"]
    world.attempt("service:api", f"{OFFICE}:23", "host-unreachable")
    assert world.codes(f"{OFFICE}:23", "service:api") == ["CL306"]


def test_this_machine_meets_the_network_too() -> None:
    world = covered(vpn())
    world.attempt("host", f"{OFFICE}:22", "host-unreachable", resolved=OFFICE)
    assert world.codes(f"{OFFICE}:22", "host") == ["CL306"]


def test_the_most_exact_of_the_routes_is_named() -> None:
    world = covered(vpn("172.16.0.0/12", "eth1"), vpn("172.18.40.0/24"))
    assert "172.18.40.0/24 through tun0" in world.report("5432").findings[0].summary


def test_the_network_is_given_other_addresses() -> None:
    [remedy] = finding(covered(vpn()), "5432", "CL306").remedies
    assert remedy.override == {
        "services": {},
        "networks": {"default": {"ipam": {"config": {"!override": [{"subnet": "10.123.7.0/24"}]}}}},
    }
    assert remedy.host_command == "docker compose down && docker compose up -d"
    assert isinstance(remedy.trial, Untriable)


def test_a_network_of_others_is_left_alone() -> None:
    world = covered(vpn())
    world.networks = [replace(n, project="blog") if n is SHOP else n for n in world.networks]
    [remedy] = finding(world, "5432", "CL306").remedies
    assert "default-address-pools" in remedy.summary
    assert (remedy.override, remedy.host_command) == (None, None)


def test_a_free_subnet_is_neither_a_networks_nor_routed() -> None:
    world = covered(vpn("10.123.0.0/16"))
    world.networks.append(
        Network(id="n-x", name="x", driver="bridge", subnets=("10.124.0.0/16", "fd00::/64"))
    )
    assert free_subnet(Inventory(world.snapshot("5432").survey)) == "10.125.7.0/24"
    world.machine = {"routes": (vpn("10.0.0.0/8"),)}
    assert free_subnet(Inventory(world.snapshot("5432").survey)) is None
    [remedy] = finding(covered(vpn(), vpn("10.0.0.0/8")), "5432", "CL306").remedies
    assert remedy.override is None


# a route has what is meant for the network


@pytest.mark.parametrize("outcome", ["silent", "timed-out", "accepted-then-closed"])
def test_a_route_takes_what_is_sent_to_the_container(outcome: str) -> None:
    world = taken(vpn("172.18.0.0/24"), outcome=outcome)
    assert world.codes("127.0.0.1:15432") == ["CL306"]
    assert world.report("127.0.0.1:15432").findings[0].summary == (
        "the route to 172.18.0.0/24 through tun0 takes what is sent to 172.18.0.2, in the network"
        " shop_default (172.18.0.0/16)"
    )


def test_the_containers_own_address_fares_alike() -> None:
    world = taken(vpn("172.18.0.2/32"), outcome="timed-out", asked="172.18.0.2:5432")
    assert world.codes("172.18.0.2:5432") == ["CL306"]


# near misses


def test_no_route_but_the_networks_own_and_the_default() -> None:
    assert "CL306" not in covered().codes("5432")
    assert "CL306" not in taken().codes("127.0.0.1:15432")


def test_the_route_of_another_bridge() -> None:
    assert "CL306" not in covered(vpn(interface="docker0")).codes("5432")


def test_a_route_to_other_addresses() -> None:
    assert "CL306" not in covered(vpn("172.19.0.0/16")).codes("5432")
    assert "CL306" not in taken(vpn("172.18.40.0/24")).codes("127.0.0.1:15432")


@pytest.mark.parametrize("destination", ["172.18.0.0/16", "172.16.0.0/12"])
def test_the_networks_own_route_wins_where_it_is_as_exact(destination: str) -> None:
    assert "CL306" not in taken(vpn(destination)).codes("127.0.0.1:15432")


def test_what_answers_is_not_lost() -> None:
    assert covered(vpn(), outcome="answered").codes("5432") == []
    assert "CL306" not in covered(vpn(), outcome="refused").codes("5432")
    assert "CL306" not in covered(vpn(), outcome="accepted-then-closed").codes("5432")


def test_a_name_that_leads_elsewhere_meets_no_route_to_the_container() -> None:
    world = taken(vpn("172.18.0.2/32"))
    world.attempt("host", "db:5432", "timed-out", resolved="10.0.0.9")
    assert "CL306" not in world.codes("db:5432", "host")


def test_a_server_on_a_network_that_its_client_is_not_on() -> None:
    world = taken(vpn("172.18.0.2/32"))
    world.networks.append(BACK)
    world.container("api", refers=["postgres://app@172.18.0.2:5432/app"], networks=[BACK])
    world.attempt("service:api", "172.18.0.2:5432", "timed-out", resolved="172.18.0.2")
    assert "CL306" not in world.codes("172.18.0.2:5432", "service:api")


def test_a_network_that_this_machine_has_no_route_to_at_all() -> None:
    world = taken(vpn("172.18.0.0/24"))
    world.machine = {"routes": (DEFAULT, vpn("172.18.0.0/24"))}
    assert "CL306" not in world.codes("127.0.0.1:15432")


def test_a_network_that_is_no_bridge() -> None:
    world = covered(vpn())
    world.networks = [replace(n, driver="overlay") if n is SHOP else n for n in world.networks]
    assert "CL306" not in world.codes("5432")


def test_an_old_address_of_a_server_beside_it() -> None:
    world = covered(vpn())
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    assert world.codes("5432") == ["CL407"]


def test_an_address_of_the_engines_host() -> None:
    world = covered(vpn())
    world.attempt("service:api", "172.18.0.1:22", "timed-out", resolved="172.18.0.1")
    assert "CL306" not in world.codes("172.18.0.1:22", "service:api")


def test_the_address_of_a_container_that_another_dials() -> None:
    world = taken(vpn("172.18.0.2/32"))
    world.container("api", refers=["postgres://app@172.18.0.2:5432/app"])
    world.attempt("service:api", "172.18.0.2:5432", "timed-out", resolved="172.18.0.2")
    assert "CL306" not in world.codes("172.18.0.2:5432", "service:api")


def test_a_container_with_two_addresses_may_be_reached_at_the_other() -> None:
    world = taken(vpn("172.18.0.0/24"))
    db = world.containers[0]
    more = replace(db.attachments[0], network="n2", network_id="n2", ipv4="172.30.0.2")
    world.containers[0] = replace(db, attachments=(*db.attachments, more))
    assert "CL306" not in world.codes("127.0.0.1:15432")


@pytest.mark.parametrize("same", [False, Unobserved("the engine is asked over ssh")])
def test_the_routes_of_another_machine_tell_nothing(same: Any) -> None:
    assert "CL306" not in covered(vpn(), same_machine=same).codes("5432")


def test_routes_that_were_not_read() -> None:
    world = covered()
    world.machine = {"routes": Unobserved("this system shows none")}
    report = world.report("5432")
    assert report.findings == ()
    assert {"CL306", "CL407"} <= {n.code for n in report.not_checked}
