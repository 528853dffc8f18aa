"""What the queues say that are read after the calls."""

from collections.abc import Iterable
from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace

from containerloop.facts import State, Unobserved, View
from containerloop.observe.observer import Observer
from containerloop.pipeline.after_calls import with_open_calls_settled, with_queues
from containerloop.pipeline.options import RunOptions
from containerloop.plan.expectations import expectations
from containerloop.plan.values import Look
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


@pytest.mark.parametrize("before", [None, Unobserved("it was not looked into")])
def test_sockets_that_only_the_second_look_shows_count(before: Unobserved | None) -> None:
    snapshot = called("open").snapshot("9000")
    views = {place: view for place, view in snapshot.views.items() if place != "service:web"}
    if before is not None:
        views["service:web"] = before
    later = (replace(listener("0.0.0.0:9000"), queue=1),)
    read = {"service:web": view("service:web", list(later))}
    found = with_queues(views, read, Inventory(snapshot.survey))
    api, web = found["service:api"], found["service:web"]
    assert isinstance(api, View)
    assert [str(a.outcome) for a in api.attempts] == ["silent"]
    assert isinstance(web, View)
    assert web.listeners == later


def test_a_place_that_was_not_looked_into_stays_so() -> None:
    snapshot = called("open").snapshot("9000")
    unseen = Unobserved("it was not looked into")
    views = dict(snapshot.views) | {"service:db": unseen}
    assert with_queues(views, {}, Inventory(snapshot.survey))["service:db"] is unseen


class _Seeing:
    """An observer to whom servers speak HTTP inside, and this when they are called again."""

    def __init__(self, inside: str, again: str) -> None:
        self.inside, self.again, self.looks = inside, again, 0

    def observe(self, looks: Iterable[Look]) -> dict[str, View | Unobserved]:
        world = World()
        for look in looks:
            self.looks += 1
            if look.vantage == "host" and not self.again:
                return {"host": Unobserved("it ended")}
            for each in look.tries:
                here = look.vantage == "host"
                outcome = self.again if here else self.inside
                protocol = "http" if outcome == "answered" else None
                world.attempt(
                    look.vantage, str(each.address), outcome, protocol=protocol,
                    scheme=each.scheme, resolved="127.0.0.1",
                )  # fmt: skip
        made = {a.vantage: a for a in world.attempts}
        return {v: replace(view(v, ()), attempts=(a,)) for v, a in made.items()}


@pytest.mark.parametrize(
    ("first", "inside", "again", "then", "looks"),
    [
        ("open", "answered", "silent", "silent", 2),
        ("open", "answered", "answered", "answered", 2),
        ("open", "answered", "", "open", 2),  # the second look failed
        ("open", "open", "silent", "open", 1),
        ("open", "refused", "silent", "open", 1),
        ("answered", "answered", "silent", "answered", 0),
    ],
)
def test_a_published_port_that_says_nothing_is_no_server_that_speaks_inside(
    first: str, inside: str, again: str, then: str, looks: int
) -> None:
    world = World()
    world.container("web", publishes=["9892:2828"], listens=["0.0.0.0:2828"])
    protocol = {"protocol": "http"} if first == "answered" else {}
    world.attempt("host", "127.0.0.1:9892", first, resolved="127.0.0.1", **protocol)
    snapshot = world.snapshot("127.0.0.1:9892", "host")
    observer = _Seeing(inside, again)
    wanted = expectations(snapshot.question, Inventory(snapshot.survey))
    options = RunOptions(connection=None, cwd=Path())
    seen = with_open_calls_settled(snapshot, wanted, options, cast(Observer, observer))
    host = seen.views["host"]
    assert isinstance(host, View)
    assert [str(a.outcome) for a in host.attempts] == [then]
    assert observer.looks == looks
