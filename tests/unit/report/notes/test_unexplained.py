"""What is told beside an inconclusive answer."""

from containerloop.facts import State
from tests.support.world import World

DB = "postgres://app@db:5432/app"


def test_a_paused_server_is_told_and_nobody_is_asked_to_wait() -> None:
    world = World()
    world.container("db", publishes=["8202:5432"], state=State(status="paused", up_s=3.0))
    world.attempt("host", "127.0.0.1:8202", "silent", resolved="127.0.0.1")
    report = world.report("8202")
    assert report.notes == ("db is paused; docker unpause shop-db-1 lets it go on",)
    assert report.exit_status == 3


def test_a_server_that_was_not_dialled_is_not_told_to_be_young() -> None:
    world = World()
    state = State(status="running", up_s=2.0)
    world.container("db", exposes=[5432], listens=["0.0.0.0:5432"], state=state)
    world.container("api", refers=[DB], extra_hosts=("db:10.0.0.5",))
    world.attempt("service:api", "db:5432", "refused", resolved="10.0.0.5")
    assert not any("ask again" in note for note in world.report("5432").notes)
