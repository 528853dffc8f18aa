"""`wait` from the command line, where there is no engine."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import CLI, RunCli
from tests.unit.pipeline.test_wait import PAGE, free_port, serving

NO_ENGINE = {"DOCKER_HOST": "", "DOCKER_CONTEXT": "", "DOCKER_CONFIG": "/nonexistent"}


@pytest.fixture
def no_engine() -> dict[str, str]:
    if Path("/var/run/docker.sock").exists():
        pytest.skip("an engine answers at the usual address")
    return NO_ENGINE


def test_it_ends_with_0_when_it_is_served(
    run_cli: RunCli, no_engine: dict[str, str], tmp_path: Path
) -> None:
    port = free_port()
    with serving(port, reply=lambda: PAGE):
        done = run_cli("wait", f"http://localhost:{port}/", cwd=tmp_path, env=no_engine)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"✓ http://localhost:{port}/ is reachable")
    assert done.stderr == ""


def test_it_ends_with_1_and_the_cause(
    run_cli: RunCli, no_engine: dict[str, str], tmp_path: Path
) -> None:
    target = f"127.0.0.1:{free_port()}"
    done = run_cli("wait", target, "--for", "0.3", cwd=tmp_path, env=no_engine)
    assert done.returncode == 1, done.stderr
    assert "CL212" in done.stdout


def test_a_name_needs_no_engine_either(
    run_cli: RunCli, no_engine: dict[str, str], tmp_path: Path
) -> None:
    port = free_port()
    for more in ([], ["--from", "host"]):
        words = ["wait", f"no-such-name.invalid:{port}", "--for", "0", "--timeout", "1", *more]
        done = run_cli(*words, cwd=tmp_path, env=no_engine)
        assert done.returncode in (1, 3), done.stderr
        assert "no-such-name.invalid" in done.stdout


def test_an_engine_that_was_named_has_to_answer(run_cli: RunCli, tmp_path: Path) -> None:
    env = NO_ENGINE | {"DOCKER_HOST": "unix:///nonexistent/s"}
    done = run_cli("wait", "example.invalid:80", "--for", "0", cwd=tmp_path, env=env)
    assert done.returncode == 4
    assert done.stdout == ""


@pytest.mark.parametrize("words", [(), ("localhost",), ("8000-8005",)])
def test_what_only_containers_tell_needs_an_engine(
    words: tuple[str, ...], run_cli: RunCli, no_engine: dict[str, str], tmp_path: Path
) -> None:
    done = run_cli("why", *words, cwd=tmp_path, env=no_engine)
    assert done.returncode == 4
    assert "no container engine" in done.stderr


@pytest.mark.parametrize("words", [["--from", "api"], ["-p", "shop"]])
def test_a_container_does_need_one(
    words: list[str], run_cli: RunCli, no_engine: dict[str, str], tmp_path: Path
) -> None:
    done = run_cli("wait", "db:5432", *words, cwd=tmp_path, env=no_engine)
    assert done.returncode == 4
    assert "no container engine" in done.stderr


@pytest.mark.parametrize(
    "words", [["--for", "nan"], ["--for", "-1"], ["--for", "1e9"], ["--for", "soon"], []]
)
def test_other_words_are_usage_errors(words: list[str], run_cli: RunCli) -> None:
    done = run_cli("wait", *(["5432", *words] if words else []))
    assert done.returncode == 2
    assert done.stderr


def test_ctrl_c_ends_it_with_130(no_engine: dict[str, str], tmp_path: Path) -> None:
    words = [str(CLI), "wait", f"127.0.0.1:{free_port()}", "--for", "60"]
    with subprocess.Popen(
        words, cwd=tmp_path, env=os.environ | no_engine, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    ) as run:  # fmt: skip
        time.sleep(3)
        run.send_signal(signal.SIGINT)
        told, complaint = run.communicate(timeout=30)
    assert run.returncode == 130
    assert told == ""
    assert "interrupted" in complaint
