"""Hostile names on every way to the terminal that a report does not go: stderr, plans, doctor.

The engine is a stand-in, so that names are as hostile as no real engine would take them.
"""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CLI
from tests.support import misbehaving_engine as engines
from tests.support.misbehaving_engine import says
from tests.support.probe_process import MACHINE

pytestmark = pytest.mark.skipif(not MACHINE, reason="the probe runs on Linux, amd64 or arm64")

EVIL = (
    "\x1b[31mred\x1b]0;title\x07[/bold] \u202eleft\u2066 \r\nnext\u2028line\x9b1m\x00" + "n" * 1000
)
OWN_LINE = re.compile(r"\r\x1b\[2K")


def hostile(value: Any) -> Any:
    """The same answer with each text that names something made hostile."""
    if isinstance(value, list):
        return [hostile(item) for item in value]
    if not isinstance(value, dict):
        return value
    spoilt: dict[str, Any] = {}
    for key, item in value.items():
        named = key in ("Name", "Image", "Hostname", "Status", "KernelVersion", "Version")
        if named and isinstance(item, str):
            spoilt[key] = item + EVIL
        elif key in ("Env", "Cmd", "Aliases", "Names", "Warnings"):
            spoilt[key] = [*(item or ()), f"E_URL=redis://[red]{EVIL}:5432/{EVIL}", EVIL]
        elif key == "Labels":
            spoilt[key] = {**item, EVIL: EVIL}
        elif key == "Networks":
            spoilt[key] = {name + EVIL: hostile(there) for name, there in item.items()}
        else:
            spoilt[key] = hostile(item)
    return spoilt


def spoil(kinds: tuple[str, ...]) -> dict[str, engines.Spoil]:
    answers = engines.answers()
    return {
        kind: says(engines.http(hostile(answers[kind])).replace(
            b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        for kind in kinds
    }  # fmt: skip


def environment(folder: Path, **more: str) -> dict[str, str]:
    own = {"DOCKER_HOST": f"unix://{folder}/s", "DOCKER_CONFIG": str(folder)}
    return os.environ | own | {"TERM": "xterm", "COLUMNS": "100"} | more


def harmless(text: str) -> bool:
    return all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cf") for c in text)


ASKED = [
    ["why", "5432", "-p", "shop"],
    ["why", "5432", "-p", "shop", "-v"],
    ["why", "5432", "-p", "shop", "--dry-run"],
    ["why", "5432", "-p", "shop", "--no-probe", "-v"],
    ["why", "5432", "-p", f"x{EVIL[:-1001]}"],
    ["why", "5432", "-p", "shop", "--from", "nobody"],
    ["doctor"],
    ["doctor", "--format", "json"],
]
WHERE = [("list", "inspect", "networks"), ("info", "version"), ("info", "version", "list")]


@pytest.mark.parametrize("words", ASKED, ids=lambda words: "-".join(words[:5])[:40])
@pytest.mark.parametrize("kinds", WHERE, ids="-".join)
def test_no_name_reaches_the_terminal(
    words: list[str], kinds: tuple[str, ...], tmp_path: Path
) -> None:
    words = [word.replace("\0", "") for word in words]
    with engines.engine(tmp_path / "s", spoil(kinds)):
        done = subprocess.run(
            [CLI, *words, *(["--timeout", "1"] if words[0] == "why" else [])], cwd=tmp_path,
            env=environment(tmp_path, NO_COLOR="1"), check=False, capture_output=True,
            timeout=60, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    out, complaint = done.stdout.decode(), done.stderr.decode()
    assert done.returncode in (0, 1, 3, 4)
    assert "Traceback" not in complaint
    assert "internal error" not in complaint
    assert harmless(out), out
    assert harmless(complaint), complaint
    assert len(complaint.splitlines()) <= 2
    if "json" in words and out:
        json.loads(out)


@pytest.mark.parametrize("kinds", WHERE, ids="-".join)
def test_nor_the_progress_of_a_run(kinds: tuple[str, ...], tmp_path: Path) -> None:
    """On a terminal the only controls are those that replace our own line."""
    ours, theirs = pty.openpty()
    with engines.engine(tmp_path / "s", spoil(kinds)):
        with subprocess.Popen(
            [CLI, "why", "5432", "-p", "shop", "--timeout", "1"], cwd=tmp_path,
            env=environment(tmp_path), stdout=subprocess.DEVNULL, stderr=theirs,
            stdin=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            os.close(theirs)
            seen = drained(ours)
        os.close(ours)
    assert process.returncode in (1, 3, 4)
    assert "asking the engine" in seen
    assert harmless(OWN_LINE.sub("", seen).replace("\r\n", "\n")), seen
    assert all(len(line) <= 100 for line in OWN_LINE.split(seen) if "…" in line)


def drained(terminal: int) -> str:
    seen = b""
    try:
        while part := os.read(terminal, 65536):
            seen += part
    except OSError:  # so a terminal ends on Linux
        pass
    return seen.decode()


@pytest.mark.parametrize("name", ["COMPOSE_PROJECT_NAME", "COMPOSE_FILE", "DOCKER_CONTEXT"])
def test_nor_what_the_environment_says(name: str, tmp_path: Path) -> None:
    evil = {name: EVIL.replace("\0", "")}
    if name == "DOCKER_CONTEXT":
        evil["DOCKER_HOST"] = ""
    with engines.engine(tmp_path / "s"):
        done = subprocess.run(
            [CLI, "why", "5432", "-v"], cwd=tmp_path, env=environment(tmp_path, **evil),
            check=False, capture_output=True, timeout=60, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    assert done.returncode in (0, 1, 3, 4)
    assert "internal error" not in done.stderr.decode()
    assert harmless(done.stderr.decode())
    assert harmless(done.stdout.decode())


def test_nor_the_name_of_a_compose_file_or_what_is_wrong_in_it(tmp_path: Path) -> None:
    name = "\x1b[31m\u202e[bold]x\n.yaml"
    for text in ("a: [", f"services: {{{json.dumps(EVIL)}: 3}}", "services: 3", "\x1b[31m: *x"):
        (tmp_path / name).write_text(text)
        with engines.engine(tmp_path / "s"):
            done = subprocess.run(
                [CLI, "why", "5432", "-f", name], cwd=tmp_path, env=environment(tmp_path),
                check=False, capture_output=True, timeout=60, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        (tmp_path / "s").unlink()
        assert done.returncode in (1, 3, 4)
        assert "internal error" not in done.stderr.decode()
        assert harmless(done.stderr.decode())
        assert harmless(done.stdout.decode())
