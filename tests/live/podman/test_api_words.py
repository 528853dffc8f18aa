"""What Podman says in other words than Docker, and must not lead to a wrong answer."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docker
import pytest

from tests.conftest import MakeCompose, RunCli, unique
from tests.live.podman.asking import codes, serving, told

CLASH = """
services:
  clash:
    image: containerloop-fixture/base:1
    command: [httpd, -f, -p, "8600"]
    init: true
    ports: ["31512:8600"]
"""


@pytest.fixture
def run_podman(fixture_image: Callable[[str], str]) -> Iterator[Callable[..., str]]:
    """`run_podman(*options, command=(...))`: a container outside any project, and its name."""
    names: list[str] = []

    def run(*options: str, command: tuple[str, ...] = ("sleep", "infinity")) -> str:
        names.append(name := unique("clt"))
        started = ["docker", "run", "-d", "--init", "--name", name, *options]
        subprocess.run([*started, fixture_image("base"), *command], check=True, capture_output=True)
        return name

    yield run
    for name in reversed(names):
        subprocess.run(["docker", "rm", "-f", name], check=False, capture_output=True)


@pytest.fixture
def for_everybody() -> Iterator[Path]:
    """A folder that an engine without root's rights may look into, unlike `tmp_path`."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield folder


def test_a_port_that_is_taken_is_not_reachable(
    tmp_path: Path, compose: MakeCompose, run_cli: RunCli
) -> None:
    """The container that could not start is said to publish it, and somebody else answers."""
    (tmp_path / "compose.yaml").write_text(CLASH)
    project = compose(tmp_path / "compose.yaml")
    with serving("0.0.0.0", 31512):
        assert project.up(check=False).returncode
        answer = told(run_cli, "31512", "-p", project.project)
    assert (answer["verdict"], codes(answer)) == ("unreachable", ["CL203"])


def test_the_default_network_has_no_names(
    run_podman: Callable[..., str], run_cli: RunCli, tmp_path: Path
) -> None:
    server = run_podman(command=("httpd", "-f", "-p", "8000"))
    client = run_podman("-e", f"WEB_URL=http://{server}:8000/")
    answer = told(run_cli, f"{server}:8000", "--from", f"container:{client}", cwd=tmp_path)
    assert codes(answer) == ["CL403"]


def test_a_pod_beside_the_project_ends_no_run(
    docker_client: docker.APIClient,
    run_podman: Callable[..., str],
    fixture_image: Callable[[str], str],
    run_cli: RunCli,
    tmp_path: Path,
) -> None:
    pod, member = unique("pod"), unique("clt")

    def libpod(way: str, path: str, **asked: Any) -> None:
        url = f"{docker_client.base_url}/v4.0.0/libpod{path}"
        docker_client.request(way, url, json=asked, timeout=60).raise_for_status()

    libpod(
        "POST", "/pods/create", name=pod, portmappings=[{"container_port": 80, "host_port": 31513}]
    )
    try:
        run = ["httpd", "-f", "-p", "80"]
        libpod(
            "POST",
            "/containers/create",
            pod=pod,
            name=member,
            image=fixture_image("base"),
            command=run,
        )
        libpod("POST", f"/pods/{pod}/start")
        assert told(run_cli, "31513", cwd=tmp_path)["verdict"] == "reachable"
        server = run_podman(command=("httpd", "-f", "-p", "8000"))
        client = run_podman()
        answer = told(run_cli, f"{server}:8000", "--from", f"container:{client}", cwd=tmp_path)
        assert codes(answer) == ["CL403"]
        inside = told(run_cli, "80", "--from", f"container:{member}", cwd=tmp_path)
        assert inside["verdict"] == "inconclusive"
        assert "part of a pod" in str(inside["not_checked"])
    finally:
        libpod("DELETE", f"/pods/{pod}?force=true&timeout=0")


def test_a_container_can_be_removed_once_a_run_is_over(
    run_podman: Callable[..., str],
    run_cli: RunCli,
    tmp_path: Path,
    docker_client: docker.APIClient,
) -> None:
    """Podman removes none in whose network another is: the run ends when its probes are gone."""
    client = run_podman()
    for _ in range(3):
        told(run_cli, "localhost:8000", "--from", f"container:{client}", cwd=tmp_path)
        left = docker_client.containers(all=True, filters={"label": "containerloop.run"})
        assert left == []
    docker_client.remove_container(client, force=True)


def test_a_hosts_file_that_is_mounted_is_not_guessed(
    run_podman: Callable[..., str],
    run_cli: RunCli,
    for_everybody: Path,
    docker_client: docker.APIClient,
) -> None:
    """The client's file sends the name elsewhere, and a probe beside it has another file."""
    (for_everybody / "hosts").write_text("127.0.0.1 localhost\n127.0.0.9 cache\n")
    network = unique("clt-net")
    docker_client.create_network(network, driver="bridge")
    try:
        run_podman(
            "--network", network, "--network-alias", "cache",
            command=("httpd", "-f", "-p", "8000"),
        )  # fmt: skip
        client = run_podman("--network", network, "-v", f"{for_everybody}/hosts:/etc/hosts:ro")
        answer = told(run_cli, "cache:8000", "--from", f"container:{client}", cwd=for_everybody)
        assert (answer["verdict"], codes(answer)) == ("inconclusive", [])
    finally:
        for each in docker_client.containers(all=True, filters={"network": network}):
            docker_client.remove_container(each["Id"], force=True)
        docker_client.remove_network(network)
