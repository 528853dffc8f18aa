"""Whom Docker has given an address."""

import pytest
from msgspec.structs import replace

from containerloop.diagnose.rule_facts.address_lease import AddressLease, address_lease
from tests.support.rule_worlds import BACK, dials
from tests.support.world import SHOP, World
from tests.unit.diagnose.test_case import first


def lease(host: str, world: World | None = None) -> AddressLease | None:
    """Of the address, for api on shop's network, where web has 172.18.0.3."""
    world = world or calling(host)
    return address_lease(first(world.snapshot(f"{host}:5432", "service:api")))


def calling(host: str) -> World:
    world = dials(f"postgres://app@{host}:5432/app", "host-unreachable", resolved=host)
    world.networks.append(BACK)
    world.container("web", listens=["0.0.0.0:80"])
    return world


def test_an_address_that_nobody_has() -> None:
    assert lease("172.18.0.9") == AddressLease(SHOP, None, ambiguous=False)


def test_an_address_that_somebody_has() -> None:
    found = lease("172.18.0.3")
    assert found is not None
    assert found.holder is not None
    assert found.holder.name == "shop-web-1"


@pytest.mark.parametrize("host", ["172.19.0.9", "172.18.0.1", "10.1.2.3", "db"])
def test_a_name_a_gateway_and_other_networks_are_not_the_clients(host: str) -> None:
    assert lease(host) is None


def test_a_network_that_is_no_bridge_gives_no_leases() -> None:
    world = calling("172.18.0.9")
    world.networks[1] = replace(SHOP, driver="macvlan")
    assert lease("172.18.0.9", world) is None


@pytest.mark.parametrize(
    ("own", "ambiguous"), [("172.18.7.7", True), ("172.18.0.1", False), ("172.20.0.4", False)]
)
def test_an_own_address_in_the_range_that_is_no_gateway_makes_it_ambiguous(
    own: str, ambiguous: bool
) -> None:
    world = calling("172.18.0.9")
    world.addresses += (own,)
    found = lease("172.18.0.9", world)
    assert found is not None
    assert found.ambiguous is ambiguous


def test_without_a_client_there_is_no_lease() -> None:
    world = World()
    world.attempt("host", "172.18.0.9:5432", "host-unreachable", resolved="172.18.0.9")
    case = first(world.snapshot("172.18.0.9:5432", "host"))
    assert address_lease(case) is None
