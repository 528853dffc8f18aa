"""Compose files that are none, and a compose plugin that hangs, floods or talks nonsense.

Nothing endless is ever opened, and no program of ours outlives its answer or our own end.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from containerloop.errors import ComposeFileInvalid
from containerloop.survey.compose import plugin
from containerloop.survey.compose.project import read_project
from containerloop.survey.plain_files import MOST_BYTES
from tests.conftest import CLI
from tests.support import misbehaving_engine as engines

pytestmark = pytest.mark.skipif(os.name != "posix", reason="FIFOs, shells and process groups")

PLAIN = "name: shop\nservices:\n  api:\n    image: x\n"
HANGS = 'echo $$ >>"$PIDS"; (echo hi >/dev/null; exec sleep 300) & echo $! >>"$PIDS"; wait'
Environ = dict[str, str]
Plugin = Callable[[str], Environ]


@pytest.fixture
def stand_in(tmp_path: Path) -> Plugin:
    """`stand_in(script)`: an environment whose compose plugin is this script."""

    def make(script: str) -> Environ:
        folder = tmp_path / "docker" / "cli-plugins"
        folder.mkdir(parents=True)
        program = folder / "docker-compose"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        settings = {"DOCKER_CONFIG": str(tmp_path / "docker"), "PIDS": str(tmp_path / "pids")}
        return {"PATH": os.environ["PATH"], "HOME": str(tmp_path)} | settings

    return make


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "compose.yaml").write_text(PLAIN)
    return folder


def alive(pids: Path) -> list[int]:
    """Those of the processes written down that still run; a zombie does not."""
    found = []
    for pid in pids.read_text().split():
        stat = Path("/proc", pid, "stat")
        if stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z":
            found.append(int(pid))
    return found


def soon(true: Callable[[], bool], most_s: float = 5.0) -> bool:
    deadline = time.monotonic() + most_s
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return true()


def both_started(pids: Path) -> Callable[[], bool]:
    """The plugin is asked twice at once, and each writes down two processes."""
    return lambda: pids.exists() and len(pids.read_text().split()) == 4


def make_endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def make_giant(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)


NOT_FILES = {
    "is not a regular file": [make_endless, os.mkfifo],
    "has more than 1 MiB": [make_giant],
}
CASES = [(said, make) for said, makes in NOT_FILES.items() for make in makes]


@pytest.mark.parametrize(("said", "make"), CASES)
@pytest.mark.parametrize("name", ["given.yaml", ".env"])
def test_what_is_no_file_is_opened_by_nobody(
    said: str, make: Callable[[Path], None], name: str, project: Path, stand_in: Plugin
) -> None:
    environ = stand_in('echo $$ >>"$PIDS"; exec cat "$@" >/dev/null')
    make(project / name)
    files = [name] if name != ".env" else []
    with pytest.raises(ComposeFileInvalid, match=rf"^{name}: {said}$"):
        read_project(project, files, environ=environ)
    assert not Path(environ["PIDS"]).exists()  # the plugin has not even been started


NAMING = {
    "env_file": "services: {a: {image: x, env_file: [{path: named}]}}",
    "extends": "services: {a: {extends: {file: named, service: b}}}",
    "include": "include: [named]\nservices: {}",
    "include with a path": "include: [{path: [named]}]\nservices: {}",
    "a variable": "services: {a: {image: x, env_file: $NAMED}}",
}


@pytest.mark.parametrize("naming", NAMING)
@pytest.mark.parametrize(("said", "make"), CASES)
def test_nor_is_one_that_a_compose_file_names(
    said: str, make: Callable[[Path], None], naming: str, project: Path, stand_in: Plugin
) -> None:
    environ = stand_in(HANGS) | {"NAMED": "named"}
    (project / "compose.yaml").write_text(NAMING[naming])
    make(project / "named")
    began = time.monotonic()
    with pytest.raises(ComposeFileInvalid, match=f"^named: {said}$"):
        read_project(project, environ=environ)
    assert time.monotonic() - began < plugin.SECONDS / 2
    pids = Path(environ["PIDS"])
    assert soon(lambda: not pids.exists() or alive(pids) == [])


def test_a_folder_called_env_is_passed_over(project: Path, stand_in: Plugin) -> None:
    environ = stand_in('case "$*" in *json) echo "{}";; esac')
    (project / ".env").mkdir()  # a virtual environment of Python's is often called so
    assert read_project(project, environ=environ)


def test_a_folder_is_no_compose_file(project: Path, stand_in: Plugin) -> None:
    environ = stand_in("exit 1")
    with pytest.raises(ComposeFileInvalid, match=r"^shop: cannot be read \(Is a directory\)"):
        read_project(project, ["."], environ=environ)


def test_one_that_hangs_is_killed_with_its_children(
    project: Path, stand_in: Plugin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin, "SECONDS", 1.5)
    environ = stand_in(HANGS)
    found = read_project(project, environ=environ)
    assert found is not None
    assert found.notes[0].startswith("docker compose config did not answer within 2 s")
    assert both_started(Path(environ["PIDS"]))()
    assert soon(lambda: alive(Path(environ["PIDS"])) == [])


SPOILT = {
    "yes": "wrote too much output",
    "exec yes >&2": "wrote too much output",
    "echo []": "did not answer in JSON",
    "echo nonsense": "did not answer in JSON",
    "head -c 100000 /dev/zero | tr '\\0' '['": "did not answer in JSON",
    "exit 1": "failed without a message",
    r"printf '\033[31mboom\n' >&2; exit 7": "boom",
    "echo 'fatal error: runtime: out of memory' >&2; echo goroutine 1 >&2; exit 2": "much memory",
}


@pytest.mark.parametrize("script", SPOILT)
def test_nonsense_of_the_plugin_is_one_sentence(
    script: str, project: Path, stand_in: Plugin
) -> None:
    environ = stand_in(script)
    with pytest.raises(ComposeFileInvalid) as refused:
        read_project(project, environ=environ)
    assert SPOILT[script] in refused.value.message
    assert "\x1b" not in refused.value.message
    assert ("fix the file" in refused.value.hint) is (SPOILT[script] == "boom")


def test_one_without_a_limit_of_its_own_gets_one(project: Path, stand_in: Plugin) -> None:
    environ = stand_in('ulimit -d >>"$PIDS"; echo "{}"')
    assert read_project(project, environ=environ)
    assert {int(each) for each in Path(environ["PIDS"]).read_text().split()} == {1048576}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_none_outlives_this_process(how: int, project: Path, stand_in: Plugin) -> None:
    environ = stand_in(HANGS)
    asking = [sys.executable, "-c", "import pathlib;"
              "from containerloop.survey.compose.project import read_project;"
              "read_project(pathlib.Path.cwd())"]  # fmt: skip
    with subprocess.Popen(asking, cwd=project, env=environ, stderr=subprocess.DEVNULL) as process:
        assert soon(both_started(Path(environ["PIDS"])))
        process.send_signal(how)
    assert soon(lambda: alive(Path(environ["PIDS"])) == [])


def test_ctrl_c_while_compose_is_asked(project: Path, stand_in: Plugin, tmp_path: Path) -> None:
    socket = tmp_path / "s"
    environ = os.environ | stand_in(HANGS) | {"DOCKER_HOST": f"unix://{socket}"}
    with engines.engine(socket), subprocess.Popen(
        [CLI, "why", "5432", "-f", "compose.yaml"], cwd=project, env=environ, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert soon(both_started(Path(environ["PIDS"])))
        process.send_signal(signal.SIGINT)
        out, complaint = process.communicate(timeout=5)
    said = "containerloop: interrupted; nothing was changed\n"
    assert (process.returncode, out, complaint) == (130, "", said)
    assert soon(lambda: alive(Path(environ["PIDS"])) == [])
