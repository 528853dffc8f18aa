"""Who is down."""

from containerloop.facts import State
from tests.support.world import World

LOCAL = "postgres://app@localhost:5432/app"


def test_a_client_that_does_not_run_is_not_the_server_it_dials() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=[LOCAL], status="exited")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert "CL201" not in world.codes("5432", "service:api")


def test_of_two_servers_in_a_loop_both_must_have_been_seen() -> None:
    world = World()
    young = State(status="running", restarts=4, up_s=2.0)
    world.container("one", exposes=[5432], state=State(status="restarting", restarts=4))
    world.container("two", exposes=[5432], listens=None, state=young)
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    report = world.report("5432")
    assert "CL202" in [n.code for n in report.not_checked]
    world.container("three", exposes=[5432], state=State(status="restarting", restarts=4))
    world.containers.pop(1)
    assert world.codes("5432") == ["CL202"]
