"""Which names Docker's resolver answers, and to whom."""

import pytest
from msgspec.structs import replace

from containerloop.facts import Address, Network, ServiceConfig
from containerloop.topology import dns
from containerloop.topology.inventory import Inventory
from tests.support.rule_worlds import BACK
from tests.support.world import BRIDGE, SHOP, World


def inventory_of(world: World) -> Inventory:
    return Inventory(world.snapshot("1").survey)


def at(host: str, port: int = 5432) -> Address:
    return Address(host=host, port=port)


def test_names_are_visible_on_shared_networks_and_of_running_containers_only() -> None:
    world = World()
    world.networks.append(BACK)
    api = world.container("API")
    db = world.container("db")
    world.container("cache", status="exited")
    world.container("secret", networks=[BACK])
    seen = dns.names_visible_to(api, inventory_of(world))
    assert set(seen) == {"api", "shop-api-1", "db", "shop-db-1"}
    assert seen["db"] == (db,)


def test_two_containers_of_one_alias_are_both_visible_in_the_surveys_order() -> None:
    world = World()
    api, one = world.container("api"), world.container("db")
    two = world.container("db", project="other")
    assert dns.names_visible_to(api, inventory_of(world))["db"] == (one, two)


def test_a_container_in_anothers_namespace_sees_the_names_of_that_one() -> None:
    world = World()
    api = world.container("api")
    side = world.container("side", mode=f"container:{api.id}")
    db = world.container("db")
    inventory = inventory_of(world)
    assert dns.names_visible_to(side, inventory)["db"] == (db,)
    assert dns.networks_of(side, inventory) == ("shop_default",)


@pytest.mark.parametrize("mode", ["host", "none"])
def test_host_and_none_are_no_networks(mode: str) -> None:
    world = World()
    alone = world.container("alone", mode=mode)
    assert dns.networks_of(alone, inventory_of(world)) == ()
    assert not dns.asks_docker(alone, inventory_of(world))


def test_the_default_bridge_alone_has_no_resolver_of_dockers() -> None:
    world = World()
    lone = world.container("lone", networks=[BRIDGE])
    both = world.container("both", networks=[BRIDGE, SHOP])
    inventory = inventory_of(world)
    assert not dns.asks_docker(lone, inventory)
    assert dns.asks_docker(both, inventory)


def test_the_compose_file_gives_a_service_its_name_its_aliases_and_its_container_name() -> None:
    service = ServiceConfig(
        name="Db", networks=("a",), aliases={"a": ("Main",), "b": ("spare",)}, container_name="PG"
    )
    assert dns.names_in_file(service) == {"db", "main", "spare", "pg"}
    assert dns.names_in_file(ServiceConfig(name="db", networks=())) == {"db"}


def test_a_name_is_planned_while_its_container_is_missing() -> None:
    world = World()
    world.config("db", aliases={"default": ("main",)})
    world.config("api")
    world.container("api")
    inventory = inventory_of(world)
    assert dns.is_planned_name("DB.", inventory)
    assert dns.is_planned_name("main", inventory)
    assert not dns.is_planned_name("api", inventory)
    assert not dns.is_planned_name("spare", inventory)


def test_a_one_off_does_not_make_a_name() -> None:
    world = World()
    world.config("db")
    world.container("db", one_off=True)
    assert dns.is_planned_name("db", inventory_of(world))


@pytest.mark.parametrize(("made_of", "planned"), [("new", False), ("old", True)])
def test_a_container_older_than_the_file_lacks_its_new_aliases(made_of: str, planned: bool) -> None:
    world = World()
    world.config("db", aliases={"default": ("main",)}, config_hash="new")
    world.container("db", config_hash=made_of)
    inventory = inventory_of(world)
    assert dns.is_planned_name("main", inventory) is planned
    assert not dns.is_planned_name("db", inventory)


@pytest.mark.parametrize("name", ["Db", "db"])
def test_the_name_of_a_service_with_a_container_is_not_planned(name: str) -> None:
    world = World()
    world.config("Db", config_hash="new")
    world.container("Db", config_hash="old")
    assert not dns.is_planned_name(name, inventory_of(world))


@pytest.mark.parametrize(
    ("host", "found"),
    [("172.18.0.9", "shop_default"), ("172.17.0.9", None), ("10.9.9.9", None), ("db", None)],
)
def test_the_bridge_of_an_address_is_one_of_the_clients(host: str, found: str | None) -> None:
    world = World()
    api = world.container("api")
    network = dns.bridge_of(host, api, inventory_of(world))
    assert (network.name if network else None) == found


def test_an_address_of_an_overlay_may_be_somebody_elses() -> None:
    world = World()
    swarm = Network(id="n-swarm", name="swarm", driver="overlay", subnets=("10.1.0.0/24",))
    world.networks.append(swarm)
    api = world.container("api", networks=[swarm])
    assert dns.bridge_of("10.1.0.7", api, inventory_of(world)) is None


def test_a_server_keeps_the_name_asked_for_where_it_has_that() -> None:
    world = World()
    db = world.container("db")
    inventory = inventory_of(world)
    assert dns.name_on(db, "shop_default", inventory, asked="shop-DB-1") == "shop-DB-1"
    assert dns.name_on(db, "shop_default", inventory, asked="spare") == "db"
    assert dns.name_on(db, "elsewhere", inventory, asked="db") == "shop-db-1"


def test_an_address_names_no_container() -> None:
    world = World()
    api = world.container("api")
    assert dns.containers_named(at("172.18.0.2"), api, inventory_of(world)) == ()


def test_ones_own_project_comes_before_any_stranger() -> None:
    world = World()
    api, db = world.container("api"), world.container("db", exposes=[5432])
    world.container("db", project="other", exposes=[5432], networks=[BRIDGE])
    assert dns.containers_named(at("DB."), api, inventory_of(world)) == (db,)


def test_a_stranger_is_meant_by_its_full_name_only() -> None:
    world = World()
    api = world.container("api")
    other = world.container("db", project="other", exposes=[5432], networks=[BRIDGE])
    inventory = inventory_of(world)
    assert dns.containers_named(at("other-db-1"), api, inventory) == (other,)
    assert dns.containers_named(at("db"), api, inventory) == ()


def test_a_name_that_the_file_plans_is_no_strangers() -> None:
    world = World()
    world.config("db")
    api = world.container("api")
    world.container("db", project="other", exposes=[5432], networks=[BRIDGE])
    assert dns.containers_named(at("db"), api, inventory_of(world)) == ()


def test_who_serves_nearby_is_another_container_on_a_shared_network() -> None:
    world = World()
    world.networks.append(BACK)
    api = world.container("api", exposes=[5432])
    db = world.container("db", exposes=[5432])
    world.container("far", exposes=[5432], networks=[BACK])
    world.container("web", exposes=[80])
    inventory = inventory_of(world)
    assert dns.served_near(at("x"), api, inventory) == (db,)
    moved = replace(db, exposed=())
    world.containers[1] = moved
    assert dns.served_near(at("x"), api, inventory_of(world)) == ()
