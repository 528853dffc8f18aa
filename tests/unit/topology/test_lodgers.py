"""Whose network namespace a container lives in, once its owner was started again."""

import pytest

from containerloop.facts import State
from containerloop.topology.inventory import Inventory
from tests.support.world import World

EARLY, LATER = "2026-05-01T10:00:00.5Z", "2026-05-01T10:00:00.55Z"


def owner_of_web(vpn: State, web: State) -> str:
    world = World()
    owner = world.container("vpn", state=vpn)
    lodger = world.container("web", state=web, mode=f"container:{owner.id}")
    return Inventory(world.snapshot("80").survey).namespace_owner(lodger).name


def at(moment: str, status: str = "running") -> State:
    return State(status=status, started_at=moment)


@pytest.mark.parametrize(
    ("vpn", "web", "owner"),
    [
        (at(EARLY), at(LATER), "shop-vpn-1"),
        (at(EARLY), at(EARLY), "shop-vpn-1"),
        (at(LATER), at(EARLY), "shop-web-1"),
        (at(EARLY, "exited"), at(LATER), "shop-web-1"),
        (at(LATER), at(EARLY, "exited"), "shop-vpn-1"),
        (at(LATER), at(""), "shop-vpn-1"),
        (at("2026-05-01T10:00:01Z"), at("2026-05-01T10:00:00.9Z"), "shop-web-1"),
        (at("2026-05-01T10:00:01Z"), at("2026-05-01T10:00:01.9Z"), "shop-vpn-1"),
    ],
    ids=["in order", "at once", "owner again", "owner stopped", "lodger stopped", "not known",
         "whole seconds later", "whole seconds earlier"],
)  # fmt: skip
def test_whoever_was_there_before_the_owners_last_start_is_left_behind(
    vpn: State, web: State, owner: str
) -> None:
    assert owner_of_web(vpn, web) == owner


def test_a_lodger_of_a_lodger_that_is_left_behind_is_with_that() -> None:
    world = World()
    vpn = world.container("vpn", state=at(LATER))
    web = world.container("web", state=at(EARLY), mode=f"container:{vpn.id}")
    job = world.container("job", state=at(LATER), mode=f"container:{web.id}")
    inventory = Inventory(world.snapshot("80").survey)
    assert inventory.namespace_owner(job) is web
    assert [inventory.left_behind(c) for c in (vpn, web, job)] == [False, True, True]
