"""Servers that send their clients on."""

import pytest

from tests.support.world import World


@pytest.mark.parametrize(("protocol", "told"), [("kafka", True), ("redis", False)])
def test_a_kafka_sends_its_clients_on(protocol: str, told: bool) -> None:
    world = World()
    world.container("kafka", listens=["0.0.0.0:9092"])
    world.container("api", refers=[f"{protocol}://kafka:9092"])
    world.attempt(
        "service:api", "kafka:9092", "answered", resolved="172.18.0.2", protocol=protocol
    )  # fmt: skip
    report = world.report("9092")
    assert report.verdict == "reachable"
    assert any("advertises" in note for note in report.notes) is told
