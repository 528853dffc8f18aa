"""What a project could state about itself: the same on every machine."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from containerloop.facts import Publication
from containerloop.plan.first_statements import first_statements
from containerloop.topology.inventory import Inventory
from tests.support.world import World


def stated(world: World) -> list[tuple[str, bool, str]]:
    made = first_statements(Inventory(world.snapshot("5432").survey), "c.yaml")
    return [(each.vantage, each.reach, each.question.target) for each in made]


def shop(**more: Any) -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], image="postgres:16", **more)
    return world


def test_references_as_they_are_written() -> None:
    world = shop()
    world.container("web", refers=["http://host.docker.internal:11434/v1"])
    world.container("api", refers=["postgres://app:swordfish@db:5432/app", "redis://localhost"])
    assert stated(world) == [
        ("api", True, "db:5432"),
        ("api", True, "localhost:6379"),
        ("web", True, "host.docker.internal:11434"),
    ]
    assert "swordfish" not in repr(first_statements(Inventory(world.snapshot("1").survey), "c"))


def test_an_address_of_one_machine_is_left_out() -> None:
    world = shop()
    world.container("api", refers=["postgres://172.18.0.2:5432/app", "http://evas-laptop:8000"])
    assert stated(world) == []


def test_published_ports_as_people_type_them() -> None:
    world = World()
    world.container("web", publishes=["8000:80", "127.0.0.1:8443:443"])
    assert stated(world) == [("host", True, "localhost:8000"), ("host", True, "localhost:8443")]


def test_a_port_that_the_engine_drew_is_left_out() -> None:
    world = World()
    made = world.container("web", publishes=["49153:80"])
    drawn = Publication(container_port=80, host_ip="", host_port=0)
    world.containers = [replace(made, asked=(drawn,))]
    assert stated(world) == []


def test_databases_on_loopback_are_kept_inside() -> None:
    inside = ("lan", False, "5432")
    assert inside in stated(shop(publishes=["127.0.0.1:5432:5432"]))
    assert inside not in stated(shop(publishes=["5432:5432"]))
    assert inside not in stated(shop(publishes=["127.0.0.1:5432:5432", "10.0.0.5:5432:5432"]))
    assert inside not in stated(shop())


def test_a_web_server_on_loopback_may_be_meant_for_more() -> None:
    world = World()
    world.container("web", image="nginx", publishes=["127.0.0.1:8000:80"])
    assert [each for each in stated(world) if each[0] == "lan"] == []


def test_the_order_is_not_that_of_the_engine() -> None:
    world = shop(publishes=["127.0.0.1:5432:5432"])
    world.container("web", refers=["postgres://db/app"])
    world.container("api", refers=["postgres://db/app"])
    told = stated(world)
    world.containers.reverse()
    assert stated(world) == told
    assert [each[0] for each in told] == ["api", "web", "host", "lan"]


def test_another_project_states_nothing_here() -> None:
    world = World()
    world.container("web", project="blog", publishes=["8000:80"])
    assert stated(world) == []
