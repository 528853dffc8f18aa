"""On which networks a relay can publish a container's port."""

import pytest
from msgspec.structs import replace

from containerloop.facts import Container, Unobserved
from containerloop.prove.relays import relay_target
from containerloop.topology.inventory import Inventory
from tests.support.rule_worlds import BACK
from tests.support.world import SHOP, World


def target(
    world: World, container: Container, through: str | None = None
) -> tuple[tuple[str, ...], str] | Unobserved:
    return relay_target(container, through, Inventory(world.snapshot("1").survey))


def test_a_relay_joins_the_containers_own_network() -> None:
    world = World()
    assert target(world, world.container("db")) == (("shop_default",), "172.18.0.2")


def test_an_internal_network_publishes_nothing_by_itself() -> None:
    world = World()
    closed = replace(BACK, internal=True)
    world.networks.append(closed)
    inside = world.container("db", networks=[closed])
    both = world.container("web", networks=[closed, SHOP])
    assert isinstance(target(world, inside), Unobserved)
    assert target(world, both) == (("shop_default",), "172.18.0.3")
    found = target(world, inside, through="shop_default")
    assert not isinstance(found, Unobserved)
    assert found[0] == ("shop_default", "shop_back")


def test_in_a_shared_namespace_the_owner_has_the_address() -> None:
    world = World()
    owner = world.container("owner")
    side = world.container("side", mode=f"container:{owner.id}")
    assert target(world, side) == (("shop_default",), "172.18.0.2")


@pytest.mark.parametrize("more", [{"status": "exited"}, {"mode": "host"}, {"networks": []}])
def test_without_an_address_on_a_bridge_there_is_no_relay(more: dict[str, object]) -> None:
    world = World()
    found = target(world, world.container("db", **more))  # type: ignore[arg-type]
    assert found == Unobserved("shop-db-1 is on no network that can publish ports")


@pytest.mark.parametrize(
    ("address", "possible"),
    [("unix:///var/run/docker.sock", True), ("tcp://10.0.0.9:2376", False),
     ("ssh://eva@there", False)],
)  # fmt: skip
def test_the_ports_of_an_engine_elsewhere_are_not_tested(address: str, possible: bool) -> None:
    world = World(engine={"address": address})
    found = target(world, world.container("db"))
    assert isinstance(found, Unobserved) is not possible
