"""Whose server it is that listens where several containers share one network namespace."""

from typing import Any

import pytest

from containerloop.diagnose.rule_facts.shared_namespace import server_in, sharers
from containerloop.topology.inventory import Inventory
from tests.support.world import World


def flat(db: dict[str, Any] | None = None, **app: Any) -> World:
    """vpn owns the namespace and publishes for all; app and db live in it, app by way of db."""
    world = World()
    world.container("vpn", listens=["127.0.0.1:5432"], publishes=["22132:5432"], exposes=[5432])
    world.container("db", mode="container:id-shop-vpn", **({"image": "x/y:1"} | (db or {})))
    world.container("app", mode="container:id-shop-db", **({"image": "x/z:1"} | app))
    return world


def serving(world: World, port: int = 5432) -> str | None:
    inventory = Inventory(world.snapshot("5432").survey)
    return server_in(inventory.containers[0], port, inventory).service


def test_all_that_live_there_are_its_sharers_by_whatever_way() -> None:
    inventory = Inventory(flat().snapshot("5432").survey)
    assert [c.service for c in sharers(inventory.containers[0], inventory)] == ["vpn", "db", "app"]
    assert inventory.namespace_owner(inventory.containers[2]).service == "vpn"


@pytest.mark.parametrize(
    "world",
    [
        flat(db={"exposes": [5432]}),
        flat(db={"env": ["PGPORT=5432", "LISTEN=127.0.0.1:5432"], "image": "postgres:16"}),
        flat(refers=["postgres://app@db:5432/app"]),
        flat(db={"image": "library/postgres:16"}),
    ],
)
def test_what_speaks_for_one_container_names_the_server(world: World) -> None:
    assert serving(world) == "db"


def test_a_reference_with_another_port_or_name_speaks_for_nobody() -> None:
    assert serving(flat(refers=["postgres://app@db:5433/app"])) == "vpn"
    assert serving(flat(refers=["postgres://app@store:5432/app"])) == "vpn"


def test_what_another_project_calls_db_is_another_db() -> None:
    world = flat()
    world.container("web", project="blog", refers=["postgres://app@db:5432/app"])
    assert serving(world) == "vpn"


def test_what_speaks_for_two_speaks_for_none() -> None:
    assert serving(flat(db={"exposes": [5432]}, exposes=[5432])) == "vpn"


def test_a_stopped_neighbour_serves_nothing() -> None:
    assert serving(flat(db={"exposes": [5432], "status": "exited"})) == "vpn"


def test_the_finding_names_the_server_and_not_whose_network_it_is() -> None:
    world = flat(refers=["postgres://app@db:5432/app"])
    gone = {"resolved": "127.0.0.1"}
    world.attempt("host", "127.0.0.1:22132", "accepted-then-reset", **gone)
    found = world.report("22132").findings[0]
    assert (found.code, found.summary.split()[0]) == ("CL501", "db")
    assert "the server in db listen" in found.remedies[0].summary


def test_a_neighbour_is_told_its_own_localhost_and_no_cause_is_made_up() -> None:
    world = flat(refers=["postgres://app@db:5432/app"])
    world.attempt("service:app", "db:5432", "name-not-found")
    own = {"resolved": "127.0.0.1", "protocol": "postgresql"}
    world.attempt("service:app", "127.0.0.1:5432", "answered", **own)
    report = world.report("db:5432", "service:app")
    assert (report.findings, report.exit_status) == ((), 3)
    assert report.reach_it_at == {"service:app": "127.0.0.1:5432"}
    assert "use localhost:5432 (PostgreSQL answered there)" in " ".join(report.notes)


def test_two_that_live_in_each_other_are_nobodys_lodgers_for_ever() -> None:
    world = flat()
    world.container("a", mode="container:id-shop-b")
    made = world.container("b", mode="container:id-shop-a")
    inventory = Inventory(world.snapshot("5432").survey)
    assert inventory.namespace_owner(made).service in ("a", "b")
