"""The printed command, run as it stands, puts back what stood there: every byte."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from containerloop.apply.edit_plan import EditedFile
from containerloop.apply.edited_text import Piece, edited
from containerloop.apply.undo import undo_command

SED = pytest.mark.skipif(sys.platform != "linux", reason="the sed of Linux")


def file_of(path: Path, before: str, *pieces: Piece) -> EditedFile:
    after = edited(before, pieces)
    path.write_bytes(after.encode())
    return EditedFile(
        path=path, shown=path.name, before=before.encode(), after=after.encode(), pieces=pieces
    )


def replaced(text: str, old: str, new: str, nth: int = 0) -> Piece:
    at = -1
    for _ in range(nth + 1):
        at = text.index(old, at + 1)
    return Piece(at, at + len(old), new, text.count("\n", 0, at) + 1)


TEXT = 'a: localhost\r\nb: "http://me:s3cret@localhost:80/x/[y]*&"  # localhost\nc: 1\n'


@SED
@pytest.mark.parametrize(
    "pieces",
    [
        [replaced(TEXT, "localhost", "db")],
        [replaced(TEXT, "localhost", "db", 1)],
        [replaced(TEXT, "localhost", "b", 1)],
        [replaced(TEXT, "localhost", "db", 1), replaced(TEXT, "80", "8000")],
        [replaced(TEXT, "localhost", "[::1]", 1), replaced(TEXT, "80", "0")],
        [replaced(TEXT, "/[y]*&", "/", 0)],
        [replaced(TEXT, '"', "", 0)],
        [replaced(TEXT, "80", "\\1&/.*")],
        [Piece(14, 14, "x: 1\r\ny: 2\n", 1)],
        [Piece(14, 14, "x: 1\n", 1), replaced(TEXT, "80", "8000")],
        [replaced(TEXT, "c: 1\n", "")],
        [replaced(TEXT, "localhost", "", 2)],
        [replaced(TEXT, "lhost", "")],
        [replaced(TEXT, '"', "", 0), replaced(TEXT, '"', "", 1)],
    ],
)
def test_the_command_puts_everything_back(tmp_path: Path, pieces: list[Piece]) -> None:
    file = file_of(tmp_path / "a b.yaml", TEXT, *pieces)
    command = undo_command(file, "a b.yaml")
    assert command is not None
    assert "s3cret" not in command
    subprocess.run(command, shell=True, check=True, cwd=tmp_path)
    assert (tmp_path / "a b.yaml").read_bytes() == TEXT.encode()
    assert [p.name for p in tmp_path.iterdir()] == ["a b.yaml"]


@SED
def test_a_line_that_was_taken_away_comes_back(tmp_path: Path) -> None:
    text = "s:\n    network_mode: none # x\nb: 1\n"
    file = file_of(tmp_path / "c.yaml", text, replaced(text, "    network_mode: none # x\n", ""))
    command = undo_command(file, "c.yaml")
    assert command is not None
    subprocess.run(command, shell=True, check=True, cwd=tmp_path)
    assert (tmp_path / "c.yaml").read_text() == text


def test_what_sed_cannot_say_is_left_to_words(tmp_path: Path) -> None:
    text = "a: xlocaly"
    inside_a_word = replaced(text, "local", "")
    assert undo_command(file_of(tmp_path / "c.yaml", text, inside_a_word), "c.yaml") is None


def test_words_that_sed_would_find_one_place_earlier(tmp_path: Path) -> None:
    file = file_of(tmp_path / "c.yaml", "x: aQ\n", replaced("x: aQ\n", "Q", "aa"))
    assert undo_command(file, "c.yaml") is None


def test_on_macos_the_option_takes_a_suffix(tmp_path: Path) -> None:
    file = file_of(tmp_path / "c.yaml", TEXT, replaced(TEXT, "80", "90"))
    assert undo_command(file, "c.yaml", bsd=True) == "sed -i '' -e 2s/90/80/1 c.yaml"
