"""Which notes a report has beside an inconclusive answer."""

from containerloop.facts import State
from tests.support.world import World


def test_a_paused_server_is_told_and_nobody_is_asked_to_wait() -> None:
    world = World()
    world.container("db", publishes=["8202:5432"], state=State(status="paused", up_s=3.0))
    world.attempt("host", "127.0.0.1:8202", "silent", resolved="127.0.0.1")
    report = world.report("8202")
    assert report.notes == ("db is paused; docker unpause shop-db-1 lets it go on",)
    assert report.exit_status == 3
