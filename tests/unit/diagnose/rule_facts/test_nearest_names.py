"""The names that resemble one that nobody has."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.rule_facts.nearest_names import MOST, NearName
from containerloop.facts import Unobserved
from tests.support.rule_worlds import BACK, world_of
from tests.support.world import World, attachment
from tests.unit.diagnose.rule_facts.test_symptom_facts import facts_of


def near(world: World) -> tuple[NearName, ...]:
    found = facts_of(world.snapshot("5432")).nearest_names
    assert not isinstance(found, Unobserved)
    return found


def typo(asked: str, *servers: str, **first: Any) -> World:
    """api asks for a name that nobody has; `servers` have names, the first the port."""
    world = world_of(BACK)
    for number, name in enumerate(servers):
        world.container(name, **({"exposes": [5432]} | first if number == 0 else {}))
    world.container("api", refers=[f"postgres://{asked}:5432/app"])
    world.attempt("service:api", f"{asked}:5432", "name-not-found")
    return world


def names(world: World) -> list[str]:
    return [n.address.host for n in near(world)]


def test_the_server_of_the_port_before_one_that_is_more_alike() -> None:
    assert names(typo("database", "data", "databases")) == ["data"]


def test_without_a_server_of_the_port_the_most_alike_first_and_no_more_than_a_few() -> None:
    world = typo("worker9", "worker10", "worker", "worker1", "worker11", "mail", exposes=[])
    found = near(world)
    assert len(found) == MOST
    assert [n.likeness for n in found] == sorted((n.likeness for n in found), reverse=True)
    assert "mail" not in names(world)


def test_a_server_in_host_mode_or_elsewhere_has_no_name_to_offer() -> None:
    assert names(typo("databse", "database", networks=[BACK])) == []


def test_the_client_is_not_offered_to_itself() -> None:
    world = typo("apii")
    assert names(world) == []


def test_what_listens_elsewhere_is_not_taken_for_the_server() -> None:
    assert names(typo("xyz", "db", exposes=[], listens=["0.0.0.0:5433"])) == []
    assert names(typo("xyz", "db", exposes=[], listens=["0.0.0.0:5432"])) == ["db"]


def lodging(world: World) -> None:
    world.container("pg", mode="container:id-shop-database")


def elsewhere(world: World) -> None:
    server = world.containers[0]
    rows = (*server.attachments, attachment(BACK, "primary", 9, running=True))
    world.containers[0] = replace(server, attachments=rows)


@pytest.mark.parametrize(
    ("asked", "server", "change", "confusion"),
    [
        ("pg", {}, lodging, "it shares the network of database and has no name of its own"),
        ("primary", {}, elsewhere, "it is a name of database on another network only"),
        ("shop_database_1", {}, None, 'the service is named "database"'),
        (
            "postgres",
            {"image": "registry.example/postgres:16"},
            None,
            'it is the image, and the service is named "database"',
        ),
        ("databse", {}, None, ""),
    ],
)
def test_what_a_wrong_name_is_instead(
    asked: str, server: dict[str, Any], change: Any, confusion: str
) -> None:
    world = typo(asked, "database", **server)
    if change:
        change(world)
    (found,) = near(world)
    assert (found.confusion, str(found.address)) == (confusion, "database:5432")
    assert found.server.name == "shop-database-1"


def test_a_confusion_is_offered_though_another_has_the_port() -> None:
    world = typo("pg-main", "store")
    world.container("database", image="registry.example/pg-main:16")
    assert names(world) == ["store", "database"]


def test_without_a_client_there_are_none() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert near(world) == ()


def aliased(asked: str, alias: str) -> World:
    """A server with a second name of its own on the client's network."""
    world = typo(asked, "database")
    server = world.containers[0]
    rows = tuple(replace(a, names=(*a.names, alias)) for a in server.attachments)
    world.containers[0] = replace(server, attachments=rows)
    return world


def test_of_a_servers_names_the_most_alike_is_offered() -> None:
    assert names(aliased("primry", "primary")) == ["primary"]
    assert names(aliased("databse", "primary")) == ["database"]


def test_the_service_name_is_offered_where_nothing_is_alike() -> None:
    assert names(aliased("xyzzy", "primary")) == ["database"]


def test_a_hostname_that_is_the_id_is_no_confusion() -> None:
    world = typo("id-shop-dat", "database", hostname="id-shop-dat")
    (found,) = near(world)
    assert found.confusion == ""


def test_a_service_name_that_nobody_can_use_is_not_offered() -> None:
    world = typo("xyzzy", "database")
    server = world.containers[0]
    rows = tuple(replace(a, names=("primary",)) for a in server.attachments)
    world.containers[0] = replace(server, attachments=rows)
    assert names(world) == ["primary"]
