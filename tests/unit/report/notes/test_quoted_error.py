"""How the call of a quoted error ends now."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from containerloop.diagnose.case import case_of
from containerloop.diagnose.expectation_outcomes import symptoms
from containerloop.plan.relied_on import relied_on
from containerloop.report.notes.quoted_error import differs_from_the_error
from containerloop.topology.inventory import Inventory
from tests.support.world import World

REFUSED = "api-1  | connect ECONNREFUSED db:5432"
UNKNOWN = 'api-1  | could not translate host name "db" to address: Name or service not known'


def told(error: str, outcome: str) -> list[str]:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api")
    world.attempt("service:api", "db:5432", outcome, resolved="172.18.0.2", protocol="postgresql")
    return [n for n in world.report(error, "service:api").notes if "the quoted error" in n]


@pytest.mark.parametrize(
    ("error", "outcome", "note"),
    [
        (REFUSED, "answered", ["the quoted error says refused, but db:5432 is served now"]),
        (
            REFUSED,
            "timed-out",
            ["the quoted error says refused, but the call to db:5432 is timed-out now"],
        ),
        (REFUSED, "refused", []),
        (UNKNOWN, "name-server-failed", []),
        (UNKNOWN, "name-not-found", []),
        ("5432", "refused", []),
        ("db:5432", "answered", []),
    ],
)
def test_a_difference_is_told(error: str, outcome: str, note: list[str]) -> None:
    assert told(error, outcome) == note


def test_a_call_to_another_address_is_not_compared() -> None:
    world = World()
    world.container("api")
    world.attempt("service:api", "db:5432", "timed-out")
    snapshot = world.snapshot(REFUSED, "service:api")
    inventory = Inventory(snapshot.survey)
    wanted = relied_on(snapshot.question, inventory, snapshot.views)
    (case,) = (case_of(s, inventory) for s in symptoms(snapshot, wanted))
    assert differs_from_the_error(case, snapshot.question)
    assert differs_from_the_error(case, replace(snapshot.question, host="cache")) is None
    assert differs_from_the_error(case, replace(snapshot.question, host=None))
