"""How a command is run on an engine: its status, its end, and what is said when it cannot be."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.lab.engines import cache, run

PLAIN = dict(os.environ)


@pytest.mark.parametrize(("script", "status"), [("exit 0", 0), ("exit 5", 5), ("kill -9 $$", 137)])
def test_the_status_is_the_command_s(script: str, status: int) -> None:
    assert run._run(["sh", "-c", script], PLAIN) == status


def interrupt_when(file: Path, number: int) -> threading.Thread:
    def wait_and_interrupt() -> None:
        while not file.exists():
            time.sleep(0.01)
        os.kill(os.getpid(), number)

    thread = threading.Thread(target=wait_and_interrupt)
    thread.start()
    return thread


def test_an_interrupted_command_may_clear_away(tmp_path: Path) -> None:
    # at a terminal Ctrl-C reaches the command as well; here it ends a moment later by itself
    script = f"touch {tmp_path}/begun; sleep 0.3; touch {tmp_path}/cleared"
    thread = interrupt_when(tmp_path / "begun", signal.SIGINT)
    assert run._run(["sh", "-c", script], PLAIN) == 130
    thread.join()
    assert (tmp_path / "cleared").exists()


def test_a_termination_is_passed_on_at_once(tmp_path: Path) -> None:
    script = f"trap 'touch {tmp_path}/told; exit' TERM; touch {tmp_path}/begun; sleep 9 & wait"
    before = signal.signal(signal.SIGTERM, run.told)
    try:
        thread = interrupt_when(tmp_path / "begun", signal.SIGTERM)
        assert run._run(["sh", "-c", script], PLAIN) == 130
    finally:
        signal.signal(signal.SIGTERM, before)
    thread.join()
    assert (tmp_path / "told").exists()


def test_a_command_that_does_not_end_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PATIENCE", 0.2)
    script = f"trap '' TERM; touch {tmp_path}/begun; while :; do sleep 0.05; done"
    thread = interrupt_when(tmp_path / "begun", signal.SIGINT)
    assert run._run(["sh", "-c", script], PLAIN) == 130
    thread.join()


def engines(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.lab.engines", *arguments], env=PLAIN | environment,
        cwd=cache.CHECKOUT, check=False, capture_output=True, text=True,
    )  # fmt: skip


def test_what_cannot_be_set_up_is_one_sentence_and_status_4(tmp_path: Path) -> None:
    said = engines("run", "--engine", "26.1", "true", PATH=str(tmp_path))
    assert said.returncode == 4
    assert said.stderr.startswith("containerloop set-up: A private engine needs unshare")
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("arguments", [(), ("run",), ("run", "--engine", "19.03", "x"), ("other",)])
def test_wrong_arguments_are_usage(arguments: tuple[str, ...]) -> None:
    assert engines(*arguments).returncode == 2


def test_ci_runs_the_readme_s_test_command_and_nothing_else() -> None:
    lines = (cache.CHECKOUT / ".ci" / "run").read_text().splitlines()
    assert lines == ["#!/bin/sh", 'cd "$(dirname "$0")/.." && exec make test']
    assert os.access(cache.CHECKOUT / ".ci" / "run", os.X_OK)
