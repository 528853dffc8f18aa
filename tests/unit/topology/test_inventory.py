"""Who is who among containers, networks and projects."""

import pytest
from msgspec.structs import replace

from containerloop.facts import Attachment, Transport
from containerloop.topology.inventory import Inventory
from tests.support.world import BRIDGE, World


def parties_of(world: World) -> Inventory:
    return Inventory(world.snapshot("1").survey)


def test_a_namesake_of_another_project_is_not_the_service() -> None:
    world = World()
    world.container("web")
    other = world.container("web", project="other")
    plain = world.container("lone", service=None)
    inventory = parties_of(world)
    assert inventory.config(other) is None
    assert inventory.label(other) == "other-web-1"
    assert inventory.label(plain) == "shop-lone-1"


def test_a_container_is_called_by_its_service_inside_its_own_project_only() -> None:
    world = World()
    web, api = world.container("web"), world.container("api")
    other = world.container("api", project="other")
    plain, lone = world.container("x", project=None), world.container("y", project=None)
    inventory = parties_of(world)
    assert inventory.dial_name(web, api) == "api"
    assert inventory.dial_name(web, other) == "other-api-1"
    assert inventory.dial_name(plain, replace(lone, service="odd")) == "y"
    assert inventory.dial_name(web, replace(api, service=None)) == "shop-api-1"


@pytest.mark.parametrize(("same_machine", "own"), [(True, True), (False, False)])
def test_an_address_of_this_machine_is_the_engines_where_both_are_one(
    same_machine: bool, own: bool
) -> None:
    inventory = parties_of(World(engine={"same_machine": same_machine}))
    assert inventory.is_engine_host("10.0.0.5") is own
    assert inventory.is_engine_host("172.17.0.1")
    assert not inventory.is_engine_host("db")


def test_on_the_default_bridge_alone_strangers_do_not_belong_together() -> None:
    world = World()
    api = world.container("api", networks=[BRIDGE])
    one = world.container("one", project=None, networks=[BRIDGE])
    two = world.container("two", project=None)
    web = world.container("web")
    inventory = parties_of(world)
    assert not inventory.belong_together(api, one)
    assert inventory.belong_together(web, two)
    assert inventory.belong_together(api, web)


def test_a_container_of_a_namespace_that_is_gone_is_its_own() -> None:
    world = World()
    side = world.container("side", mode="container:gone")
    assert parties_of(world).namespace_owner(side) is side


def test_one_transport_publishes_nothing_for_the_other() -> None:
    world = World()
    world.container("dns", publishes=["53:53/udp"])
    inventory = parties_of(world)
    assert inventory.publishing(53, Transport.TCP) == []
    assert len(inventory.publishing(53, Transport.UDP)) == 1


def test_an_ipv6_address_has_an_owner_too() -> None:
    world = World()
    made = world.container("db")
    row = Attachment(network="shop_default", network_id="n-shop", ipv6="fd00::2")
    world.containers[0] = replace(made, attachments=(row,))
    assert parties_of(world).owning("fd00::2") == world.containers[0]
    assert parties_of(world).owning("172.18.0.2") is None
