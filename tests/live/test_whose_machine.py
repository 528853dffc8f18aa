"""Whether an engine is on this machine, however it is reached and whatever addresses it has.

An engine of this network and one of another, whose docker0 has the same address, each through its
own socket, through a forwarded port of 127.0.0.1, and through ssh to 127.0.0.1.
"""

import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import docker
import pytest

from tests.conftest import CLI, PATIENCE
from tests.lab.engines import client as clients
from tests.lab.engines import releases
from tests.lab.engines.private import Engine, started
from tests.lab.images import load

pytestmark = pytest.mark.live
SSH = """#!/bin/sh
while [ "$1" != -- ]; do shift; done
shift 2
DOCKER_HOST={url} exec "$@"
"""
"""Runs on this machine what it is told to run on another."""


def copied(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@contextmanager
def forwarded(url: str) -> Iterator[str]:
    """The address of a port of 127.0.0.1 that leads to an engine's socket."""

    def passed_on(client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as engine:
            engine.connect(url.removeprefix("unix://"))
            back = threading.Thread(target=copied, args=(engine, client))
            back.start()
            copied(client, engine)
            back.join()

    def accepted() -> None:
        with suppress(OSError):
            while True:
                client, _ = server.accept()
                threading.Thread(target=passed_on, args=(client,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        accepting = threading.Thread(target=accepted)
        accepting.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        accepting.join()


@contextmanager
def reached(way: str, url: str, folder: Path) -> Iterator[dict[str, str]]:
    """The environment in which the engine at `url` is reached in this way."""
    if way == "forwarded":
        with forwarded(url) as address:
            yield {"DOCKER_HOST": address}
    elif way == "ssh":
        (folder / "ssh").write_text(SSH.format(url=url))
        (folder / "ssh").chmod(0o755)
        path = f"{folder}{os.pathsep}{os.environ['PATH']}"
        yield {"DOCKER_HOST": "ssh://root@127.0.0.1", "PATH": path}
    else:
        yield {"DOCKER_HOST": url}


def asked(
    *words: str, env: Mapping[str, str], folder: Path, engine: Engine | None = None
) -> tuple[int, Any]:
    """The exit status and the JSON; from the host of `engine`, else from where the tests run."""
    command = [str(CLI), *words, "--format", "json"]
    done = subprocess.run(
        engine.on_its_host(command) if engine else command, cwd=folder, check=False,
        env={**os.environ, **env}, capture_output=True, text=True, timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def whereabouts(env: Mapping[str, str], folder: Path, engine: Engine | None = None) -> Any:
    _, told = asked("doctor", env=env, folder=folder, engine=engine)
    return told["engine"]["same_machine"], told["engine"]["same_kernel"]


@pytest.fixture(scope="module")
def version(engine_host: Callable[..., str], docker_client: docker.APIClient) -> str:
    answered = docker_client.version()["Version"]
    return next(known for known in releases.ENGINES if answered.startswith(known))


@pytest.fixture(scope="module")
def other(version: str) -> Iterator[Engine]:
    """An engine with a network of its own."""
    with started(version) as engine:
        yield engine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty one, so that no compose file is in the way."""
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


def bridge_address(url: str) -> str:
    client = docker.APIClient(base_url=url, version="auto", timeout=20)
    with ExitStack() as held:
        held.callback(client.close)
        return str(client.inspect_network("bridge")["IPAM"]["Config"][0]["Subnet"])


@pytest.mark.parametrize("way", ["its socket", "forwarded", "ssh"])
def test_the_engine_of_this_network(
    way: str, engine_url: str, version: str, folder: Path, tmp_path: Path
) -> None:
    with reached(way, engine_url, tmp_path) as env:
        assert whereabouts(env, folder) == (True, True)


@pytest.mark.parametrize("way", ["its socket", "forwarded", "ssh"])
def test_an_engine_elsewhere_with_the_same_bridge_address(
    way: str, engine_url: str, other: Engine, folder: Path, tmp_path: Path
) -> None:
    assert bridge_address(engine_url) == bridge_address(other.url)
    with reached(way, other.url, tmp_path) as env:
        assert whereabouts(env, folder) == (False, True)


@pytest.mark.parametrize("flags", [(), ("--bridge=none",)], ids=["first start", "no bridge"])
def test_an_engine_that_no_address_would_tell(
    flags: tuple[str, ...], version: str, folder: Path
) -> None:
    with started(version, *flags) as engine:
        env = clients.for_private(engine)
        assert whereabouts(env, folder, engine) == (True, True)
        status, told = asked("why", "18201", env=env, folder=folder, engine=engine)
        assert (status, [found["code"] for found in told["findings"]]) == (1, ["CL212"])


def test_a_server_here_is_not_denied_and_none_there_is_named(other: Engine, folder: Path) -> None:
    """Two machines, each with a server of its own on a port that the other does not have."""
    there = other.on_its_host([sys.executable, "-m", "http.server", "18105"])
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        subprocess.Popen(there, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process,
    ):
        try:
            here, env = server.getsockname()[1], {"DOCKER_HOST": other.url}
            _, told = asked("why", str(here), env=env, folder=folder)
            assert "CL212" not in [found["code"] for found in told["findings"]]
            status, told = asked("why", "18105", env=env, folder=folder)
            assert (status, told["findings"]) == (3, [])
            assert f"pid {process.pid}" not in json.dumps(told)
            status, told = asked("why", "18106", env=env, folder=folder)
            assert [found["code"] for found in told["findings"]] == ["CL212"]
            assert "on the engine's host" in told["findings"][0]["summary"]
        finally:
            process.kill()


SHOP = """
name: clt-elsewhere
services:
  db:
    image: {image}
    stop_grace_period: 0s
    command: [httpd, -f, -p, "8000"]
    ports: ["25921:8000"]
  api:
    image: {image}
    stop_grace_period: 0s
    command: [sleep, infinity]
"""


def test_a_project_on_the_engine_of_another_context(
    other: Engine, engine_url: str, folder: Path, tmp_path: Path
) -> None:
    """Brought up there, asked here; then the command that is printed, and asked again."""
    theirs = {**os.environ, **clients.for_private(other)}
    image = load.ensure("base", theirs)
    (folder / "compose.yaml").write_text(SHOP.format(image=image))
    settings = tmp_path / "docker"
    shutil.copytree(theirs["DOCKER_CONFIG"], settings)
    chosen = {"DOCKER_CONFIG": str(settings), "DOCKER_HOST": "", "DOCKER_CONTEXT": ""}
    for name, url in (("here", engine_url), ("there", other.url)):
        by_docker("context", "create", name, "--docker", f"host={url}", env=chosen)
    by_docker("context", "use", "here", env=chosen)
    up = ("compose", "--project-directory", str(folder), "up", "-d", "--wait")
    by_docker(*up, env=theirs)
    try:
        status, told = asked("why", "25921", env=chosen, folder=folder)
        assert (status, [found["code"] for found in told["findings"]]) == (1, ["CL101"])
        assert '"there"' in told["findings"][0]["summary"]
        _, told = asked("why", env=chosen, folder=folder)
        assert "project clt-elsewhere runs on the engine" in told["notes"][0]
        command = asked("why", "25921", env=chosen, folder=folder)[1]["findings"][0]["remedies"][0]
        assert command["host_command"] == "docker context use there"
        by_docker(*shlex.split(command["host_command"])[1:], env=chosen)
        status, told = asked("why", "db:8000", "--from", "api", env=chosen, folder=folder)
        assert (status, told["verdict"]) == (0, "reachable")
    finally:
        by_docker("compose", "--project-directory", str(folder), "down", env=theirs)


def by_docker(*words: str, env: Mapping[str, str]) -> None:
    variables = {name: value for name, value in {**os.environ, **env}.items() if value}
    subprocess.run(["docker", *words], env=variables, check=True, capture_output=True)
