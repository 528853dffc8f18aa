"""A real engine in a container of the engine: what it publishes is on that container."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOT_PRIVATE, RunCli, unique
from tests.lab.engines import releases
from tests.lab.engines.trees import tree
from tests.lab.images import load

# the oldest engine makes no privileged container where root lacks a capability, as in some machines
if os.environ.get("CONTAINERLOOP_TEST_NAME", releases.DEFAULT) != releases.DEFAULT:
    pytest.skip("one engine in a container is enough", allow_module_level=True)

PORT = 2375
START = """
mkdir -p /run /root
exec dockerd --host tcp://0.0.0.0:2375 --host unix:///run/docker.sock --tls=false
"""
PROJECT = """
services:
  web:
    image: containerloop-fixture/base:1
    command: [httpd, -f, -p, "8000", -h, /etc]
    init: true
    ports: ["25130:8000"]
  hidden:
    image: containerloop-fixture/base:1
    command: [httpd, -f, -p, "8001", -h, /etc]
    init: true
"""


@pytest.fixture
def inner(
    private_engine: bool, tmp_path: Path, fixture_image: Callable[[str], str]
) -> Iterator[str]:
    """Where the engine in the container answers."""
    if not private_engine:
        pytest.skip(NOT_PRIVATE)
    unpacked, name = tree(releases.engine(releases.DEFAULT)), unique("clt-dind")
    run = ["docker", "run", "--detach", "--privileged", "--name", name]
    run += ["--volume", f"{unpacked}/usr:/usr:ro", "--volume", "/var/lib/docker"]
    start = ["/usr/bin/busybox", "sh", "-c", START.replace("mkdir", "busybox mkdir")]
    subprocess.run([*run, fixture_image("base"), *start], check=True, capture_output=True)
    try:
        wanted = "{{.NetworkSettings.IPAddress}}"
        shown = ["docker", "inspect", "--format", wanted, name]
        at = subprocess.run(shown, check=True, capture_output=True, text=True).stdout.strip()
        url = f"tcp://{at}:{PORT}"
        wait_for(url)
        load.ensure("base", os.environ | {"DOCKER_HOST": url})
        yield url
    finally:
        gone = ["docker", "rm", "--force", "--volumes", name]
        subprocess.run(gone, check=False, capture_output=True)


def wait_for(url: str, patience_s: float = 60.0) -> None:
    asks = ["docker", "--host", url, "version"]
    deadline = time.monotonic() + patience_s
    while subprocess.run(asks, check=False, capture_output=True).returncode:
        assert time.monotonic() < deadline, f"no engine answers at {url}"
        time.sleep(0.2)


def test_ports_are_offered_at_the_engines_container(
    inner: str, run_cli: RunCli, tmp_path: Path
) -> None:
    (tmp_path / "compose.yaml").write_text(PROJECT)
    there = {"DOCKER_HOST": inner}
    up = ["docker", "compose", "up", "--detach", "--wait"]
    subprocess.run(up, check=True, capture_output=True, cwd=tmp_path, env=os.environ | there)

    def asked(*words: str) -> Any:
        done = run_cli("why", *words, "--format", "json", cwd=tmp_path, env=there)
        assert done.stdout, done.stderr
        return json.loads(done.stdout)

    at = inner.removeprefix("tcp://").partition(":")[0]
    [found] = asked("25130")["findings"]
    assert found["code"] == "CL105"
    assert found["remedies"][0]["address"] == f"{at}:25130"
    assert found["remedies"][0]["proof"]["status"] == "proven"
    [found] = asked("8001")["findings"]
    assert found["code"] == "CL601"
    assert f"then use {at}:8001" in found["remedies"][0]["summary"]
    override = tmp_path / "compose.override.yaml"
    override.write_text(json.dumps(found["remedies"][0]["override"]))
    subprocess.run(up, check=True, capture_output=True, cwd=tmp_path, env=os.environ | there)
    assert asked(f"{at}:8001")["verdict"] == "reachable"
