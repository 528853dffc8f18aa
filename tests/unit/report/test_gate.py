"""What ends a run with another status than 0."""

from __future__ import annotations

import pytest

from containerloop.report.gate import FailOn, gated
from containerloop.report.v1 import ExitStatus

ORDER = [FailOn.NEVER, FailOn.CAUSE, FailOn.INCONCLUSIVE, FailOn.WARNING]


@pytest.mark.parametrize(
    ("status", "warnings", "expected"),
    [
        (0, False, [0, 0, 0, 0]),
        (0, True, [0, 0, 0, 1]),
        (1, False, [0, 1, 1, 1]),
        (1, True, [0, 1, 1, 1]),
        (3, False, [0, 0, 3, 3]),
        (3, True, [0, 0, 3, 1]),
        (2, True, [2, 2, 2, 2]),
        (4, True, [4, 4, 4, 4]),
        (130, True, [130, 130, 130, 130]),
    ],
)
def test_each_fails_on_what_those_before_it_do(
    status: int, warnings: bool, expected: list[int]
) -> None:
    shown = [gated(ExitStatus(status), each, warnings=warnings) for each in ORDER]
    assert shown == expected


def test_the_order_is_that_of_the_help() -> None:
    assert list(FailOn) == ORDER
