"""Who is who among containers, networks and projects."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Attachment, State, Transport, Unobserved
from containerloop.topology.inventory import Inventory
from tests.support.rule_worlds import BACK
from tests.support.world import BRIDGE, World


def inventory_of(world: World) -> Inventory:
    return Inventory(world.snapshot("1").survey)


def test_a_namesake_of_another_project_is_not_the_service() -> None:
    world = World()
    world.container("web")
    other = world.container("web", project="other")
    plain = world.container("lone", service=None)
    inventory = inventory_of(world)
    assert inventory.config(other) is None
    assert inventory.label(other) == "other-web-1"
    assert inventory.label(plain) == "shop-lone-1"


def test_a_container_is_called_by_its_service_inside_its_own_project_only() -> None:
    world = World()
    web, api = world.container("web"), world.container("api")
    other = world.container("api", project="other")
    plain, lone = world.container("x", project=None), world.container("y", project=None)
    inventory = inventory_of(world)
    assert inventory.dial_name(web, api) == "api"
    assert inventory.dial_name(web, other) == "other-api-1"
    assert inventory.dial_name(plain, replace(lone, service="odd")) == "y"
    assert inventory.dial_name(web, replace(api, service=None)) == "shop-api-1"


@pytest.mark.parametrize(("same_machine", "own"), [(True, True), (False, False)])
def test_an_address_of_this_machine_is_the_engines_where_both_are_one(
    same_machine: bool, own: bool
) -> None:
    inventory = inventory_of(World(engine={"same_machine": same_machine}))
    assert inventory.is_engine_host("10.0.0.5") is own
    assert inventory.is_engine_host("172.17.0.1")
    assert not inventory.is_engine_host("db")


def test_on_the_default_bridge_alone_strangers_do_not_belong_together() -> None:
    world = World()
    api = world.container("api", networks=[BRIDGE])
    one = world.container("one", project=None, networks=[BRIDGE])
    two = world.container("two", project=None)
    web = world.container("web")
    inventory = inventory_of(world)
    assert not inventory.belong_together(api, one)
    assert inventory.belong_together(web, two)
    assert inventory.belong_together(api, web)


def test_a_container_of_a_namespace_that_is_gone_is_its_own() -> None:
    world = World()
    side = world.container("side", mode="container:gone")
    assert inventory_of(world).namespace_owner(side) is side


def test_one_transport_publishes_nothing_for_the_other() -> None:
    world = World()
    world.container("dns", publishes=["53:53/udp"])
    inventory = inventory_of(world)
    assert inventory.publishing(53, Transport.TCP) == []
    assert len(inventory.publishing(53, Transport.UDP)) == 1


def test_an_ipv6_address_has_an_owner_too() -> None:
    world = World()
    made = world.container("db")
    row = Attachment(network="shop_default", network_id="n-shop", ipv6="fd00::2")
    world.containers[0] = replace(made, attachments=(row,))
    assert inventory_of(world).owning("fd00::2") == world.containers[0]
    assert inventory_of(world).owning("172.18.0.2") is None


def test_an_inventory_without_an_engine_is_empty() -> None:
    unseen = Unobserved("no engine")
    survey = replace(
        World().snapshot("1").survey,
        project=unseen,
        containers=unseen,
        networks=unseen,
        engine=unseen,
    )
    inventory = Inventory(survey)
    assert (inventory.project, inventory.containers, inventory.networks) == (None, (), ())
    assert inventory.scope == ()
    assert not inventory.is_engine_host("10.0.0.5")


def test_without_a_project_every_container_is_in_scope() -> None:
    world = World(project=None)
    world.container("lone")
    other = world.container("web", project="other")
    assert inventory_of(world).scope == tuple(world.containers)
    assert inventory_of(world).label(other) == "other-web-1"


def test_the_first_copy_of_a_service_is_called_by_it_and_the_others_by_their_names() -> None:
    world = World()
    one = world.container("web-1", service="web")
    two = world.container("web-2", service="web")
    inventory = inventory_of(world)
    assert [inventory.vantage(c) for c in (one, two)] == [
        "service:web",
        "container:shop-web-2-1",
    ]
    assert inventory.at("service:web") == one
    assert inventory.at("container:shop-web-2-1") == two
    assert inventory.at("service:web-2") is None
    assert inventory.at("host") is None


def test_a_container_is_found_by_its_whole_id_only() -> None:
    world = World()
    web = world.container("web")
    assert inventory_of(world).by_id(web.id) == web
    assert inventory_of(world).by_id(web.id[:5]) is None


def test_a_shared_namespace_is_its_owners() -> None:
    world = World()
    agent = world.container("agent", mode="host")
    side = world.container("side", mode=f"container:{agent.id}")
    web = world.container("web")
    inventory = inventory_of(world)
    assert inventory.namespace_owner(side) == agent
    assert inventory.in_host_mode(side)
    assert not inventory.in_host_mode(web)


def test_names_are_looked_up_in_the_clients_project_and_on_its_networks() -> None:
    world = World()
    world.networks.append(BACK)
    api, db = world.container("api"), world.container("db")
    far = world.container("db", project="other", networks=[BACK])
    near = world.container("cache", project="other")
    inventory = inventory_of(world)
    assert inventory.named("DB.", api) == (db,)
    assert inventory.named("db") == (db,)
    assert inventory.named("cache", api) == (near,)
    assert inventory.named("cache") == ()
    assert inventory.named("db", near) == (db,)
    assert inventory.named("db", far) == (far,)


def test_a_one_off_has_its_own_name_and_not_its_services() -> None:
    world = World()
    made = world.container("web", one_off=True)
    world.containers[0] = replace(made, attachments=())
    inventory = inventory_of(world)
    assert inventory.named("web") == ()
    assert inventory.named("shop-web-1") == (world.containers[0],)


def test_who_has_an_address_and_who_has_none() -> None:
    world = World()
    db = world.container("db")
    stopped = world.container("job", status="exited")
    inventory = inventory_of(world)
    assert inventory.owning("172.18.0.2") == db
    assert inventory.owning("172.18.0.3") is None
    assert inventory.owning("db") is None
    assert stopped.attachments[0].ipv4 is None


def test_shared_networks_are_in_the_firsts_order() -> None:
    world = World()
    world.networks.append(BACK)
    one = world.container("one", networks=[BACK, *world.networks[1:2], BRIDGE])
    two = world.container("two", networks=[BRIDGE, BACK])
    inventory = inventory_of(world)
    assert inventory.shared_networks(one, two) == ("shop_back", "bridge")
    assert inventory.shared_networks(two, one) == ("bridge", "shop_back")


def test_a_port_that_is_only_requested_is_publishing_too() -> None:
    world = World()
    stopped = world.container("db", publishes=["5433:5432"], status="exited")
    found = inventory_of(world).publishing(5433, Transport.TCP)
    assert [(c, p.container_port) for c, p in found] == [(stopped, 5432)]
    assert inventory_of(world).publishing(5432, Transport.TCP) == []


@pytest.mark.parametrize(
    ("in_file", "made_of", "stale"), [("b", "a", True), ("a", "a", False), ("b", "", True)]
)
def test_what_is_older_than_the_file_is_stale(in_file: str, made_of: str, stale: bool) -> None:
    world = World()
    world.config("web", config_hash=in_file)
    web = world.container("web", config_hash=made_of)
    world.container("run", service="web", one_off=True, config_hash="c")
    found = inventory_of(world).ages.stale
    assert not isinstance(found, Unobserved)
    assert (web.id in found) is stale
    assert len(found) == int(stale)


def test_without_the_files_hash_nobody_can_tell_what_is_stale() -> None:
    world = World()
    world.config("web")
    world.container("web", config_hash="a")
    assert isinstance(inventory_of(world).ages.stale, Unobserved)


def test_a_hash_that_compose_alone_can_make_leaves_the_others_known() -> None:
    world = World()
    world.config("vpn", config_hash="new")
    world.config("web", config_hash="b")
    world.config("torrent")
    vpn = world.container("vpn", config_hash="old")
    world.container("web", config_hash="b")
    lodger = world.container("torrent", config_hash="a")
    ages = inventory_of(world).ages
    assert ages.stale == frozenset({vpn.id})
    assert ages.unknown == frozenset({lodger.id})


def test_a_network_is_found_by_name_and_by_id() -> None:
    inventory = inventory_of(World())
    assert inventory.network("shop_default") is inventory.network("n-shop")
    assert inventory.network("shop") is None


@pytest.mark.parametrize(
    ("changed", "speaker"),
    [
        ({}, "shop-api-1"),
        ({"attachments": ()}, "shop-api-2"),
        ({"attachments": (), "state": State(status="exited")}, "shop-api-1"),
        ({"attachments": (), "one_off": True}, "shop-api-1"),
        ({"attachments": (), "network_mode": "none"}, "shop-api-1"),
    ],
    ids=["alike", "detached", "stopped", "a one-off", "another mode"],
)
def test_a_copy_that_lacks_a_network_speaks_for_its_service(
    changed: dict[str, Any], speaker: str
) -> None:
    world = World()
    first = world.container("api")
    second = replace(first, id="id-2", name="shop-api-2", **changed)
    world.containers = [replace(first, name="shop-api-1"), second]
    at = Inventory(world.snapshot("80").survey).at("service:api")
    assert at is not None
    assert at.name == speaker
