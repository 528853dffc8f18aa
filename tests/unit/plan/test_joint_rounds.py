"""Several ports at once: one look from each vantage; a failure calls for what one port does."""

from __future__ import annotations

from containerloop.facts import State, Unobserved
from containerloop.plan.joint_rounds import first_round, second_round
from containerloop.plan.rounds import plan
from containerloop.plan.values import Look
from containerloop.topology.inventory import Inventory
from tests.support.world import World


def shop() -> World:
    world = World()
    world.container("db", image="postgres:16", exposes=[5432])
    world.container("cache", image="redis:7", exposes=[6379])
    world.container(
        "api", refers=["postgres://localhost:5432/app", "redis://cache:6379"], listens=None
    )
    world.container("web", refers=["redis://cache:6379"], publishes=["8080:80"], listens=None)
    return world


def tried(looks: tuple[Look, ...]) -> dict[str, list[str]]:
    return {look.vantage: [str(t.address) for t in look.tries] for look in looks}


def test_each_vantage_has_one_look_with_what_it_relies_on_and_no_more() -> None:
    world = shop()
    snapshot = world.snapshot("")
    first = first_round(snapshot.question, Inventory(snapshot.survey))
    assert tried(first.looks) == {
        "host": ["127.0.0.1:8080"],
        "service:api": ["localhost:5432", "cache:6379"],
        "service:web": ["cache:6379"],
    }
    assert len(first.expectations) == 4


def test_this_machine_is_looked_from_in_any_case() -> None:
    world = World()
    snapshot = world.snapshot("")
    first = first_round(snapshot.question, Inventory(snapshot.survey))
    assert tried(first.looks) == {"host": []}
    assert first.expectations == ()


def test_one_port_is_planned_as_ever() -> None:
    snapshot = shop().snapshot("5432")
    inventory = Inventory(snapshot.survey)
    first = first_round(snapshot.question, inventory)
    assert first == plan(snapshot.question, inventory, first.expectations)


def second(world: World, *failing: str) -> dict[str, list[str]]:
    snapshot = world.snapshot("")
    inventory = Inventory(snapshot.survey)
    wanted = first_round(snapshot.question, inventory).expectations
    lost = [e for e in wanted if str(e.address) in failing]
    return tried(second_round(snapshot.question, inventory, lost, snapshot.views))


def test_a_failure_is_compared_from_its_own_vantage() -> None:
    world = shop()
    world.attempt("service:api", "localhost:5432", "refused")
    looks = second(world, "localhost:5432")
    assert "db:5432" in looks["service:api"]
    assert "localhost:5432" not in looks["service:api"]  # tried already
    assert not [a for a in looks["service:api"] if a.endswith(":6379")]
    assert "service:web" not in looks


def test_two_failures_of_one_vantage_share_its_look() -> None:
    world = shop()
    world.views.pop("service:db")
    looks = second(world, "localhost:5432", "cache:6379")
    assert {"db:5432", "cache:6379"} <= set(looks["service:api"])
    assert len(looks["service:api"]) == len(set(looks["service:api"]))
    assert "127.0.0.1:5432" in looks["service:db"]


def test_where_nothing_fails_nothing_more_is_looked_at() -> None:
    assert second(shop()) == {}


def test_a_vantage_that_cannot_be_looked_from_is_left_alone() -> None:
    world = shop()
    world.views["service:api"] = Unobserved("it restarts too often")
    assert "service:api" not in second(world, "localhost:5432")


def test_where_nobody_says_whom_anybody_calls_one_looks_who_is_calling() -> None:
    world = World()
    world.container("db")
    world.container("api")
    world.container("job", state=State(status="exited", exit_code=0))
    snapshot = world.snapshot("")
    assert tried(first_round(snapshot.question, Inventory(snapshot.survey)).looks) == {
        "host": [],
        "service:db": [],
        "service:api": [],
    }
    for narrower in (world.snapshot("1-99"), world.snapshot("", "service:api")):
        looks = first_round(narrower.question, Inventory(narrower.survey)).looks
        assert tried(looks) == {"host": []}
    strangers = World(project=None)
    strangers.container("db")
    snapshot = strangers.snapshot("")
    assert tried(first_round(snapshot.question, Inventory(snapshot.survey)).looks) == {"host": []}
