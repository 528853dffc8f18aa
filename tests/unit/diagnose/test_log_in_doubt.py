"""An answer before a log-in that the setting does not fit: neither served nor a failure."""

from typing import Any

import pytest

from containerloop.render.sentences import undetermined
from containerloop.report.relied_pairs import working
from tests.support.stated import held, judge
from tests.support.world import World

PONG = {"protocol": "redis", "banner": "PONG"}
NOAUTH = {"protocol": "redis", "refusal": "NOAUTH Authentication required.", "code": "NOAUTH"}


def world(url: str, said: dict[str, Any], outcome: str = "answered") -> World:
    made = World()
    made.container("cache", listens=["0.0.0.0:6379"], exposes=[6379])
    made.container("api", env=[f"REDIS_URL={url}"])
    made.attempt("service:api", "cache:6379", outcome, resolved="172.18.0.2", **said)
    return made


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis://:abc@cache:6379", PONG),
        ("redis://bob:abc@cache:6379", PONG),
        ("redis://cache:6379", NOAUTH),
    ],
)
def test_it_is_inconclusive_and_says_why(url: str, said: dict[str, Any]) -> None:
    report = world(url, said).report("cache:6379", "service:api")
    assert report.verdict == "inconclusive"
    assert report.findings == ()
    (line,) = [a for a in report.attempts if a.relied_on]
    assert line.served is None
    assert "and the setting has" in (line.untried or "")
    assert "abc" not in str(report)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis://cache:6379", PONG),
        ("redis://default:abc@cache:6379", PONG),
        ("redis://:abc@cache:6379", NOAUTH),
    ],
)
def test_what_fits_is_reachable(url: str, said: dict[str, Any]) -> None:
    assert world(url, said).report("cache:6379", "service:api").verdict == "reachable"


def test_a_failure_stays_one() -> None:
    made = world("redis://:abc@cache:6379", {}, "refused")
    assert made.report("cache:6379", "service:api").verdict == "unreachable"


def test_of_a_whole_project_it_is_not_counted_among_what_works() -> None:
    assert not working(world("redis://:abc@cache:6379", PONG).report("cache:6379", "service:api"))
    assert working(world("redis://cache:6379", PONG).report("cache:6379", "service:api"))


def test_the_first_line_says_it() -> None:
    report = world("redis://cache:6379", NOAUTH).report("cache:6379", "service:api")
    assert undetermined(report) == (
        "cache:6379 answers, but whether it serves its client is not to be seen from here: it"
        ' asks for a log-in ("NOAUTH Authentication required."), and the setting has none.'
    )


def test_an_expectation_that_depends_on_it_is_not_seen_to_hold() -> None:
    [told] = judge(world("redis://:abc@cache:6379", PONG), "from: api, reach: cache:6379")
    assert told.holds is None
    assert told.reason.startswith("Redis answers, but it has no password set, and the setting has")
    assert held(world("redis://cache:6379", PONG), "from: api, reach: cache:6379")
