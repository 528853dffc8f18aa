"""What the queues say that are read after the calls."""

from msgspec.structs import replace

from containerloop.facts import State, Unobserved, View
from containerloop.pipeline.after_calls import with_queues
from containerloop.topology.inventory import Inventory
from tests.support.world import World, listener, view


def called(outcome: str, *, status: str = "running") -> World:
    world = World()
    world.container("web", listens=["0.0.0.0:9000"], state=State(status=status))
    world.container("api")
    world.attempt("service:api", "web:9000", outcome, resolved="172.18.0.2")
    return world


def judged(world: World, queue: int | None) -> list[str]:
    """The outcomes from api, once web's sockets were read again."""
    snapshot = world.snapshot("9000")
    read = {}
    if queue is not None:
        later = (replace(listener("0.0.0.0:9000"), queue=queue),)
        read["service:web"] = view("service:web", list(later))
    views = with_queues(snapshot.views, read, Inventory(snapshot.survey))
    seen = views["service:api"]
    assert isinstance(seen, View)
    return [str(a.outcome) for a in seen.attempts]


def test_a_call_in_the_queue_met_no_server_that_waits_for_its_client() -> None:
    assert judged(called("open"), 1) == ["silent"]
    assert judged(called("open"), 0) == ["open"]
    assert judged(called("answered"), 1) == ["answered"]
    assert judged(called("open", status="paused"), None) == ["silent"]


def test_a_look_that_failed_takes_nothing_away() -> None:
    snapshot = called("open").snapshot("9000")
    read = {"service:web": Unobserved("gone")}
    views = with_queues(snapshot.views, read, Inventory(snapshot.survey))
    assert views == snapshot.views
