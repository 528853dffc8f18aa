"""These are for a swarm of two nodes; a stack is brought up for all of them."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import unique
from tests.lab.images import load

WORKER = os.environ.get("CONTAINERLOOP_TEST_WORKER", "")
if not WORKER:
    collect_ignore_glob = ["test_*.py"]

Deploy = Callable[[Path], str]


@pytest.fixture(scope="session")
def on_both_nodes() -> None:
    """The images of the fixtures, on the worker as on the manager."""
    for host in (os.environ["DOCKER_HOST"], WORKER):
        for image in ("base", "postgres"):
            load.ensure(image, {**os.environ, "DOCKER_HOST": host})


@pytest.fixture
def deploy(on_both_nodes: None) -> Iterator[Deploy]:
    """`deploy(file)`: the stack that the file becomes, all of whose tasks run; its name."""
    made: list[str] = []

    def bring_up(file: Path) -> str:
        name = unique("clt")
        made.append(name)
        told = ["docker", "stack", "deploy", "--resolve-image", "never", "-c", str(file), name]
        subprocess.run(told, check=True, capture_output=True)
        until(lambda: _all_run(name))
        return name

    yield bring_up
    for name in made:
        subprocess.run(["docker", "stack", "rm", name], check=False, capture_output=True)
        until(partial(_is_gone, name))


def _all_run(stack: str) -> bool:
    told = [json.loads(line) for line in _lines("stack", "services", stack, "--format", "json")]
    replicas: list[Any] = [row["Replicas"].partition(" ")[0].split("/") for row in told]
    return bool(replicas) and all(running == wanted for running, wanted in replicas)


def _is_gone(stack: str) -> bool:
    return not _lines("network", "ls", "-q", "--filter", f"name={stack}_")


def _lines(*words: str) -> list[str]:
    told = subprocess.run(["docker", *words], check=True, capture_output=True, text=True)
    return told.stdout.splitlines()


def until(so: Callable[[], bool], patience_s: float = 60.0) -> None:
    """Wait until it is so. Raises `TimeoutError` where it never is."""
    deadline = time.monotonic() + patience_s
    while not so():
        if time.monotonic() > deadline:
            raise TimeoutError("the swarm did not come to it")
        time.sleep(0.2)
