"""What was served and counts for nothing, and what counts all the same."""

from __future__ import annotations

import pytest

from containerloop.diagnose.standing import standing, stops_at_first
from containerloop.facts import Address, Attempt, Outcome, State
from containerloop.plan.expectations import expectations
from containerloop.plan.values import Expectation
from containerloop.topology.inventory import Inventory
from tests.support.states import BUSYBOX, WGET, held_back, unhealthy, web
from tests.support.world import World

STARTING = State(status="running", exit_code=0, health="starting")
JUST_STARTED = State(status="running", exit_code=0, restarts=9, up_s=0.4)


def asked(world: World, target: str, vantage: str) -> tuple[Expectation, Inventory]:
    snapshot = world.snapshot(target, vantage)
    inventory = Inventory(snapshot.survey)
    first = expectations(snapshot.question, inventory)[0]
    assert first.vantage == vantage
    return first, inventory


def call(name: str, outcome: Outcome) -> Attempt:
    led_to = "172.18.0.2" if name == "web" else "10.99.0.1"
    address = Address(host=name, port=8000)
    return Attempt(vantage="service:api", address=address, outcome=outcome, resolved=led_to)


@pytest.mark.parametrize(
    ("state", "expected"), [(unhealthy(), "client-held-back"), (STARTING, None)]
)
def test_a_client_that_waits_in_vain_is_served_nothing(state: State, expected: str | None) -> None:
    expectation, inventory = asked(held_back(state), "web:8000", "service:api")
    assert standing(expectation, call("web", Outcome.ANSWERED), inventory) == expected


@pytest.mark.parametrize(
    ("name", "outcome", "expected"),
    [
        ("web", Outcome.ANSWERED, "server-ended"),
        ("web", Outcome.REFUSED, None),
        ("elsewhere", Outcome.ANSWERED, None),
    ],
)
def test_a_server_that_ended_since_it_answered(
    name: str, outcome: Outcome, expected: str | None
) -> None:
    world = World()
    web(world, JUST_STARTED)
    world.container("api", refers=["http://web:8000"])
    expectation, inventory = asked(world, "web:8000", "service:api")
    assert standing(expectation, call(name, outcome), inventory) == expected


def test_only_a_healthchecks_own_call_stops_at_the_first_address() -> None:
    world = World()
    web(world, unhealthy(BUSYBOX), check=WGET, refers=["http://localhost:8000/x"])
    for target, expected in (("localhost:8000", True), ("web:8000", False)):
        expectation, inventory = asked(world, target, "service:web")
        own = expectation.reference is not None and expectation.reference.in_healthcheck
        assert stops_at_first(expectation, inventory) is (own and expected)
    world = World()
    web(world, STARTING, check=WGET)
    assert not stops_at_first(*asked(world, "localhost:8000", "service:web"))
    assert not stops_at_first(*asked(world, "localhost:8000", "host"))
