"""What is said on stderr, on a terminal and elsewhere."""

from __future__ import annotations

import io

import pytest

from containerloop.cli import streams

MESSAGE = "cannot write /srv/a-long-folder/name: the folder /srv/a-long-folder does not exist"
HINT = "give --output a file that you can write"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_complaint_is_one_line_and_its_hint_another(capsys: pytest.CaptureFixture[str]) -> None:
    streams.complain_of(MESSAGE, HINT)
    streams.complain_of("interrupted")
    said = f"containerloop: {MESSAGE}\n  {HINT}\ncontainerloop: interrupted\n"
    assert capsys.readouterr().err == said


def test_on_a_terminal_it_breaks_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    streams.complain_of(MESSAGE, HINT)
    assert terminal.getvalue().splitlines() == [
        "containerloop: cannot write",
        "  /srv/a-long-folder/name: the folder",
        "  /srv/a-long-folder does not exist",
        f"  {HINT}",
    ]
