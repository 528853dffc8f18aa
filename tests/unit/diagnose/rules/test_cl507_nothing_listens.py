"""CL507 nothing-listens: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.trial_keys import trial_key
from containerloop.facts import Address, Attempt, Outcome, State, Unobserved
from containerloop.prove.judge import judge
from tests.support.catalogue import CATALOGUE
from tests.support.rule_worlds import published
from tests.support.world import World, publication


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
    check = "check what web runs instead and fix its command"
    other = f"call web:8000 over UDP, or {check}"
    assert report.findings[0].remedies[0].summary == (other if "8000" in said else check)


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


def broker(*listens: str, publishes: tuple[str, ...] = ("21361:5672", "21360:15672")) -> World:
    """A broker whose web page is published, and not enabled."""
    world = World()
    state = State(status="running", up_s=60.0)
    world.container("mq", state=state, listens=listens, publishes=publishes)
    world.attempt("host", "127.0.0.1:21360", "accepted-then-closed", resolved="127.0.0.1")
    return world


def test_ports_that_other_publications_lead_to_are_not_the_one() -> None:
    report = broker("0.0.0.0:5672").report("21360")
    assert [f.code for f in report.findings] == ["CL507"]
    said = "mq is running, but nothing in it listens on port 15672, only on 5672"
    assert report.findings[0].summary == said


def tried(world: World, *outcomes: str) -> World:
    """The same, after each remedy of its first cause was tried."""
    found = diagnose(world.snapshot("21360"), CATALOGUE).found[0]
    address = Address(host="127.0.0.1", port=40000)
    for remedy, outcome in zip(found.finding.remedies, outcomes, strict=True):
        made = Attempt(vantage="host", address=address, outcome=Outcome(outcome))
        world.proofs[trial_key(remedy.trial)] = judge([made], None)
    return world


def test_a_port_that_was_tried_and_serves_something_else_is_not_the_one() -> None:
    world = broker("0.0.0.0:5672", "0.0.0.0:4369", "0.0.0.0:25672")
    assert world.codes("21360") == ["CL602"]
    report = tried(world, "accepted-then-closed", "silent").report("21360")
    assert [f.code for f in report.findings] == ["CL507"]
    assert report.findings[0].summary.endswith("port 15672, only on 4369, 5672, 25672")
    reasons = {each.code: each.reason for each in report.not_checked}
    assert reasons["CL602"] == "its remedies were tried, and none of them helps"


def test_a_port_that_serves_the_call_is_the_one() -> None:
    world = tried(broker("0.0.0.0:4369", "0.0.0.0:8080"), "accepted-then-closed", "answered")
    assert world.codes("21360") == ["CL602"]


def test_a_port_of_which_it_is_not_known_whether_it_serves_may_be_the_one() -> None:
    world = tried(broker("0.0.0.0:4369", "0.0.0.0:8080"), "accepted-then-closed", "timed-out")
    assert world.codes("21360") == ["CL602"]


def test_a_server_on_the_loopback_of_that_port_is_somebody() -> None:
    assert broker("127.0.0.1:15672").codes("21360") == ["CL501"]


def test_a_client_of_the_name_may_mean_a_port_that_is_published() -> None:
    world = idle("0.0.0.0:9000")
    world.containers[0] = replace(world.containers[0], published=(publication("81:9000"),))
    assert world.codes("8000") == ["CL502"]


def test_a_datagram_port_beside_another_is_not_known_to_be_idle() -> None:
    world = World()
    state = State(status="running", up_s=60.0)
    listens, publishes = ["0.0.0.0:5353/udp"], ["127.0.0.1:8053:53/udp"]
    world.container("dns", state=state, listens=listens, publishes=publishes)
    world.attempt("host", "127.0.0.1:8053/udp", "silent", resolved="127.0.0.1")
    assert "CL507" not in world.codes("8053/udp")


def panel(*listens: str, exposes: tuple[int, ...] = (9001,)) -> World:
    """A page wants the broker's websockets, by its name."""
    world = World()
    state = State(status="running", up_s=60.0)
    world.container("mq", state=state, listens=listens, exposes=exposes, image="mosquitto:2")
    world.container("panel", refers=["ws://mq:9001"])
    world.attempt("service:panel", "mq:9001", "refused", resolved="172.18.0.2")
    return world


def test_by_its_name_a_declared_port_beside_those_of_other_protocols() -> None:
    report = panel("0.0.0.0:1883", "0.0.0.0:8883").report("9001")
    assert [f.code for f in report.findings] == ["CL507"]
    assert report.findings[0].summary.endswith(
        "nothing in it listens on port 9001, only on 1883, 8883"
    )


def test_by_its_name_a_port_that_nobody_declares_or_that_may_be_elsewhere() -> None:
    assert panel("0.0.0.0:1883", exposes=(1883,)).codes("9001") == []
    assert panel("0.0.0.0:1883", "0.0.0.0:9000").codes("9001") == ["CL502"]
    assert panel("127.0.0.1:1883", "127.0.0.1:8080").codes("9001") == []
