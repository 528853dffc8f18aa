"""Whose process accepts, and whose kernel alone."""

import pytest
from msgspec.structs import replace

from containerloop.facts import Transport, Unobserved, View
from containerloop.topology.frozen import frozen, taken_up
from containerloop.topology.inventory import Inventory
from tests.support.world import World


@pytest.mark.parametrize(
    ("listens", "queue", "known"),
    [
        (["0.0.0.0:9000"], 0, True),
        (["0.0.0.0:9000"], 1, False),
        (["0.0.0.0:9001"], 0, False),
        (None, 0, False),
    ],
)
def test_a_mute_connection_counts_where_its_process_is_known_to_have_accepted_it(
    listens: list[str] | None, queue: int, known: bool
) -> None:
    world = World()
    world.container("quiet", listens=listens, publishes=["8285:9000"])
    view = world.views.get("service:quiet")
    if isinstance(view, View) and not isinstance(view.listeners, Unobserved):
        waiting = tuple(replace(x, queue=queue) for x in view.listeners)
        world.views["service:quiet"] = replace(view, listeners=waiting)
    call = world.attempt("host", "127.0.0.1:8285", "open", resolved="127.0.0.1")
    snapshot = world.snapshot("8285")
    assert taken_up(call, snapshot.views, Inventory(snapshot.survey)) is known
    if queue == 0:
        assert world.report("8285").verdict == ("reachable" if known else "inconclusive")


def test_of_a_process_of_the_host_nobody_knows_whether_it_accepted() -> None:
    world = World()
    world.host_listens("0.0.0.0:9000")
    world.attempt("host", "localhost:9000", "open", resolved="127.0.0.1")
    assert world.report("localhost:9000").verdict == "inconclusive"


@pytest.mark.parametrize(
    ("address", "outcome", "found"),
    [
        ("127.0.0.1:8285", "silent", True),
        ("127.0.0.1:8285", "refused", False),
        ("127.0.0.1:8285/udp", "silent", False),
    ],
)
def test_a_call_tells_of_a_paused_server_where_it_waits_for_one_that_accepts(
    address: str, outcome: str, found: bool
) -> None:
    world = World()
    publishes = "8285:9000/udp" if address.endswith("/udp") else "8285:9000"
    world.container("quiet", status="paused", publishes=[publishes])
    call = world.attempt("host", address.removesuffix("/udp"), outcome, resolved="127.0.0.1")
    if address.endswith("/udp"):
        call = replace(call, address=replace(call.address, transport=Transport.UDP))
    snapshot = world.snapshot("8285")
    assert (frozen(call, snapshot.views, Inventory(snapshot.survey)) is not None) is found


def test_one_full_queue_of_two_leaves_it_open_whether_the_process_accepted() -> None:
    world = World()
    world.container("quiet", listens=["0.0.0.0:9000", "[::]:9000"], publishes=["8285:9000"])
    view = world.views["service:quiet"]
    assert isinstance(view, View)
    assert not isinstance(view.listeners, Unobserved)
    first, second = view.listeners
    world.views["service:quiet"] = replace(view, listeners=(replace(first, queue=1), second))
    call = world.attempt("host", "127.0.0.1:8285", "open", resolved="127.0.0.1")
    snapshot = world.snapshot("8285")
    assert not taken_up(call, snapshot.views, Inventory(snapshot.survey))
