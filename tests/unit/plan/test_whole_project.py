"""What a map looks at."""

from __future__ import annotations

from containerloop.facts import HOST, Network, Unobserved
from containerloop.plan.values import Strength
from containerloop.plan.whole_project import looks, members, relied_on, server_ports
from containerloop.topology.inventory import Inventory
from tests.support.world import SHOP, World

BACK = Network(id="n-back", name="shop_back", driver="bridge", project="shop")


def shop() -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432", "127.0.0.1:9999", "127.0.0.11:41000"])
    world.container("api", refers=["postgres://db:5432/app"], networks=(SHOP,))
    world.container("web", exposes=[80], publishes=["127.0.0.1:8080:80"], networks=(BACK,))
    return world


def inventory(world: World) -> Inventory:
    return Inventory(world.snapshot("5432").survey)


def tried(world: World, *, seen: bool = False) -> dict[str, list[str]]:
    snapshot = world.snapshot("5432")
    views = snapshot.views if seen else {}
    made = looks(Inventory(snapshot.survey), views)
    return {look.vantage: sorted(str(t.address) for t in look.tries) for look in made}


def test_a_server_is_what_is_declared_or_seen_to_listen_beyond_its_loopback() -> None:
    world = shop()
    snapshot = world.snapshot("5432")
    there = Inventory(snapshot.survey)
    declared = {(s.container.name, s.port.number) for s in server_ports(there, {})}
    assert {(name.split("-")[-2], port) for name, port in declared} == {("web", 80)}
    seen = {(s.container.service, s.port.number) for s in server_ports(there, snapshot.views)}
    assert seen == {("web", 80), ("db", 5432)}


def test_what_is_written_published_and_depended_on_is_relied_on() -> None:
    found = {(e.vantage, str(e.address)): e.strength for e in relied_on(inventory(shop()), {})}
    assert found["service:api", "db:5432"] is Strength.REFERENCED
    assert found[HOST, "127.0.0.1:8080"] is Strength.PUBLISHED
    assert Strength.ASSUMED not in found.values()


def test_every_vantage_has_one_look_and_this_machine_too() -> None:
    made = looks(inventory(shop()), {})
    assert [look.vantage for look in made] == ["service:api", "service:db", "service:web", HOST]


def test_a_name_is_tried_only_where_a_network_is_shared() -> None:
    world = shop()
    world.container("cache", exposes=[6379], networks=(SHOP,))
    shown = tried(world)
    assert "cache:6379" in shown["service:api"]
    assert "cache:6379" not in shown["service:web"]
    assert "cache:6379" not in shown["service:cache"]
    assert "web:80" not in shown["service:api"]
    assert shown[HOST] == ["127.0.0.1:8080"]


def test_the_second_round_tries_what_was_seen_to_listen_and_nothing_twice() -> None:
    world = shop()
    world.attempt("service:api", "db:5432", "refused")
    world.container("job", networks=(SHOP,))
    again = tried(world, seen=True)
    assert again["service:job"] == ["db:5432"]
    assert "service:api" not in again


def test_where_nobody_could_look_nobody_looks_again() -> None:
    world = shop()
    world.views["service:api"] = Unobserved("api is not running")
    assert "service:api" not in tried(world, seen=True)


def test_one_container_stands_for_its_service() -> None:
    world = shop()
    world.container("web-2", service="web", networks=(BACK,))
    world.container("web-run", service="web", one_off=True, networks=(BACK,))
    assert [c.service for c in members(inventory(world))].count("web") == 1
