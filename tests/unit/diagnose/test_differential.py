"""What is found, ruled out and not checked, whatever the rule."""

import pytest

from tests.support.rule_worlds import dials
from tests.support.world import World

DB = "postgres://app@db:5432/app"


def test_a_healthy_shop_has_no_finding() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("api", refers=[DB])
    world.attempt("service:api", "db:5432", "answered", resolved="172.18.0.2")
    report = world.report("5432")
    assert (report.findings, report.exit_status) == ((), 0)
    assert report.reach_it_at == {"service:api": "db:5432"}


HUNG_UP = ["accepted-then-closed", "accepted-then-reset"]
NOT_HEARD = [*HUNG_UP, "silent"]


@pytest.mark.parametrize("code", ["CL801", "CL809"])
@pytest.mark.parametrize("outcome", NOT_HEARD)
def test_a_server_that_said_nothing_was_asked_in_other_languages(code: str, outcome: str) -> None:
    world = dials(outcome=outcome, resolved="172.18.0.3")
    world.container("db", listens=["0.0.0.0:5432"])
    report = world.report("5432", "service:api")
    assert code in report.ruled_out
