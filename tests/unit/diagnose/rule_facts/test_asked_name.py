"""Who has the name that was asked for."""

import pytest

from containerloop.diagnose.rule_facts.asked_name import (
    name_holders,
    name_of_another,
    name_out_of_reach,
)
from tests.support.rule_worlds import BLOG, world_of
from tests.support.world import BRIDGE, SHOP, World
from tests.unit.diagnose.test_case import first


def asking(host: str, world: World, outcome: str = "name-not-found", **client: object) -> World:
    """api looks for `host` in this world."""
    world.container("api", refers=[f"postgres://{host}:5432/app"], **client)  # type: ignore[arg-type]
    world.attempt("service:api", f"{host}:5432", outcome)
    return world


@pytest.mark.parametrize(
    ("asked", "server", "holders"),
    [
        ("db", {}, ["shop-db-1"]),
        ("DB.", {}, ["shop-db-1"]),
        ("shop-db-1", {}, ["shop-db-1"]),
        ("dbs", {}, []),
        ("db", {"status": "exited"}, []),
        ("db", {"networks": [BLOG]}, []),
    ],
)
def test_running_containers_of_the_clients_networks_hold_a_name(
    asked: str, server: dict[str, object], holders: list[str]
) -> None:
    world = world_of(BLOG)
    world.container("db", **server)  # type: ignore[arg-type]
    case = first(asking(asked, world).snapshot("5432"))
    assert [c.name for c in name_holders(case)] == holders


@pytest.mark.parametrize(
    ("server", "out"),
    [
        ({}, False),
        ({"networks": [BLOG]}, True),
        ({"networks": [BRIDGE]}, True),
        ({"status": "exited"}, True),
    ],
)
def test_out_of_reach_is_what_does_not_run_or_shares_no_network_with_names(
    server: dict[str, object], out: bool
) -> None:
    world = world_of(BLOG)
    world.container("db", **server)  # type: ignore[arg-type]
    case = first(asking("db", world, networks=[BRIDGE, SHOP]).snapshot("5432"))
    assert [c.name for c in name_out_of_reach(case)] == (["shop-db-1"] if out else [])


def test_a_lodger_is_within_reach_where_its_host_is() -> None:
    world = World()
    app = world.container("app")
    world.container("db", mode=f"container:{app.id}")
    assert name_out_of_reach(first(asking("db", world).snapshot("5432"))) == ()


@pytest.mark.parametrize(
    ("asked", "lines", "another"),
    [
        ("localhost", (), False),
        ("localhost", ("localhost:10.0.0.1",), False),
        ("127.0.0.1", (), False),
        ("db", (), True),
        ("dev.test", (), False),
        ("Dev.test", ("dev.test:127.0.0.1",), True),
    ],
)
def test_a_hosts_line_or_a_container_makes_a_name_somebody_elses(
    asked: str, lines: tuple[str, ...], another: bool
) -> None:
    world = World()
    world.container("db")
    asking(asked, world, "refused", extra_hosts=lines)
    assert name_of_another(first(world.snapshot(f"{asked}:5432", "service:api"))) is another


def test_without_a_client_nothing_is_said_of_names() -> None:
    world = World()
    world.container("db")
    world.attempt("host", "db:5432", "name-not-found")
    case = first(world.snapshot("db:5432", "host"))
    assert (name_holders(case), name_out_of_reach(case), name_of_another(case)) == ((), (), False)
