"""Patterns that are compiled when they are first used."""

import pytest

from containerloop.facts.late_pattern import late


def test_it_does_what_the_compiled_one_does() -> None:
    pattern = late(r"(\d+)x", 0)
    match = pattern.search("a 12x")
    assert match is not None
    assert match[1] == "12"
    assert pattern.sub("", "1x2x3") == "3"
    assert pattern.pattern == r"(\d+)x"


def test_it_is_compiled_once() -> None:
    pattern = late(rb"a")
    assert "fullmatch" not in vars(pattern)
    assert pattern.fullmatch(b"a")
    assert "fullmatch" in vars(pattern)


def test_what_a_pattern_does_not_have_it_does_not_have_either() -> None:
    with pytest.raises(AttributeError):
        late("a").no_such_thing  # type: ignore[attr-defined]  # noqa: B018
