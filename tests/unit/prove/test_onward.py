"""A trial's answer, and where it sends its clients on."""

from collections.abc import Sequence

import pytest

from containerloop.facts import Address, Attempt, Onward, Outcome, Proof
from containerloop.plan.values import PlannedAttempt
from containerloop.prove.onward import MOST_PLACES, followed
from containerloop.topology.inventory import Inventory
from tests.support.world import World

KAFKA = Address(host="kafka", port=9092)


def place(host: str, by: str = "broker") -> Onward:
    return Onward(address=Address(host=host, port=9092), by=by, scheme="kafka")


def tried(outcome: str, *onward: Onward, status: str = "proven") -> tuple[Proof, list[str]]:
    """The proof of a trial whose places end in `outcome`, and what was dialled for it."""
    world = World()
    world.container("kafka", listens=["0.0.0.0:9092"])
    inventory = Inventory(world.snapshot("9092").survey)
    dialled: list[str] = []

    def call(tries: Sequence[PlannedAttempt]) -> list[Attempt]:
        dialled.extend(str(each.address) for each in tries)
        return [
            Attempt(vantage="service:api", address=t.address, outcome=Outcome(outcome))
            for t in tries
        ]

    attempt = Attempt(vantage="service:api", address=KAFKA, outcome=Outcome.ANSWERED, onward=onward)
    proof = Proof(status=status, attempt=attempt)  # type: ignore[arg-type]
    return followed(proof, call, inventory), dialled


def test_a_place_that_fails_leaves_the_trial_unfinished() -> None:
    proof, dialled = tried("refused", place("localhost"))
    assert (proof.status, dialled) == ("untried", ["localhost:9092"])
    assert proof.reason is not None
    assert "sends its clients on to localhost:9092" in proof.reason


def test_a_place_that_answers_keeps_the_proof() -> None:
    proof, dialled = tried("answered", place("localhost"))
    assert (proof.status, proof.reason, dialled) == ("proven", None, ["localhost:9092"])


@pytest.mark.parametrize(
    "onward", [(), (place("kafka"),), (place("kafka.example.com"),), (place("x", "location"),)]
)
def test_nothing_is_dialled_where_nothing_is_to_be_learnt(onward: tuple[Onward, ...]) -> None:
    proof, dialled = tried("refused", *onward)
    assert (proof.status, dialled) == ("proven", [])


def test_a_trial_that_failed_is_not_followed() -> None:
    proof, dialled = tried("refused", place("localhost"), status="refuted")
    assert (proof.status, dialled) == ("refuted", [])


def test_not_more_than_so_many() -> None:
    _, dialled = tried("answered", *(place(f"b{n}") for n in range(30)))
    assert len(dialled) == MOST_PLACES
