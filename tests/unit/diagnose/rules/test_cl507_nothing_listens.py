"""CL507 nothing-listens: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import State, Unobserved
from tests.support.rule_worlds import published
from tests.support.world import World


def idle(*listens: str, up_s: float | None = 60.0, **more: Any) -> World:
    """client dials web, whose process may listen nowhere."""
    world = World()
    world.container(
        "web", listens=listens, state=State(status="running", up_s=up_s, **more)
    )  # fmt: skip
    world.container("client", refers=["http://web:8000/"])
    world.attempt("service:client", "web:8000", "refused", resolved="172.18.0.2")
    return world


def test_a_container_that_serves_nothing() -> None:
    report = idle().report("8000")
    assert [f.code for f in report.findings] == ["CL507"]
    command = report.findings[0].remedies[0].host_command
    assert command == "docker compose logs --tail 30 web"


def test_a_published_port_of_a_container_that_serves_nothing() -> None:
    world = World()
    state = State(status="running", up_s=60.0)
    world.container("web", state=state, publishes=["127.0.0.1:8240:8000"])
    world.attempt("host", "127.0.0.1:8240", "accepted-then-closed", resolved="127.0.0.1")
    assert world.codes("8240") == ["CL507"]


@pytest.mark.parametrize("socket", ["0.0.0.0:9000", "127.0.0.1:9000", "0.0.0.0:6379"])
def test_a_socket_anywhere_is_somebody(socket: str) -> None:
    assert "CL507" not in idle(socket).codes("8000")


@pytest.mark.parametrize(
    ("socket", "said"),
    [
        ("0.0.0.0:8000/udp", "on no TCP port, only on UDP ports (8000 is open over UDP)"),
        ("0.0.0.0:53/udp", "on no TCP port, only on UDP ports"),
    ],
)
def test_a_socket_of_the_other_transport_is_nobody(socket: str, said: str) -> None:
    report = idle(socket).report("8000")
    assert [f.code for f in report.findings] == ["CL507"]
    assert report.findings[0].summary == f"web is running, but listens {said}"
    there = [e.saw for e in report.findings[0].evidence if "listens on UDP" in e.saw]
    on_port = ["a process in shop-web-1 listens on UDP 0.0.0.0:8000"]
    assert there == (on_port if "8000" in said else [])


@pytest.mark.parametrize(
    ("up_s", "health", "found"),
    [
        (9.9, None, False), (10.0, None, True), (None, None, False), (300.0, "starting", False),
        (2.0, "healthy", True), (60.0, "unhealthy", True),
    ],
)  # fmt: skip
def test_a_container_that_may_still_start_is_given_time(
    up_s: float | None, health: str | None, found: bool
) -> None:
    assert ("CL507" in idle(up_s=up_s, health=health).codes("8000")) is found


def test_an_unseen_container_is_not_an_idle_one() -> None:
    world = idle()
    world.views["service:web"] = Unobserved("the probe was lost")
    report = world.report("8000")
    assert "CL507" in {n.code for n in report.not_checked}


def test_a_client_of_its_own_localhost_is_another_fault() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    state = State(status="running", up_s=60.0)
    world.container("api", state=state, refers=["postgres://localhost/app"])
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL401"]


HUNG_UP = ["accepted-then-closed", "accepted-then-reset"]


@pytest.mark.parametrize("outcome", HUNG_UP)
def test_a_proxy_may_hang_up_in_two_ways_for_nobody(outcome: str) -> None:
    up = State(status="running", up_s=600.0)
    assert published(outcome, state=up).codes("8080") == ["CL507"]


def test_a_server_that_is_down_on_its_network_is_the_fault_instead() -> None:
    world = idle()
    world.container("app", mode=f"container:{world.containers[0].id}", status="exited")
    assert world.codes("8000") == ["CL201"]


def test_a_container_between_two_starts_is_not_idle() -> None:
    world = idle()
    state = State(status="restarting", up_s=60.0, restarts=6)
    world.containers[0] = replace(world.containers[0], state=state)
    assert world.codes("8000") == ["CL202"]
