"""Proxies and servers that send their clients on."""

import pytest

from tests.support.world import World


def through(env: str, protocol: str = "http", url: str = "http://web:80/") -> str:
    world = World()
    world.container("web", listens=["0.0.0.0:80"])
    world.container("api", refers=[url], env=[env])
    world.attempt(
        "service:api", "web:80", "answered", resolved="172.18.0.2", protocol=protocol
    )  # fmt: skip
    return "; ".join(world.report("80").notes)


def test_a_proxy_that_a_client_may_go_through_is_told() -> None:
    said = "it connects to web:80 through 10.1.1.1:3128"
    assert said in through("HTTP_PROXY=http://10.1.1.1:3128")
    assert said in through("http_proxy=http://10.1.1.1:3128")
    assert "through" not in through("PROXY_URL=http://10.1.1.1:3128")
    assert "through" not in through("HTTP_PROXY=http://10.1.1.1:3128", "redis")


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
