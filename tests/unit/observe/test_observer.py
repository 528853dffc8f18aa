"""How long the probes of an observer live."""

from __future__ import annotations

import pytest

from containerloop.observe.observer import LONGEST_LIFE_S, open_observer


@pytest.mark.parametrize(
    ("stays_s", "life_s"), [(0, 76), (240, 316), (LONGEST_LIFE_S, LONGEST_LIFE_S)]
)
def test_a_probe_lives_as_long_as_it_may_be_needed(stays_s: float, life_s: float) -> None:
    with open_observer(None, run_id="r", timeout_s=4, stays_s=stays_s) as observer:
        assert observer.sessions._life_s == life_s


def test_an_observer_anew_has_the_same_sessions_and_knows_nothing() -> None:
    with open_observer(None, run_id="r", timeout_s=4) as observer:
        again = observer.anew(1)
        assert again.sessions is observer.sessions
        assert (again.timeout_s, observer.timeout_s) == (1, 4)
        assert again._first_calls is not observer._first_calls
