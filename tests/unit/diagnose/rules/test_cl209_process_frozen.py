"""CL209 process-frozen: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Untriable
from containerloop.facts import State, View
from tests.support.rule_worlds import finding
from tests.support.world import World


def hung(queue: int = 3, *, outcome: str = "silent", at: str = "0.0.0.0:9000", **web: Any) -> World:
    """api called web, which said nothing; `queue` connections wait at its socket."""
    world = World()
    given: dict[str, Any] = {"listens": [at], "exposes": [9000]} | web
    world.container("web", **given)
    world.container("api", refers=["http://web:9000"])
    world.attempt("service:api", "web:9000", outcome, resolved="172.18.0.2")
    queued(world, queue)
    return world


def queued(world: World, queue: int, left: int = 0) -> None:
    view = world.views.get("service:web")
    if isinstance(view, View) and isinstance(view.listeners, tuple):
        listeners = tuple(replace(each, queue=queue, left=left) for each in view.listeners)
        world.views["service:web"] = replace(view, listeners=listeners)


def test_connections_that_wait_in_the_queue() -> None:
    found = hung().report("web:9000").findings
    assert [f.code for f in found] == ["CL209"]
    assert found[0].summary == (
        "the process in web accepts no connections on port 9000: they wait in its queue"
    )
    assert found[0].evidence[0].saw == (
        "3 connections wait in the queue of shop-web-1's port 9000, those of this run included;"
        " its process takes none"
    )
    remedy = finding(hung(), "web:9000", "CL209").remedies[0]
    assert isinstance(remedy.trial, Untriable)
    assert remedy.host_command == "docker compose restart web"


def test_a_process_that_may_be_busy_with_a_caller_who_has_gone() -> None:
    world = hung()
    queued(world, 3, left=1)
    report = world.report("web:9000")
    assert (report.exit_status, report.findings) == (3, ())
    assert any("web holds a call on that port whose caller has gone" in n for n in report.notes)


def test_one_connection_is_told_in_words() -> None:
    saw = hung(1).report("web:9000").findings[0].evidence[0].saw
    assert saw.startswith("1 connection waits in the queue")


def test_a_full_queue_takes_no_connection_any_more() -> None:
    assert hung(6, outcome="timed-out").codes("web:9000") == ["CL209"]


def test_from_this_machine_the_proxy_accepts_as_well() -> None:
    world = World()
    world.container("web", listens=["[::]:9000"], publishes=["8209:9000"])
    world.attempt("host", "127.0.0.1:8209", "silent", resolved="127.0.0.1")
    queued(world, 1)
    assert world.codes("8209") == ["CL209"]


@pytest.mark.parametrize("outcome", ["silent", "timed-out"])
def test_a_paused_container(outcome: str) -> None:
    world = hung(0, outcome=outcome, state=State(status="paused"))
    found = world.report("web:9000").findings
    assert [f.code for f in found] == ["CL209"]
    assert found[0].summary.startswith("web is paused")
    assert found[0].remedies[0].host_command == "docker compose unpause web"


def test_a_plain_container_is_resumed_without_compose() -> None:
    world = World(project=None)
    world.container("web", publishes=["8209:9000"], state=State(status="paused"))
    world.attempt("host", "127.0.0.1:8209", "silent", resolved="127.0.0.1")
    assert world.report("8209").findings[0].remedies[0].host_command == "docker unpause web"


def test_a_server_that_accepts_and_says_nothing_is_not_frozen() -> None:
    assert "CL209" not in hung(0).codes("web:9000")


@pytest.mark.parametrize("outcome", ["answered", "open", "refused", "accepted-then-closed"])
def test_a_busy_server_that_serves_is_not_frozen(outcome: str) -> None:
    assert "CL209" not in hung(3, outcome=outcome).codes("web:9000")


def test_a_queue_at_another_port_is_another_servers() -> None:
    assert "CL209" not in hung(3, at="0.0.0.0:9001").codes("web:9000")


def test_datagrams_that_wait_are_nothing_new() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:9000/udp"])
    world.container("api")
    world.attempt("service:api", "web:9000/udp", "silent", resolved="172.18.0.2")
    queued(world, 300)
    assert "CL209" not in world.codes("web:9000/udp", "service:api")


def test_a_server_that_nobody_looked_into_may_be_frozen() -> None:
    report = hung(listens=None).report("web:9000")
    assert "CL209" not in [f.code for f in report.findings]
    assert ("CL209", "web was not inspected") in [(n.code, n.reason) for n in report.not_checked]


def test_the_sockets_of_host_networking_are_not_told_apart() -> None:
    world = World()
    world.container("web", mode="host", listens=["0.0.0.0:9000"], exposes=[9000])
    world.attempt("host", "localhost:9000", "silent", resolved="127.0.0.1")
    queued(world, 3)
    assert "CL209" not in world.codes("9000", "host")
