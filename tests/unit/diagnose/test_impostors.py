"""Who answers in a container's place, and who only seems to."""

from typing import Any

import pytest

from containerloop.facts import Unobserved
from tests.support.world import World


def shadowed(listens: str, at: str = "127.0.0.1:8080:80", **engine: Any) -> World:
    world = World(engine=engine)
    world.container("web", publishes=[at], listens=["0.0.0.0:80"])
    world.host_listens(listens)
    return world


def test_another_machines_engine_publishes_nothing_that_is_shadowed_here() -> None:
    world = shadowed("[::1]:8080", same_machine=False)
    world.attempt("host", "[::1]:8080", "answered", resolved="::1")
    assert world.report("[::1]:8080").verdict == "reachable"


def test_an_address_of_the_network_is_not_taken_for_localhost() -> None:
    world = shadowed("10.0.0.5:8080")
    world.attempt("host", "10.0.0.5:8080", "answered", resolved="10.0.0.5")
    assert world.report("10.0.0.5:8080").verdict == "reachable"


@pytest.mark.parametrize("listens", ["0.0.0.0:8080", "127.0.0.1:8080"])
def test_what_no_container_publishes_is_the_processs_own(listens: str) -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"])
    world.host_listens(listens)
    world.attempt("host", "127.0.0.1:8080", "answered", resolved="127.0.0.1")
    assert world.report("127.0.0.1:8080").verdict == "reachable"


def test_a_publication_for_ipv4_does_not_cover_ipv6s_localhost() -> None:
    world = shadowed("[::]:8080", "0.0.0.0:8080:80")
    world.attempt("host", "[::1]:8080", "answered", resolved="::1")
    assert "CL606" in world.codes("[::1]:8080")


def test_a_containers_own_localhost_is_not_this_machines() -> None:
    world = World()
    world.container("web", publishes=["127.0.0.1:8080:8080"], listens=["[::1]:8080"])
    world.host_listens("[::1]:8080")
    world.attempt("service:web", "[::1]:8080", "answered", resolved="::1")
    assert world.report("[::1]:8080", "service:web").verdict == "reachable"


@pytest.mark.parametrize(
    ("listeners", "resolved"), [(Unobserved("not to be seen"), "::1"), ([], None)]
)
def test_where_nobody_saw_who_listens_no_shadow_is_seen(listeners: Any, resolved: Any) -> None:
    world = shadowed("[::1]:8080")
    if listeners:
        world.host_listeners = listeners
    world.attempt("host", "[::1]:8080", "answered", resolved=resolved)
    assert world.report("[::1]:8080").verdict == "reachable"


def test_one_of_two_that_has_the_port_is_the_one_that_answers() -> None:
    world = World()
    world.container("db", publishes=["8202:5432"], listens=["0.0.0.0:5432"])
    world.container("spare", publishes=["8202:5432"], status="created")
    world.attempt("host", "127.0.0.1:8202", "answered", resolved="127.0.0.1")
    assert world.report("8202").verdict == "reachable"
