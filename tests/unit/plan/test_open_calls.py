"""What is tried before a published port that accepts and says nothing counts as a server."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from containerloop.facts import Attempt, State, Unobserved, View
from containerloop.plan.open_calls import heard, inside_looks, looks_again
from containerloop.plan.values import Look
from containerloop.topology.inventory import Inventory
from tests.support.world import World, view

ASKED = "127.0.0.1:9892"


def published(outcome: str = "open", **about: object) -> World:
    world = World()
    world.container("web", publishes=["9892:2828"], **about)  # type: ignore[arg-type]
    world.container("api")
    world.attempt("host", ASKED, outcome, resolved="127.0.0.1")
    return world


def inventory(world: World) -> Inventory:
    return Inventory(world.snapshot(ASKED).survey)


def told(looks: tuple[Look, ...]) -> list[tuple[str, list[tuple[str, str | None, bool]]]]:
    return [(x.vantage, [(str(t.address), t.scheme, t.expected) for t in x.tries]) for x in looks]


def test_the_server_behind_is_called_in_its_own_container() -> None:
    world = published()
    looks = inside_looks(world.attempts, inventory(world))
    assert told(looks) == [("service:web", [("127.0.0.1:2828", None, False)])]


@pytest.mark.parametrize("outcome", ["answered", "silent", "refused", "accepted-then-closed"])
def test_only_where_the_connection_stays_open(outcome: str) -> None:
    world = published(outcome)
    assert inside_looks(world.attempts, inventory(world)) == ()


@pytest.mark.parametrize("status", ["paused", "exited"])
def test_nobody_is_called_in_a_container_that_does_not_run(status: str) -> None:
    world = published(state=State(status=status))
    assert inside_looks(world.attempts, inventory(world)) == ()


def test_a_call_of_the_container_itself_needs_no_second_one() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:2828"])
    world.container("api")
    world.attempt("service:api", "web:2828", "open", resolved="172.18.0.2")
    assert inside_looks(world.attempts, inventory(world)) == ()


@pytest.mark.parametrize(
    ("inside", "outcome", "protocol", "again"),
    [
        ("127.0.0.1:2828", "answered", "http", "http"),
        ("[::1]:2828", "answered", "redis", "redis"),
        ("127.0.0.1:2829", "answered", "http", None),
        ("172.18.0.2:2828", "answered", "http", None),
        ("127.0.0.1:2828", "open", None, None),
        ("127.0.0.1:2828", "answered", None, None),
    ],
)
def test_it_is_called_again_in_what_it_speaks_inside(
    inside: str, outcome: str, protocol: str | None, again: str | None
) -> None:
    world = published()
    world.attempt("service:web", inside, outcome, protocol=protocol)
    calls = [a for a in world.attempts if a.vantage == "host"]
    looks = looks_again(calls, world.snapshot(ASKED).views, inventory(world))
    assert told(looks) == ([("host", [(ASKED, again, True)])] if again else [])


def test_a_server_that_could_not_be_called_inside_is_not_called_again() -> None:
    world = published()
    for views in ({}, {"service:web": Unobserved("no probe could stand there")}):
        assert looks_again(world.attempts, views, inventory(world)) == ()


def of_host(*attempts: Attempt) -> View:
    return replace(view("host", ()), attempts=attempts)


@pytest.mark.parametrize(
    ("where", "resolved", "outcome", "left"),
    [
        (ASKED, "127.0.0.1", "silent", 0),
        (ASKED, "127.0.0.1", "answered", 0),
        (ASKED, "127.0.0.1", "accepted-then-reset", 0),
        (ASKED, "127.0.0.1", "not-tried", 1),
        (ASKED, "127.0.0.2", "silent", 1),
        ("[::1]:9892", "::1", "silent", 1),
    ],
)
def test_a_call_that_was_made_again_counts_no_more(
    where: str, resolved: str, outcome: str, left: int
) -> None:
    world = published()
    again = world.attempt("host", where, outcome, resolved=resolved)
    assert len(heard(of_host(world.attempts[0]), of_host(again)).attempts) == left


def test_what_had_another_outcome_than_open_stays() -> None:
    world = published("silent")
    again = world.attempt("host", ASKED, "answered", resolved="127.0.0.1", protocol="http")
    assert len(heard(of_host(world.attempts[0]), of_host(again)).attempts) == 1
