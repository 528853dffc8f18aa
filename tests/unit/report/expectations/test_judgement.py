"""Whether a stated expectation holds: never where nobody has seen it."""

from __future__ import annotations

from typing import Any

import pytest

from containerloop.facts import Opening, Unobserved
from containerloop.report.expectations.judgement import Judged, timed, worst
from tests.support.stated import held, judge
from tests.support.world import World

REACH = "from: api, reach: 'db:5432'"
NOT_REACH = "from: api, not-reach: 'db:5432'"
WEB = "from: host, reach: 'http://localhost:8000/x'"


def shop() -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], image="postgres:16")
    world.container("api")
    return world


def called(outcome: str, **more: Any) -> World:
    """The shop in which api has called the database by its name."""
    world = shop()
    world.attempt("service:api", "db:5432", outcome, **more)
    return world


def page(code: str) -> World:
    world = World()
    world.container("web", listens=["0.0.0.0:80"], publishes=["8000:80"])
    world.attempt(
        "host", "localhost:8000", "answered", resolved="127.0.0.1", protocol="http",
        scheme="http", code=code, opening=Opening(path="/x"),
    )  # fmt: skip
    return world


def test_what_answers_is_reached() -> None:
    world = called("answered", resolved="172.18.0.2", protocol="postgresql")
    assert judge(world, REACH) == [Judged(True, "PostgreSQL answers (the log-in was not tried)")]
    assert held(world, NOT_REACH) is False


@pytest.mark.parametrize(
    "outcome",
    ["refused", "timed-out", "host-unreachable", "network-unreachable", "name-not-found"],
)
def test_what_fails_is_not(outcome: str) -> None:
    world = called(outcome)
    assert held(world, REACH) is False
    [told] = judge(world, NOT_REACH)
    assert told == Judged(True, outcome.replace("-", " "))


@pytest.mark.parametrize("outcome", ["accepted-then-closed", "accepted-then-reset", "silent"])
def test_a_connection_that_is_accepted_is_neither(outcome: str) -> None:
    world = called(outcome, resolved="172.18.0.2")
    assert held(world, REACH) is False
    assert held(world, NOT_REACH) is False


def test_a_connection_that_nobody_is_seen_to_take_tells_nothing() -> None:
    world = shop()
    world.views["service:db"] = Unobserved("not looked into")
    world.attempt("service:api", "db:5432", "open", resolved="172.18.0.2")
    [told] = judge(world, REACH)
    assert told.holds is None
    assert told.reason == "the connection is accepted, and no process was seen to take it"
    assert held(world, NOT_REACH) is False


def test_a_server_that_waits_is_reached_and_its_protocol_is_unknown() -> None:
    world = called("open", resolved="172.18.0.2")
    waits = "the connection is accepted and stays open"
    untried = "what it says to its client was not tried"
    assert judge(world, REACH) == [Judged(True, f"{waits} ({untried})")]
    [told] = judge(world, f"{REACH}, protocol: postgresql")
    assert told == Judged(None, f"{waits}: its protocol was not seen")


def test_one_open_address_of_a_name_is_enough() -> None:
    world = called("refused", resolved="172.18.0.9")
    world.attempt("service:api", "db:5432", "answered", resolved="172.18.0.2", protocol="redis")
    assert held(world, NOT_REACH) is False


def test_what_was_not_tried_is_no_pass() -> None:
    world = called("not-tried", reason="the probe was lost")
    assert judge(world, REACH) == [Judged(None, "the probe was lost")]
    assert judge(world, NOT_REACH) == [Judged(None, "the probe was lost")]


def test_a_vantage_that_was_not_seen_is_no_pass() -> None:
    world = shop()
    world.views["service:api"] = Unobserved("api has no container")
    assert judge(world, REACH, NOT_REACH) == [Judged(None, "api has no container")] * 2


def test_nothing_at_that_address_is_no_pass() -> None:
    assert [each.holds for each in judge(shop(), REACH, NOT_REACH)] == [None, None]


def test_a_datagram_without_an_answer_tells_nothing() -> None:
    world = shop()
    world.attempt("service:api", "db:53/udp", "silent", resolved="172.18.0.2")
    for does in ("reach", "not-reach"):
        [told] = judge(world, f"from: api, {does}: 'db:53/udp'")
        assert told == Judged(None, "no answer, which says nothing over UDP")


def test_a_datagram_that_is_refused_is_not_reached() -> None:
    world = shop()
    world.attempt("service:api", "db:53/udp", "refused", resolved="172.18.0.2")
    assert held(world, "from: api, not-reach: 'db:53/udp'") is True


def test_the_protocol_is_the_stated_one() -> None:
    world = called("answered", resolved="172.18.0.2", protocol="postgresql")
    assert held(world, f"{REACH}, protocol: postgresql") is True
    [told] = judge(world, f"{REACH}, protocol: redis")
    assert told == Judged(False, "PostgreSQL answers, not Redis")


@pytest.mark.parametrize(
    ("code", "wanted", "holds"),
    [("200", 200, True), ("404", 404, True), ("404", 200, False), ("200", 404, False)],
)
def test_the_status_is_the_stated_one(code: str, wanted: int, holds: bool) -> None:
    [told] = judge(page(code), f"{WEB}, status: {wanted}")
    assert told.holds is holds
    assert told.reason == (f"HTTP {code}" if holds else f"HTTP {code}, not {wanted}")


def test_an_error_page_is_not_served_unless_it_is_stated() -> None:
    assert held(page("500"), WEB) is False
    assert held(page("500"), f"{WEB}, status: 500") is True
    assert held(page("200"), WEB) is True


def test_an_answer_that_is_no_page_has_no_status() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"], publishes=["8000:80"])
    world.attempt(
        "host", "localhost:8000", "answered", resolved="127.0.0.1", protocol="redis", scheme="http"
    )
    assert held(world, f"{WEB}, status: 200") is False


def test_the_cause_is_the_reason() -> None:
    world = shop()
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    [told] = judge(world, "from: api, reach: 'localhost:5432'")
    assert told.reason.startswith("inside a container, localhost is the container itself")


def test_each_vantage_is_judged_by_itself() -> None:
    world = called("answered", resolved="172.18.0.2", protocol="postgresql")
    world.container("job")
    world.attempt("service:job", "db:5432", "refused", resolved="172.18.0.2")
    lines = ("from: api, reach: 'db:5432'", "from: job, reach: 'db:5432'")
    assert [each.holds for each in judge(world, *lines)] == [True, False]


def test_a_bare_port_means_what_the_vantage_uses_for_it() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], publishes=["15432:5432"])
    world.container("api", refers=["redis://db:5432"])
    world.attempt("host", "127.0.0.1:15432", "answered", resolved="127.0.0.1", protocol="redis")
    world.attempt("service:api", "db:5432", "refused", resolved="172.18.0.2", scheme="redis")
    lines = ("from: host, reach: 5432", "from: api, reach: 5432", "from: host, not-reach: 5432")
    assert [each.holds for each in judge(world, *lines)] == [True, False, False]


def test_one_address_with_two_paths_is_two_calls() -> None:
    world = page("404")
    world.attempt(
        "host", "localhost:8000", "answered", resolved="127.0.0.1", protocol="http",
        scheme="http", code="200", opening=Opening(path="/y"),
    )  # fmt: skip
    other = WEB.replace("/x", "/y")
    lines = (f"{WEB}, status: 200", f"{other}, status: 200")
    assert [each.holds for each in judge(world, *lines)] == [False, True]


def test_the_worst_of_several_counts() -> None:
    good, bad, unseen = Judged(True, "a"), Judged(False, "b"), Judged(None, "c")
    assert worst([good, unseen, bad]) is bad
    assert worst([good, unseen]) is unseen
    assert worst([good]) is good


@pytest.mark.parametrize(
    ("holds", "within_s", "elapsed_s", "said"),
    [
        (True, 0, 5, "x"),
        (True, 10, 0.4, "x"),
        (True, 10, 4, "x, after 4 s"),
        (False, 10, 4, "x"),
        (False, 10, 10, "x (for 10 s)"),
        (None, 2.5, 3, "x (for 2.5 s)"),
        (False, 0, 3, "x"),
    ],
)
def test_how_long_it_took(holds: bool | None, within_s: float, elapsed_s: float, said: str) -> None:
    assert timed(Judged(holds, "x"), within_s, elapsed_s) == Judged(holds, said)
