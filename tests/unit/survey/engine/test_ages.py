"""How old a state is, by the engine's clock."""

from typing import Any

import pytest

from containerloop.facts import Container, State
from containerloop.survey.engine.ages import aged

CLOCK = "2026-11-23T08:51:21.636221274Z"


def one(clock: str | None = CLOCK, **state: Any) -> State:
    made = Container(
        id="a", name="a", image="i", network_mode="bridge", state=State(status="running", **state)
    )
    return aged([made], clock)[0].state


def test_seconds_since_the_start_and_the_end() -> None:
    state = one(
        started_at="2026-11-23T08:51:20.136221274Z", finished_at="2026-11-23T09:50:21+01:00"
    )
    assert (state.up_s, state.down_s) == (1.5, 60.6)


@pytest.mark.parametrize("text", ["", "soon"])
def test_what_never_was_has_no_age(text: str) -> None:
    assert one(started_at=text).up_s is None


def test_a_start_after_the_clock_was_read_was_just_now() -> None:
    assert one(started_at="2026-11-23T08:51:21.7Z").up_s == 0.0


@pytest.mark.parametrize("clock", [None, "", "no time"])
def test_an_engine_without_a_clock_shares_ours(clock: str | None) -> None:
    age = one(clock, started_at="2020-01-01T00:00:00Z").up_s
    assert age is not None
    assert age > 1e8
