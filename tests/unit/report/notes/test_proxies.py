"""Clients that reach a web server through a proxy."""

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
    said = "connect to web:80 through 10.1.1.1:3128"
    assert said in through("HTTP_PROXY=http://10.1.1.1:3128")
    assert said in through("http_proxy=http://10.1.1.1:3128")
    assert "through" not in through("PROXY_URL=http://10.1.1.1:3128")
    assert "through" not in through("HTTP_PROXY=http://10.1.1.1:3128", "redis")


def test_a_range_that_this_machine_has_nothing_in_is_beyond_it() -> None:
    said = through("HTTP_PROXY=http://10.1.1.1:3128")
    assert said.endswith("is beyond this machine and was not contacted; NO_PROXY: web avoids it")
    assert through("HTTP_PROXY=http://proxy:3128").endswith("which was not tried")
