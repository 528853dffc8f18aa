"""`-` as TARGET: the error stands on stdin."""

from __future__ import annotations

import io
import sys

import pytest

from containerloop.cli import command_line, streams
from containerloop.cli.runs.typed_target import text_of
from containerloop.errors import UsageError
from containerloop.facts.parsers.printed_error import MOST_CHARACTERS


def on_stdin(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))


def test_any_other_target_is_taken_as_it_is() -> None:
    assert text_of("db:5432") == "db:5432"


def test_a_dash_is_what_stands_on_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    on_stdin(monkeypatch, "ECONNREFUSED \xe9".encode("latin-1"))
    assert text_of("-") == "ECONNREFUSED \ufffd"


def test_of_much_the_end_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    on_stdin(monkeypatch, b"first " + b"x" * 3 * MOST_CHARACTERS + b" last")
    text = text_of("-")
    assert text.endswith("x last")
    assert "first" not in text
    assert MOST_CHARACTERS <= len(text) <= 3 * MOST_CHARACTERS


@pytest.mark.parametrize("text", [b"", b" \n\n"])
def test_nothing_on_stdin_is_a_usage_error(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    on_stdin(monkeypatch, text)
    with pytest.raises(UsageError, match="nothing on stdin"):
        text_of("-")


def test_what_is_not_understood_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(streams, "complain_of", lambda *words: said.extend(words))
    on_stdin(monkeypatch, b"token hunter2 is not valid\n")
    assert command_line.run(["why", "-"]) == 2
    assert said[0] == "no address and no known error message is in the text"
    assert "hunter2" not in " ".join(said)
