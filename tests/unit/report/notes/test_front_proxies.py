"""What is said of a proxy that answers and gets no answer itself."""

import pytest

from tests.support.front_worlds import upstreams
from tests.support.world import World


def front(*statements: str, code: str = "502") -> World:
    """nginx answers this machine; what it passes requests on to is in its configuration."""
    world = World()
    world.container(
        "front", listens=["0.0.0.0:80"], publishes=["8080:80"], image="nginx:1",
        upstreams=upstreams(*statements),
    )  # fmt: skip
    world.container("shop.main", listens=["0.0.0.0:9000"])
    refusal = "a proxy whose own server gave no valid answer (502)"
    world.attempt(
        "host", "localhost:8080", "answered", resolved="127.0.0.1", protocol="http", code=code,
        refusal=refusal,
    )  # fmt: skip
    return world


def said(world: World, what: str) -> list[str]:
    return [note for note in world.report("http://localhost:8080/").notes if what in note]


def test_a_server_that_may_be_outside_is_named_and_was_not_called() -> None:
    assert said(front("proxy_pass http://shop.mains:9000;"), "passes requests on") == [
        "front passes requests on to shop.mains:9000, which is no container here (shop.main is"
        " one); it was not called, as it may be outside:"
        " containerloop why shop.mains:9000 --from service:front"
    ]


def test_a_name_like_nothing_here_is_not_compared() -> None:
    (note,) = said(front("proxy_pass http://api.example.net:9000;"), "passes requests on")
    assert "is one" not in note


@pytest.mark.parametrize("host", ["shop.main", "shop", "127.0.0.1", "localhost"])
def test_what_is_called_is_not_told_so(host: str) -> None:
    assert not said(front(f"proxy_pass http://{host}:9000;"), "passes requests on")


def test_a_proxy_that_is_served_is_not_asked_for_its_servers() -> None:
    assert not said(front("proxy_pass http://shop.mains:9000;", code="200"), "passes requests on")


def test_without_any_server_in_what_was_read_that_is_said() -> None:
    assert said(front("root /srv;"), "no configuration of front")
