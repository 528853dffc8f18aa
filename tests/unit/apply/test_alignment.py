"""A masked line is found again in the line of the file, in every way in which it may be that."""

import time

import pytest

from containerloop.apply.alignment import alignments


def words(shown: str, real: str, word: str) -> list[list[str]]:
    """What stands in the real line at the place of `word`, in each way."""
    start = shown.index(word)
    found = alignments(shown, real, [(start, start + len(word))])
    return [[real[a:b] for a, b in way] for way in found]


@pytest.mark.parametrize(
    ("shown", "real", "ways"),
    [
        ("A: localhost", "A: localhost", 1),
        ("A: localhost", "A: localhost  # here", 1),
        ("A: localhost", "A: localhost#x", 0),
        ("A: localhost", "A: localhosts", 0),
        ("A: localhost", " A: localhost", 0),
        ("U: http://me:***@localhost/", "U: http://me:swordfish@localhost/", 1),
        ("U: http://me:***@localhost/", "U: http://me:@localhost/", 0),
        ("U: http://me:***@localhost/", "U: http://me:a@localhost/@localhost/", 1),
        ("U: ***localhost***", "U: xlocalhostlocalhosty", 2),
        ("  *** localhost ***", "  {a: b, c: localhost, d: e}", 1),
        ("U: http://localhost/***", "U: http://localhost/token # localhost", 1),
        ("U: http://localhost/***", "U: http://localhost/", 0),
    ],
)
def test_each_way_is_found(shown: str, real: str, ways: int) -> None:
    assert words(shown, real, "localhost") == [["localhost"]] * ways


def test_a_comment_that_repeats_the_line_is_another_way_to_read_it() -> None:
    real = "U: http://a:b@localhost/ # or http://c:d@localhost/"
    assert len(words("U: http://a:***@localhost/", real, "localhost")) == 2


def test_a_place_that_is_masked_is_in_no_line() -> None:
    assert alignments("A: ***", "A: word", [(3, 5)]) == []


def test_a_line_of_a_thousand_ways_takes_no_time() -> None:
    begun = time.monotonic()
    assert alignments(",".join(["***"] * 40) + ";", "," * 4000, [(0, 0)]) == []
    assert time.monotonic() - begun < 2
