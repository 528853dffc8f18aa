"""Which containers are young enough to be about to listen."""

import pytest

from containerloop.diagnose.rule_facts.startup import may_still_start
from containerloop.facts import State
from tests.support.world import World


@pytest.mark.parametrize(
    ("up_s", "health", "may"),
    [
        (9.9, None, True), (10.0, None, False), (None, None, True),
        (300.0, "starting", True), (2.0, "healthy", False), (None, "unhealthy", False),
    ],
)  # fmt: skip
def test_a_healthcheck_tells_and_without_one_the_age(
    up_s: float | None, health: str | None, may: bool
) -> None:
    web = World().container("web", state=State(status="running", up_s=up_s, health=health))
    assert may_still_start(web) is may
