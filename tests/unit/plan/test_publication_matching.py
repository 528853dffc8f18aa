"""Which published ports a question is about."""

import pytest

from containerloop.plan.publication_matching import expected_by_publications
from containerloop.plan.values import Strength
from containerloop.question import parse_target
from containerloop.topology.inventory import Inventory
from tests.support.world import World


def matched(world: World, target: str = "5432") -> list[str]:
    inventory = Inventory(world.snapshot(target).survey)
    found = list(expected_by_publications(parse_target(target, ()), inventory))
    assert {(e.vantage, e.strength) for e in found} <= {("host", Strength.PUBLISHED)}
    return [str(e.address) for e in found]


@pytest.mark.parametrize(
    ("published", "addresses"),
    [
        ("5432:80", ["127.0.0.1:5432"]),
        ("5433:5432", ["127.0.0.1:5433"]),
        ("5433:80", []),
        ("5432:5432/udp", []),
        ("10.0.0.5:5432:80", ["10.0.0.5:5432"]),
        ("0:5432", []),
    ],
)
def test_a_publication_is_meant_by_its_host_port_or_its_container_port(
    published: str, addresses: list[str]
) -> None:
    world = World()
    world.container("db", publishes=[published])
    assert matched(world) == addresses


def test_of_another_project_only_the_host_port_counts() -> None:
    world = World()
    world.container("one", project="other", publishes=["5433:5432"])
    world.container("two", project="other", publishes=["5432:80"])
    assert matched(world) == ["127.0.0.1:5432"]


def test_what_a_stopped_container_asks_for_is_relied_on_too() -> None:
    world = World()
    world.container("db", publishes=["5432:5432"], status="exited")
    assert matched(world) == ["127.0.0.1:5432"]
