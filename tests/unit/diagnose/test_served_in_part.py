"""A proxy that fails a part of the calls, and one that spoils what it passes on."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Opening, Upstream
from containerloop.protocols.servers.http import NO_SERVER_BEHIND
from containerloop.survey.proxies.find_upstreams import find_upstreams
from containerloop.survey.references.traced_text import Source
from tests.support.world import World

NONE_LEFT = {"code": "503", "refusal": NO_SERVER_BEHIND}
FETCHED = {"code": "200"}
BAD = {"code": "400"}
OWN_503 = {"code": "503", "refusal": "not available at the moment (503)"}


def of_two(*words: str) -> tuple[Upstream, ...]:
    rows = "\n".join(f" server {name} {name}:8000 {' '.join(words)}" for name in ("one", "two"))
    text = f"defaults\n mode http\nlisten web\n bind :8080\n{rows}\n"
    return find_upstreams([Source(text, "haproxy.cfg", "proxy")], "balance")


def balanced(*answers: dict[str, Any] | str, **more: Any) -> World:
    """What came of asking for one page at 127.0.0.1 and [::1], in this order."""
    world = World()
    world.container("balance", listens=["0.0.0.0:8080"], publishes=["8080:8080"], **more)
    for host, said in zip(("127.0.0.1", "::1"), answers, strict=False):
        asked(world, "host", f"[{host}]:8080" if ":" in host else f"{host}:8080", said, host)
    return world


def asked(
    world: World, place: str, where: str, said: dict[str, Any] | str, led: str, **more: Any
) -> None:
    outcome, told = (
        ("answered", {"protocol": "http"} | said) if isinstance(said, dict) else (said, {})
    )
    world.attempt(place, where, outcome, resolved=led, **(told | more))


@pytest.mark.parametrize("answers", [(FETCHED, NONE_LEFT), (FETCHED, {"code": "502"})])
def test_a_call_that_a_proxy_failed_beside_one_that_it_served_is_told(answers: Any) -> None:
    report = balanced(*answers).report("8080")
    assert (report.verdict, report.findings) == ("unreachable", ())
    assert any("balance serves some calls, and answers 50" in note for note in report.notes)
    assert report.reach_it_at == {}


def by_names(*names: str) -> tuple[Upstream, ...]:
    return tuple(replace(each, names=names) for each in of_two())


@pytest.mark.parametrize("answers", [(FETCHED, NONE_LEFT), (FETCHED, {"code": "502"})])
def test_a_proxy_that_goes_by_names_may_fail_another_name_alone(answers: Any) -> None:
    told = balanced(*answers, upstreams=by_names("127.0.0.1")).report("127.0.0.1:8080")
    assert (told.verdict, told.findings) == ("reachable", ())
    assert balanced(*answers, upstreams=of_two()).report("127.0.0.1:8080").verdict != "reachable"


def test_a_proxy_that_goes_by_names_fails_the_same_address_by_turns_all_the_same() -> None:
    world = balanced(FETCHED, upstreams=by_names("localhost"))
    for led, said in (("127.0.0.1", FETCHED), ("::1", NONE_LEFT)):
        asked(world, "host", "localhost:8080", said, led)
    assert world.report("localhost:8080").verdict == "unreachable"


def test_no_other_way_to_a_proxy_that_fails_now_and_then_is_offered() -> None:
    assert balanced(NONE_LEFT, FETCHED).report("8080").reach_it_at == {}


@pytest.mark.parametrize(
    "other",
    [
        FETCHED,
        OWN_503,  # nginx's own, to who asks more often than it allows
        {"code": "500"},
        "silent",
        "refused",
    ],
)
def test_what_is_no_proxys_failure_leaves_the_answer_as_it_is(other: Any) -> None:
    assert balanced(FETCHED, other).report("8080").verdict == "reachable"


def test_a_failure_at_another_server_or_page_is_none_of_this_one() -> None:
    world = balanced(FETCHED)
    world.container("other", listens=["0.0.0.0:9090"], publishes=["8081:9090"])
    asked(world, "host", "127.0.0.1:8081", NONE_LEFT, "127.0.0.1")
    asked(world, "host", "[::1]:8080", NONE_LEFT, "::1", opening=Opening(path="/other"))
    assert world.report("8080").verdict == "reachable"


def test_who_is_behind_is_told_of_a_proxy_that_keeps_some_calls_waiting() -> None:
    world = balanced(FETCHED, "silent", upstreams=of_two())
    world.container("two", status="exited")
    asked(world, "service:balance", "one:8000", FETCHED, "172.18.0.9")
    world.attempt("service:balance", "two:8000", "name-server-failed")
    assert world.codes("8080") == ["CL201"]


def test_a_name_is_not_rejected_by_a_proxy_that_serves_it_another_time() -> None:
    world = balanced(NONE_LEFT, FETCHED)
    for name, said in (
        ("localhost", FETCHED),
        ("127.0.0.1:8080", NONE_LEFT),
        ("127.0.0.1", NONE_LEFT),
    ):
        asked(world, "host", "127.0.0.1:8080", said, "127.0.0.1", opening=Opening(name=name))
    assert "CL806" not in world.codes("8080")


def spoiling(through: dict[str, Any], *direct: dict[str, Any] | str) -> World:
    world = balanced(through, upstreams=of_two("send-proxy"))
    for name, said in zip(("one", "two"), direct, strict=False):
        world.container(name, listens=["0.0.0.0:8000"])
        opening = Opening(name="127.0.0.1:8080")
        asked(world, "service:balance", f"{name}:8000", said, "172.18.0.9", opening=opening)
    return world


def test_a_request_that_only_the_proxys_way_makes_bad_is_not_served() -> None:
    report = spoiling(BAD, FETCHED, FETCHED).report("8080")
    assert (report.verdict, report.findings) == ("unreachable", ())
    assert any("balance refuses as bad (400)" in note for note in report.notes)
    assert "host" not in report.reach_it_at


@pytest.mark.parametrize(
    ("through", "direct"),
    [
        (BAD, (BAD, BAD)),  # it wants more than a plain GET
        (BAD, (FETCHED, BAD)),
        (BAD, (FETCHED,)),  # the other one was not asked
        (BAD, ({"code": "401"}, {"code": "401"})),
        (FETCHED, (FETCHED, FETCHED)),
        ({"code": "404"}, (FETCHED, FETCHED)),
    ],
)
def test_a_server_that_may_have_said_so_itself_is_left_alone(through: Any, direct: Any) -> None:
    assert spoiling(through, *direct).report("8080").verdict == "reachable"


def test_a_server_without_a_proxy_may_call_a_plain_request_bad() -> None:
    assert balanced(BAD, BAD).report("8080").verdict == "reachable"
