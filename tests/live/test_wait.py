"""`wait` with real containers: served in the end, never served, and interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import docker
import pytest

from containerloop.facts import RUN_LABEL
from tests.conftest import CLI, MakeCompose, RunCli
from tests.support.recording_proxy import recording

BASE = "    image: containerloop-fixture/base:1\n    init: true\n"


def project(folder: Path, compose: MakeCompose, *, after_s: int, at: str = "8000") -> str:
    """`web` sleeps, `api` serves HTTP on 8000 after some seconds; the project's name."""
    serve = f"sleep {after_s}; exec httpd -f -p {at} -h /etc"
    (folder / "compose.yaml").write_text(
        f'services:\n  web:\n{BASE}    command: ["sleep", "infinity"]\n'
        f'  api:\n{BASE}    command: ["sh", "-c", "{serve}"]\n'
    )
    made = compose(folder / "compose.yaml")
    made.up()
    return made.project


def test_it_ends_when_the_server_serves_and_one_probe_stays(
    tmp_path: Path, compose: MakeCompose, run_cli: RunCli, engine_url: str
) -> None:
    name, began = project(tmp_path, compose, after_s=8), time.monotonic()
    socket = tmp_path / "p.sock"
    with recording(socket, Path(engine_url.removeprefix("unix://"))) as recorder:
        done = run_cli(
            "wait", "http://api:8000/passwd", "--from", "web", "-p", name, cwd=tmp_path,
            env={"DOCKER_HOST": f"unix://{socket}"},
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("✓ http://api:8000/passwd is reachable: HTTP answers")
    assert time.monotonic() - began < 50
    # web, and at most one look inside api; no probe for each round
    assert len(recorder.modes) <= 2
    assert len(recorder.modes) == len(set(recorder.modes))


def test_it_says_why_not(tmp_path: Path, compose: MakeCompose, run_cli: RunCli) -> None:
    name = project(tmp_path, compose, after_s=0, at="127.0.0.1:8000")
    done = run_cli("wait", "api:8000", "--from", "web", "-p", name, "--for", "2", cwd=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.startswith("✗ web cannot reach api:8000: api listens on 127.0.0.1:8000 only")
    assert "tried just now on a probe from web: HTTP answered" in done.stdout
    assert done.stderr == ""


def test_a_server_that_needs_longer_has_no_fault(
    tmp_path: Path, compose: MakeCompose, run_cli: RunCli
) -> None:
    name = project(tmp_path, compose, after_s=600)
    done = run_cli("wait", "api:8000", "--from", "web", "-p", name, "--for", "1", cwd=tmp_path)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "run this again in a moment" in done.stdout


def test_a_client_that_starts_later_is_waited_for(
    tmp_path: Path, compose: MakeCompose, run_cli: RunCli, docker_client: docker.APIClient
) -> None:
    name = project(tmp_path, compose, after_s=0)
    docker_client.stop(f"{name}-api-1", timeout=0)
    words = [str(CLI), "wait", "api:8000", "--from", "web", "-p", name, "--for", "60"]
    with subprocess.Popen(
        words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        time.sleep(4)
        docker_client.restart(f"{name}-web-1", timeout=0)  # its probe goes with its network
        docker_client.start(f"{name}-api-1")
        told, complaint = run.communicate(timeout=90)
    assert run.returncode == 0, told + complaint
    assert told.startswith("✓ api:8000 is reachable")


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_ctrl_c_leaves_nothing_behind(
    tmp_path: Path, compose: MakeCompose, docker_client: docker.APIClient
) -> None:
    name = project(tmp_path, compose, after_s=600)
    words = [str(CLI), "wait", "api:8000", "--from", "web", "-p", name]
    with subprocess.Popen(
        words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        inside = f"container:{docker_client.inspect_container(f'{name}-web-1')['Id']}"
        until = time.monotonic() + 30
        while not probes_in(docker_client, inside) and time.monotonic() < until:
            time.sleep(0.1)
        run.send_signal(signal.SIGINT)
        told, complaint = run.communicate(timeout=30)
    assert run.returncode == 130
    assert told == ""
    assert "interrupted" in complaint
    until = time.monotonic() + 10
    while probes_in(docker_client, inside) and time.monotonic() < until:
        time.sleep(0.1)
    assert probes_in(docker_client, inside) == []


def probes_in(client: docker.APIClient, mode: str) -> list[str]:
    """The ids of our probes in a container's network."""
    rows = client.containers(all=True, filters={"label": RUN_LABEL})
    return [row["Id"] for row in rows if row["HostConfig"]["NetworkMode"] == mode]
