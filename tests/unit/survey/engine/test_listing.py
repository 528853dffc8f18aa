"""A list that an engine could not make is asked for again, and not for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from docker.errors import APIError

from containerloop.survey.engine import listing


def refusing(*statuses: int) -> tuple[list[int], Callable[..., list[int]]]:
    """`ask`, which answers with these errors first, and what it was called with."""
    left = list(statuses)

    def ask(number: int, *, all: bool) -> list[int]:
        if left:
            response = requests.Response()
            response.status_code = left.pop(0)
            raise APIError("no such container", response=response)
        assert all
        return [number]

    return left, ask


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAUSES_S", (0.0, 0.0))


@pytest.mark.parametrize("statuses", [(), (500,), (500, 503)])
def test_a_list_is_had_at_last(statuses: tuple[int, ...]) -> None:
    left, ask = refusing(*statuses)
    assert listing.listed(ask, 7, all=True) == [7]
    assert left == []


@pytest.mark.parametrize(("statuses", "unasked"), [((500, 500, 500, 500), 1), ((404, 500), 1)])
def test_an_error_that_stays_is_raised(statuses: tuple[int, ...], unasked: int) -> None:
    left, ask = refusing(*statuses)
    with pytest.raises(APIError):
        listing.listed(ask, 7, all=True)
    assert len(left) == unasked
