"""Which of several attempts counts."""

from msgspec.structs import replace

from tests.support.rule_worlds import dials, finding
from tests.support.world import World

LOCAL = "postgres://app@localhost:5432/app"


def test_the_attempt_that_counts_is_the_one_that_is_shown() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=[LOCAL])
    world.attempt("service:api", "localhost:5432", "address-unavailable", resolved="::1")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert "refused" in finding(world, "5432", "CL401").evidence[0].saw


def test_of_two_plain_servers_of_one_name_the_worse_counts() -> None:
    world = dials(outcome="answered", resolved="172.18.0.3")
    for name in ("one", "two"):
        made = world.container(name, project=None, listens=["0.0.0.0:5432"])
        row = replace(made.attachments[0], names=("db", name))
        world.containers[-1] = replace(made, attachments=(row,))
    world.attempt("service:api", "db:5432", "refused", resolved="172.18.0.4")
    assert "CL405" in world.codes("db:5432", "service:api")
