"""Whatever the command line is given and wherever its words go: one sentence, one status.

The statuses are those of the contract; a traceback, which Python ends with 1, would say that a
fault was found.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from containerloop.cli.main import run
from tests.support import misbehaving_engine as engines
from tests.support.shell import harmless, one_sentence, sh, snapshot

__all__ = ["snapshot"]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="shells, devices and closed streams")

ESC, LEFT = "\x1b[31m", "\u202e"


TARGETS = [
    "", "0", "70000", "-1", "5432/sctp", "[::1", "[::1]", "http://", "http://[::1", "http://x:99999",
    "a b", "db:", "x" * 3000, "\t", f"{ESC}5432", f"5432{LEFT}", f"db{LEFT}:5432", "9" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("target", TARGETS)
def test_an_odd_target(target: str, snapshot: Path) -> None:
    done = sh('"$B" why -- "$T"', snapshot, T=target)
    assert (done.returncode, done.stdout) == (2, "")
    assert one_sentence(done.stderr)
    assert harmless(done.stderr)


WORDS = {
    '"$B" wait': 2,
    '"$B" wait 5432 --for nan': 2,
    '"$B" wait 5432 --for "$X"': 2,
    '"$B" why 99999': 2,
    '"$B" why -- -- -1': 2,
    '"$B" why 5432 --from "$X"': 2,
    '"$B" why 5432 --from ""': 2,
    '"$B" why 5432 --format "$X"': 2,
    '"$B" why 5432 --timeout nan': 2,
    '"$B" why 5432 --timeout inf': 2,
    '"$B" why 5432 "--$X"': 2,
    '"$B" "$X"': 2,
    '"$B" fix': 4,
    '"$B" fix 5432 --from "$X"': 2,
    '"$B" fix 5432 --up': 2,
    '"$B" fix 5432 --override "/nonexistent/$X"': 2,
    '"$B" fix 5432 --apply --override "$X"': 2,
    '"$B" fix 5432 --format sarif': 2,
    '"$B" fix 5432 --apply': 4,
    '"$B" explain "$X"': 2,
    '"$B" replay "/nonexistent/$X"': 2,
    '"$B" replay .': 2,
    '"$B" replay /dev/null': 2,
    '"$B" replay "$S" --output /nonexistent/x': 2,
    '"$B" replay "$S" --output .': 2,
    '"$B" replay "$S" --output "/nonexistent/$X"': 2,
    '"$B" replay "$S" --output /dev/full': 2,
    '"$B" replay "$S" >/dev/full': 2,
    '"$B" causes >/dev/full': 2,
    '"$B" explain CL401 >/dev/full': 2,
    '"$B" --version >/dev/full': 2,
    '"$B" --help >/dev/full': 4,
    '"$B" why': 4,
    '"$B" why 5432': 4,
    '"$B" why 5432 -f "$X"': 4,
    '"$B" doctor': 4,
    '"$B" demo': 4,
    'DOCKER_HOST="tcp://$X" "$B" why 5432': 4,
    'DOCKER_HOST="unix:///$X" "$B" why 5432': 4,
    'DOCKER_HOST="$X" "$B" doctor': 4,
    'DOCKER_HOST= DOCKER_CONTEXT="$X" "$B" why 5432': 4,
    "DOCKER_HOST=tcp://127.0.0.1:no \"$B\" why 5432": 4,
    "DOCKER_HOST='tcp://[::1' \"$B\" why 5432": 4,
    "DOCKER_HOST=tcp://127.0.0.1:99999 \"$B\" why 5432": 4,
    'DOCKER_HOST=npipe:////./pipe/docker_engine "$B" why 5432': 4,
    'DOCKER_HOST="unix:///$(printf "x%.0s" $(seq 300))" "$B" why 5432': 4,
    'DOCKER_HOST="unix://$S" "$B" why 5432': 4,
}  # fmt: skip


@pytest.mark.parametrize("command", WORDS)
def test_words_that_are_off_and_places_that_cannot_be_written(command: str, snapshot: Path) -> None:
    done = sh(command, snapshot, X=f"x{ESC}{LEFT}\n[bold]y", HOME="/nonexistent")
    assert (done.returncode, done.stdout) == (WORDS[command], ""), done.stderr
    assert one_sentence(done.stderr), done.stderr
    assert harmless(done.stderr)


SAYS = {
    "tcp://127.0.0.1:no": "not a valid engine address",
    "npipe:////./pipe/x": "is a Windows named pipe",
    "unix:///" + "x" * 300: "has a path too long for a socket",
    "unix:///tmp": "is not a socket",
}


@pytest.mark.parametrize("host", SAYS)
def test_what_no_engine_can_be_at_is_named(host: str, snapshot: Path) -> None:
    assert SAYS[host] in sh('"$B" why 5432', snapshot, DOCKER_HOST=host).stderr


CLOSED = {
    '"$B" replay "$S" >&-': 1,
    '"$B" replay "$S" 2>&-': 1,
    '"$B" replay "$S" <&- >&- 2>&-': 1,
    '"$B" causes >&-': 0,
    '"$B" explain CL401 >&-': 0,
    '"$B" --help >&-': 0,
    '"$B" why 5432 2>&-': 4,
    '"$B" why 5432 2>/dev/full': 4,
    '"$B" wait 2>&-': 2,
    '"$B" wait 2>/dev/full': 2,
    '"$B" why 2>&-': 4,
    '"$B" why 2>/dev/full': 4,
    '"$B" why 0 2>&-': 2,
    '"$B" replay "$S" --format json | true': 1,
    '"$B" replay "$S" | head -1 >/dev/null': 1,
    '"$B" causes | true': 0,
    '"$B" --help | true': 0,
}


@pytest.mark.parametrize("command", CLOSED)
def test_a_stream_that_is_closed_changes_no_status(command: str, snapshot: Path) -> None:
    done = sh(command, snapshot)
    assert (done.returncode, done.stderr) == (CLOSED[command], "")
    assert "containerloop: " not in done.stdout  # a complaint is no report


PLACES = {
    "an ASCII terminal": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
    "no locale": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "one column": {"COLUMNS": "1"},
    "no column": {"COLUMNS": "0"},
    "fewer": {"COLUMNS": "-5"},
    "very wide": {"COLUMNS": "99999999999"},
    "columns that are no number": {"COLUMNS": "x"},
}


@pytest.mark.parametrize("place", PLACES)
def test_a_report_anywhere(place: str, snapshot: Path) -> None:
    for command, status in {
        '"$B" replay "$S" -v': 1,
        '"$B" explain CL401': 0,
        '"$B" causes': 0,
    }.items():
        done = sh(command, snapshot, **PLACES[place])
        assert (done.returncode, done.stderr) == (status, "")
        assert "CL401" in done.stdout


def test_a_folder_that_is_gone(snapshot: Path, tmp_path: Path) -> None:
    gone = 'mkdir gone; cd gone; rmdir ../gone; "$B" '
    socket = tmp_path / "s"
    with engines.engine(socket):
        done = sh(gone + "why 5432", snapshot, DOCKER_HOST=f"unix://{socket}")
    assert (done.returncode, done.stdout) == (4, "")
    assert one_sentence(done.stderr)
    assert "folder cannot be used" in done.stderr
    assert sh(gone + 'replay "$S"', snapshot).returncode == 1


def test_a_user_whom_the_system_does_not_know(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def unknown(_: type[Path]) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", classmethod(unknown))
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/s")
    assert run(["doctor"]) == 4
    assert "does not exist" in capsys.readouterr().err


def test_what_nobody_foresaw_is_called_a_defect_and_not_a_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: Path
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError(f"{ESC}oops{LEFT}")

    monkeypatch.setattr("containerloop.cli.runs.replay.answer", fails)
    assert run(["replay", str(snapshot)]) == 4
    said = capsys.readouterr().err
    assert said.startswith(
        "containerloop: internal error (a bug in containerloop): ValueError: oops\n"
    )
    assert "Traceback" not in said
    monkeypatch.setenv("CONTAINERLOOP_TRACEBACK", "1")
    assert run(["replay", str(snapshot)]) == 4
    assert "Traceback" in capsys.readouterr().err


LATE = """\
import os, signal, sys
from containerloop.cli import main as cli
flush, told = cli.streams.flush, []
def late():
    if not told:
        told.append(os.kill(os.getpid(), signal.SIGINT))
    flush()
cli.streams.flush = late
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv = ["containerloop", "causes"]
cli.main()
"""


def test_a_ctrl_c_at_the_very_end_is_one_sentence_too() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LATE], check=False, capture_output=True, text=True, timeout=30
    )
    said = "containerloop: interrupted; nothing was changed\n"
    assert (done.returncode, done.stderr) == (130, said)
    assert "CL401" in done.stdout


UNHEARD = """\
import os, signal, sys, time
from containerloop.cli import main as cli
class Tidied:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0)
def work(_):
    Tidied()
    time.sleep(20)
    return 1
cli.run = work
signal.signal(signal.SIGINT, signal.default_int_handler)
cli.main()
"""


def test_a_ctrl_c_that_python_raises_to_nobody_is_heard_all_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-c", UNHEARD], check=False, capture_output=True, text=True, timeout=10
    )
    said = "containerloop: interrupted; nothing was changed\n"
    assert (done.returncode, done.stderr) == (130, said)
