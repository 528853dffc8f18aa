"""CL310 detached-from-its-network: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import DialAs, Untriable
from containerloop.facts import Address
from tests.support.rule_worlds import BACK, DB, finding, world_of
from tests.support.world import SHOP, World, attachment

DEFAULT: dict[str, Any] = {"networks": ("shop_default",)}


def pair(outcome: str = "name-server-failed", *, off: str = "db", **server: Any) -> World:
    """api dials db; one of them was taken off their network."""
    world = world_of(BACK)
    settings: dict[str, Any] = {"exposes": [5432], "listens": ["0.0.0.0:5432"]}
    world.container("db", **(settings | server))
    world.container("api", refers=[DB])
    world.config("db", **DEFAULT)
    world.config("api", **DEFAULT)
    take_off(world, off)
    world.attempt("service:api", "db:5432", outcome)
    return world


def take_off(world: World, name: str) -> None:
    at = next(n for n, c in enumerate(world.containers) if c.service == name)
    world.containers[at] = replace(world.containers[at], attachments=(), published=())


def connect_elsewhere(world: World, name: str) -> None:
    at = next(n for n, c in enumerate(world.containers) if c.service == name)
    there = (attachment(BACK, name, 9, running=True),)
    world.containers[at] = replace(world.containers[at], attachments=there)


@pytest.mark.parametrize("outcome", ["name-server-failed", "name-not-found"])
def test_a_server_without_its_network_has_no_name(outcome: str) -> None:
    world = pair(outcome)
    assert world.codes("5432") == ["CL310"]
    assert world.report("5432").findings[0].summary == (
        "db runs, but is no longer connected to its network shop_default"
    )


def test_of_several_copies_it_is_named() -> None:
    world = pair("network-unreachable", off="api")
    lost = world.containers[1]
    joined = (attachment(SHOP, "api", 8, running=True),)
    other = replace(lost, id="id-2", name="shop-api-2", attachments=joined)
    world.containers.append(other)
    assert finding(world, "5432", "CL310").summary.startswith("api (shop-api-1) runs, but")
    world.containers[-1] = replace(other, one_off=True)
    assert finding(world, "5432", "CL310").summary.startswith("api runs, but")


def test_it_is_recreated_or_connected_with_its_name() -> None:
    first, second = finding(pair(), "5432", "CL310").remedies
    assert first.host_command == "docker compose up -d --force-recreate db"
    assert first.summary == "recreate db, which connects it to its networks"
    assert second.host_command == "docker network connect --alias db shop_default shop-db-1"
    assert isinstance(first.trial, Untriable)
    assert first.trial.reason.startswith("recreating")
    assert isinstance(second.trial, Untriable)


def test_a_client_without_its_network_is_tried_on_it() -> None:
    found = finding(pair("network-unreachable", off="api"), "5432", "CL310")
    assert found.summary.startswith("api runs, but is no longer connected")
    assert found.remedies[0].trial == DialAs(
        vantage="service:api", networks=("shop_default",), address=Address(host="db", port=5432)
    )


def test_its_published_port_is_gone_too() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], publishes=["127.0.0.1:15432:5432"])
    take_off(world, "db")
    world.config("db", **DEFAULT)
    world.attempt("host", "127.0.0.1:15432", "refused", resolved="127.0.0.1")
    assert world.codes("15432") == ["CL310"]
    [first, _] = finding(world, "15432", "CL310").remedies
    assert first.summary.endswith("and publishes its ports")


def test_another_network_is_not_its_own() -> None:
    world = pair()
    connect_elsewhere(world, "db")
    assert world.codes("5432") == ["CL310"]
    assert world.report("5432").findings[0].summary.endswith("(only to shop_back)")


def test_a_network_that_is_gone_can_only_come_back_by_recreating() -> None:
    world = pair()
    world.networks = [n for n in world.networks if n is not SHOP]
    [only] = finding(world, "5432", "CL310").remedies
    assert only.host_command == "docker compose up -d --force-recreate db"


def test_a_container_of_no_project_is_connected_by_hand() -> None:
    world = World(project=None)
    world.networks.append(BACK)
    db = world.container("db", listens=["0.0.0.0:5432"], networks=[BACK])
    world.container("app", networks=[BACK])
    world.containers[0] = replace(db, attachments=())
    world.attempt("container:app", "db:5432", "name-server-failed")
    [only] = finding(world, "db:5432", "CL310", "container:app").remedies
    assert only.host_command == "docker network connect shop_back db"


def test_a_file_without_networks_leaves_the_one_that_it_was_created_on() -> None:
    world = pair()
    world.services = []
    world.config("db", networks=())
    world.config("api", networks=())
    assert finding(world, "5432", "CL310").summary.endswith("its network shop_default")


def test_a_network_is_told_by_its_name_where_the_engine_keeps_its_id() -> None:
    world = World(project=None)
    world.networks.append(BACK)
    db = world.container("db", listens=["0.0.0.0:5432"], networks=[BACK])
    world.container("app", networks=[BACK])
    world.containers[0] = replace(db, attachments=(), network_mode=BACK.id)
    world.attempt("container:app", "db:5432", "name-server-failed")
    assert finding(world, "db:5432", "CL310", "container:app").summary.endswith("shop_back")


def on_both(name: str, world: World) -> None:
    """The file gives it a second network, on which it still is."""
    connect_elsewhere(world, name)
    world.services = [
        replace(s, networks=("shop_default", "shop_back")) if s.name == name else s
        for s in world.services
    ]


@pytest.mark.parametrize("off", ["db", "api"])
def test_the_one_of_its_two_networks_on_which_they_would_meet(off: str) -> None:
    world = pair(off=off)
    on_both(off, world)
    found = finding(world, "5432", "CL310")
    assert found.summary == (
        f"{off} runs, but is no longer connected to its network shop_default (only to shop_back)"
    )
    assert found.remedies[-1].host_command == (
        f"docker network connect --alias {off} shop_default shop-{off}-1"
    )


# near misses


def test_a_network_that_it_lacks_and_does_not_need_here() -> None:
    world = pair()
    on_both("db", world)
    on_both("api", world)  # they meet on the other one
    assert "CL310" not in world.codes("5432")


def test_a_network_that_both_lack_brings_them_no_nearer() -> None:
    world = pair()
    on_both("db", world)
    take_off(world, "api")
    at = next(n for n, c in enumerate(world.containers) if c.service == "api")
    third = replace(SHOP, id="n-third", name="shop_third")
    world.networks.append(third)
    there = (attachment(third, "api", 9, running=True),)
    world.containers[at] = replace(world.containers[at], attachments=there)
    world.services = [
        replace(s, networks=("shop_third",)) if s.name == "api" else s for s in world.services
    ]
    assert "CL310" not in world.codes("5432")


def test_both_where_they_belong() -> None:
    world = pair()
    connect_elsewhere(world, "db")
    at = (attachment(SHOP, "db", 2, running=True),)
    world.containers[0] = replace(world.containers[0], attachments=at)
    assert "CL310" not in world.codes("5432")


def test_a_service_that_its_file_puts_elsewhere() -> None:
    world = pair()
    connect_elsewhere(world, "db")
    world.services = []
    world.config("db", networks=("shop_back",))
    world.config("api", **DEFAULT)
    assert world.codes("5432") == ["CL301"]


def test_a_container_of_no_project_that_somebody_moved() -> None:
    world = World(project=None)
    world.networks.append(BACK)
    db = world.container("db", listens=["0.0.0.0:5432"], networks=[BACK])
    world.container("app", networks=[BACK])
    world.containers[0] = replace(db, attachments=(attachment(SHOP, "db", 9, running=True),))
    world.attempt("container:app", "db:5432", "name-server-failed")
    assert "CL310" not in world.codes("db:5432", "container:app")


@pytest.mark.parametrize("mode", ["none", "host", "ns:/proc/1/ns/net"])
def test_a_network_mode_of_its_own(mode: str) -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], mode=mode)
    world.container("api", refers=[DB])
    world.attempt("service:api", "db:5432", "name-server-failed")
    assert "CL310" not in world.codes("5432")


def test_a_stopped_server_is_stopped() -> None:
    assert pair(status="exited", listens=None).codes("5432") == ["CL201"]


def test_one_that_is_older_than_the_file() -> None:
    world = pair()
    world.services[0] = replace(world.services[0], config_hash="new")
    world.containers[0] = replace(world.containers[0], config_hash="old")
    assert "CL310" not in world.codes("5432")


def test_a_call_that_was_refused_elsewhere_is_not_its_doing() -> None:
    world = pair()
    world.attempts.clear()
    world.attempt("service:api", "db:5432", "refused", resolved="10.0.0.9")
    assert "CL310" not in world.codes("5432")


def test_a_neighbour_without_its_network_is_nobodys_fault() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=[DB])
    world.container("batch")
    take_off(world, "batch")
    world.attempt("service:api", "db:5432", "timed-out", resolved="172.18.0.2")
    assert "CL310" not in world.codes("5432")


def test_of_one_whose_age_nobody_can_tell_it_is_not_checked() -> None:
    world = pair()
    connect_elsewhere(world, "db")
    # the hash of `volumes_from:` has another container's id in it
    world.containers[0] = replace(world.containers[0], config_hash="old")
    world.containers[1] = replace(world.containers[1], config_hash="same")
    world.services = [
        replace(s, config_hash="same" if s.name == world.containers[1].service else None)
        for s in world.services
    ]
    report = world.report("5432")
    assert "CL310" not in [f.code for f in report.findings]
    assert "CL310" in [n.code for n in report.not_checked]
