"""Whose queues are read after the calls."""

from containerloop.facts import State
from containerloop.plan.queues import queue_looks
from containerloop.topology.inventory import Inventory
from tests.support.world import World


def called(outcome: str, *, status: str = "running") -> World:
    world = World()
    world.container("web", listens=["0.0.0.0:9000"], state=State(status=status))
    world.container("api")
    world.attempt("service:api", "web:9000", outcome, resolved="172.18.0.2")
    return world


def looks(world: World, *read_since: str) -> list[str]:
    found = queue_looks(world.attempts, Inventory(world.snapshot("9000").survey), read_since)
    assert all(look.tries == () for look in found)
    return [look.vantage for look in found]


def test_servers_that_accepted_and_stayed_mute_are_looked_into() -> None:
    assert looks(called("open")) == ["service:web"]
    assert looks(called("silent")) == ["service:web"]


def test_no_others_are() -> None:
    for outcome in ("answered", "refused", "timed-out", "accepted-then-closed"):
        assert looks(called(outcome)) == []
    assert looks(called("open"), "service:web") == []
    assert looks(called("open", status="paused")) == []
