"""Who serves a port."""

from typing import Any

import pytest

from tests.support.rule_worlds import dials, finding
from tests.support.world import World

LOCAL = "postgres://app@localhost:5432/app"


def test_a_server_that_runs_is_offered_first() -> None:
    world = World()
    world.container("old", exposes=[5432], status="exited")
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=[LOCAL])
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    first = finding(world, "5432", "CL401", "service:api").remedies[0]
    assert str(first.address) == "db:5432"


@pytest.mark.parametrize(
    "server",
    [{"exposes": [5432]}, {"listens": ["0.0.0.0:5432"]}, {"publishes": ["5432:53"]}],
)
def test_a_server_of_tcp_serves_no_datagrams(server: dict[str, Any]) -> None:
    world = World()
    world.container("db", **server)
    world.container("api")
    world.attempt("service:api", "localhost:5432/udp", "refused", resolved="127.0.0.1")
    assert "CL401" not in world.codes("localhost:5432/udp", "service:api")


def test_what_another_project_publishes_is_served_by_somebody() -> None:
    world = dials(LOCAL, resolved="127.0.0.1")
    world.container("db", project="other", publishes=["5432:15432"], listens=["0.0.0.0:15432"])
    assert "CL212" not in world.codes("5432", "service:api")
