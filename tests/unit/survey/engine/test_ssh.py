"""Connections to an engine through ssh: how many at once, one more try, and what to type."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from containerloop.facts.ssh_address import as_typed
from containerloop.survey.engine.connection import connect
from tests.support.stand_in_engine import PING, http, stand_in
from tests.unit.survey.engine.test_connection import FAKE_SSH, failure

DROPPED = f"""#!{sys.executable}
import os, sys
try:
    os.close(os.open(os.environ["MARK"], os.O_CREAT | os.O_EXCL))
    sys.exit(255)
except FileExistsError:
    os.execv(os.environ["THEN"], [os.environ["THEN"], *sys.argv[1:]])
"""


@pytest.fixture
def fake_ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """`fake_ssh(name, text)`: a program on the PATH, which leads to the stand-in engine."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("STAND_IN", str(tmp_path / "s"))

    def made(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
        return tmp_path / name

    return made


def test_a_connection_that_the_ssh_server_drops_is_tried_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_ssh: Callable[[str, str], Path]
) -> None:
    fake_ssh("ssh", DROPPED)
    monkeypatch.setenv("THEN", str(fake_ssh("through", FAKE_SSH)))
    monkeypatch.setenv("MARK", str(tmp_path / "mark"))
    with stand_in(tmp_path / "s", {"/_ping": PING, "/v1.45/info": http(200, {"Name": "far"})}):
        connection = connect({"DOCKER_HOST": "ssh://u@h"}, tmp_path)
        assert connection.client.info() == {"Name": "far"}
        connection.client.close()


SLOW_SSH = f"""#!{sys.executable}
import os, sys, time
name = os.path.join(os.environ["SETTING_UP"], str(os.getpid()))
open(name, "w").close()
with open(os.environ["COUNTS"], "a") as counts:
    print(len(os.listdir(os.environ["SETTING_UP"])), file=counts)
time.sleep(0.3)
os.remove(name)
os.execv(os.environ["THEN"], [os.environ["THEN"], *sys.argv[1:]])
"""


def test_no_more_than_four_connections_are_set_up_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_ssh: Callable[[str, str], Path]
) -> None:
    (tmp_path / "setting-up").mkdir()
    monkeypatch.setenv("SETTING_UP", str(tmp_path / "setting-up"))
    monkeypatch.setenv("COUNTS", str(tmp_path / "counts"))
    fake_ssh("ssh", SLOW_SSH)
    monkeypatch.setenv("THEN", str(fake_ssh("through", FAKE_SSH)))
    with stand_in(tmp_path / "s", {"/_ping": PING, "/v1.45/info": http(200, {"Name": "far"})}):
        connection = connect({"DOCKER_HOST": "ssh://u@h"}, tmp_path)
        with ThreadPoolExecutor(9) as pool:
            found = [pool.submit(connection.client.info) for _ in range(9)]
            assert {each.result()["Name"] for each in found} == {"far"}
        connection.client.close()
    counted = [int(line) for line in (tmp_path / "counts").read_text().split()]
    assert len(counted) > 4
    assert max(counted) <= 4


def test_what_to_type_is_what_ssh_takes(
    tmp_path: Path, fake_ssh: Callable[[str, str], Path]
) -> None:
    fake_ssh("ssh", "#!/bin/sh\nexit 255\n")
    error = failure("ssh://root:canary@h:2222/run/docker.sock", tmp_path)
    assert "ssh -p 2222 root@h docker version" in error.hint
    assert "canary" not in error.hint


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("ssh://h", "ssh h"),
        ("ssh://u@h", "ssh u@h"),
        ("ssh://u:canary@h:22/run/x.sock", "ssh -p 22 u@h"),
        ("ssh://[fe80::1]:2222", "ssh -p 2222 fe80::1"),
        ("ssh://u@[fe80::1]", "ssh u@fe80::1"),
        ("ssh://-oProxyCommand=x@h:22", "ssh -p 22 -- -oProxyCommand=x@h"),
    ],
)
def test_an_address_as_ssh_takes_it(address: str, typed: str) -> None:
    assert as_typed(address) == typed


HOLDS = """
import sys, time
from pathlib import Path
from containerloop.survey.engine.connection import connect
held = connect({"DOCKER_HOST": "ssh://u@h"}, Path(sys.argv[1]))
print("up", flush=True)
time.sleep(60)
"""
NOTE = "\nimport os; print(os.getpid(), file=open(os.environ['PIDS'], 'a'))\n"
NOTED = FAKE_SSH.replace("\n", NOTE, 1)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_ssh_outlives_this_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_ssh: Callable[[str, str], Path], how: int
) -> None:
    """It reads the end of its input, which is ours, and goes."""
    fake_ssh("ssh", NOTED)
    monkeypatch.setenv("PIDS", str(tmp_path / "pids"))
    asking = [sys.executable, "-c", HOLDS, str(tmp_path)]
    with (
        stand_in(tmp_path / "s", {"/_ping": PING}),
        subprocess.Popen(asking, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process,
    ):
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        [pid] = map(int, (tmp_path / "pids").read_text().split())
        assert Path(f"/proc/{pid}").exists()
        process.send_signal(how)
        process.wait(10)
        until = time.monotonic() + 10
        while _runs(pid) and time.monotonic() < until:
            time.sleep(0.05)
        assert not _runs(pid)


def _runs(pid: int) -> bool:
    """Whether it has a command line: one that has ended and was not waited for has none."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return False
