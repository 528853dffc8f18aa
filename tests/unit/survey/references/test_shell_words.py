"""A command line as words: the same words as a shell's, and each knows where it stands."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloop.survey.references.shell_words import Word, split

LINES = st.text("ab \t\"'\\;|&(\n", max_size=20)


def words(line: str, shell: bool = True) -> list[Word]:
    return split(Word(line, tuple(range(len(line)))), shell)


@given(LINES, st.booleans())
def test_each_character_of_a_word_stands_where_it_says(line: str, shell: bool) -> None:
    for word in words(line, shell):
        written = "".join(line[at] for at in word.at)
        assert written == word.text or (shell and word.text == ";" and written in set(";|&(\n"))
        assert list(word.at) == sorted(set(word.at))


@given(st.lists(st.text("ab \"'\\;|&(", max_size=6), max_size=5))
def test_what_shlex_quotes_comes_back(texts: list[str]) -> None:
    for shell in (True, False):
        assert [word.text for word in words(shlex.join(texts), shell)] == texts


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a&&b", ["a", ";", ";", "b"]),
        ("a \\; b", ["a", ";", "b"]),
        ("a '' b", ["a", "", "b"]),
        ('a "b \\" c', ["a", 'b " c']),
        ("a 'b\\", ["a", "b\\"]),
        ("a b\\", ["a", "b"]),
        ("a \\", ["a", ""]),
        ('x"y z"w', ["xy zw"]),
    ],
)
def test_how_a_shell_takes_a_line_apart(line: str, expected: list[str]) -> None:
    assert [word.text for word in words(line)] == expected


def test_without_a_shell_nothing_ends_a_command() -> None:
    assert [word.text for word in words("a;b &&\nc", shell=False)] == ["a;b", "&&", "c"]
