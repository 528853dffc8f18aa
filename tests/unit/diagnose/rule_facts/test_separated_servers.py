"""The servers that a call means and that share no network with its client."""

from typing import Any

import pytest

from containerloop.facts import Unobserved
from tests.support.rule_worlds import BACK
from tests.support.world import SHOP, World
from tests.unit.diagnose.rule_facts.test_symptom_facts import facts_of


def apart(db: Any = (BACK,), api: Any = (SHOP,), outcome: str = "name-not-found") -> World:
    """api calls db by its name, and by its address on another network."""
    world = World()
    world.networks.append(BACK)
    world.container("db", networks=db, exposes=[5432])
    world.container("api", networks=api, refers=["postgres://app@db:5432/app"])
    world.attempt("service:api", "db:5432", "name-not-found")
    world.attempt("service:api", "172.19.0.2:5432", outcome, resolved="172.19.0.2")
    return world


def names(world: World, target: str = "db:5432", vantage: str = "service:api") -> list[str]:
    found = facts_of(world.snapshot(target, vantage)).separated_servers
    assert not isinstance(found, Unobserved)
    return [c.service or "" for c in found]


def test_two_networks_separate() -> None:
    assert names(apart()) == ["db"]


@pytest.mark.parametrize("outcome", ["timed-out", "host-unreachable"])
def test_an_address_means_whoever_has_it(outcome: str) -> None:
    assert names(apart(outcome=outcome), "172.19.0.2:5432") == ["db"]


@pytest.mark.parametrize(("db", "api"), [((BACK, SHOP), (SHOP,)), ((), (SHOP,)), ((BACK,), ())])
def test_a_shared_network_or_none_at_all_does_not(db: Any, api: Any) -> None:
    assert names(apart(db, api)) == []


def test_a_network_that_the_file_gives_both_is_shared() -> None:
    world = apart()
    world.config("db", networks=("shop_back",))
    world.config("api", networks=("shop_default",))
    assert names(world) == ["db"]
    world.services = []
    world.config("db", networks=("shop_back",))
    world.config("api", networks=("shop_back", "shop_default"))
    assert names(world) == []


def test_a_file_that_has_only_one_of_them_plans_no_network_for_both() -> None:
    world = apart()
    world.config("api", networks=("shop_back", "shop_default"))
    assert names(world) == ["db"]


def test_one_copy_within_reach_is_enough() -> None:
    world = apart()
    world.container("db2", service="db", networks=[BACK], exposes=[5432])
    assert names(world) == ["db", "db"]
    world.containers.pop()
    world.container("db2", service="db", networks=[SHOP], exposes=[5432])
    assert names(world) == []


def test_this_machine_is_on_no_network() -> None:
    world = apart()
    world.attempt("host", "db:5432", "name-not-found")
    assert names(world, "db:5432", "host") == []
