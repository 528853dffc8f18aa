"""Served ports that resemble the one asked for."""

import pytest

from containerloop.diagnose.remedies.similar_ports import resemblance


@pytest.mark.parametrize(
    ("asked", "served", "unlike"),
    [
        (5432, 5432, 1), (5432, 5423, 1), (5432, 5433, 1), (5432, 5511, 3), (5432, 543, 1),
        (543, 5432, 1), (80, 8080, 9), (8080, 80, 9), (80, 1234, 9), (808, 8080, 1),
    ],
)  # fmt: skip
def test_how_unlike_two_numbers_are(asked: int, served: int, unlike: int) -> None:
    assert resemblance(asked, served) == unlike
