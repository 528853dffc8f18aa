"""Texts that keep to their room."""

from __future__ import annotations

import pytest

from containerloop.render.svg.fitted import ems, fitted
from containerloop.render.svg.ports import shown


@pytest.mark.parametrize("said", ["", "api", "team0-worker-0", "localhost:6379"])
def test_a_usual_name_is_whole(said: str) -> None:
    assert fitted(said, 156) == said


@pytest.mark.parametrize("said", ["n" * 300, "W" * 40, "データベース" * 9])
def test_what_has_no_room_is_cut_and_says_so(said: str) -> None:
    kept = fitted(said, 156)
    assert kept.endswith("…")
    assert said.startswith(kept[:-1])
    assert ems(kept) * 13 <= 156


def test_nothing_fits_where_there_is_no_room() -> None:
    assert fitted("api", 1) == "…"


def test_a_label_is_cut_at_a_cell_and_says_so() -> None:
    assert shown("x" * 52) == "x" * 52
    assert shown("x" * 53) == "x" * 51 + "…"
    assert shown("デ" * 53) == "デ" * 25 + "…"
