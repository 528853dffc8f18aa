"""RabbitMQ's guest, who may be admitted from the broker's loopback only."""

import pytest

from tests.support.world import World


def broker(url: str, resolved: str = "172.18.0.2") -> World:
    world = World()
    world.container("rabbit", listens=["0.0.0.0:5672"], image="example/rabbitmq")
    world.container("jobs", refers=[url])
    host = url.rpartition("@")[2].partition(":")[0]
    said = {"protocol": "amqp", "banner": "RabbitMQ 3.13", "resolved": resolved}
    world.attempt("service:jobs", f"{host}:5672", "answered", **said)
    return world


def told(world: World) -> bool:
    report = world.report("5672")
    assert (report.verdict, report.findings) == ("reachable", ())
    return any("jobs logs in as guest" in note for note in report.notes)


def test_guest_from_another_container_is_told() -> None:
    assert told(broker("amqp://guest:guest@rabbit:5672//"))


@pytest.mark.parametrize(
    "url", ["amqp://app:secret@rabbit:5672//", "amqp://rabbit:5672", "redis://guest:x@rabbit:5672"]
)
def test_any_other_log_in_is_not(url: str) -> None:
    world = broker(url)
    assert not any("guest" in note for note in world.report("5672").notes)


def test_guest_at_the_brokers_own_loopback_is_not() -> None:
    assert not told(broker("amqp://guest:guest@localhost:5672", resolved="127.0.0.1"))
