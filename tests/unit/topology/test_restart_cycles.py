"""How long a container that was restarted counts as unsettled."""

import pytest

from containerloop.facts import State
from containerloop.topology.restart_cycles import started_again, unsettled_s


def state(restarts: int, up_s: float | None, age_s: float | None, status: str = "running") -> State:
    return State(status=status, restarts=restarts, up_s=up_s, age_s=age_s)


@pytest.mark.parametrize(
    ("of", "seconds"),
    [
        (state(4, 1.0, 17.0), 5.0),  # lives of 4 s until now: 6 s would be a longer one
        (state(4, 6.0, 22.0), 0.0),
        (state(4, 7.0, 23.0), 0.0),
        (state(1, 1.0, 3.0), 2.0),
        (state(0, 1.0, 1.0), 0.0),
        (state(2, 10.0, 9000.0), 50.0),  # the last lives are not told from those long ago
        (state(2, 10.0, None), 0.0),
        (state(2, None, 20.0), 0.0),
        (state(2, 1.0, 20.0, "exited"), 0.0),
    ],
)
def test_until_it_has_outlived_its_former_lives(of: State, seconds: float) -> None:
    assert unsettled_s(of) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("of", "between"),
    [
        (state(1, None, 9.0, "restarting"), True),
        (state(2, 0.0, 9.0), True),
        (state(2, 0.5, 9.0), False),
        (state(1, 0.0, 9.0), False),
        (state(2, None, 9.0), False),
    ],
)
def test_between_two_lives(of: State, between: bool) -> None:
    assert started_again(of) is between
