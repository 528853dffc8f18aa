"""How containers call servers of the host: the name, the address, and the fix that works."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import MakeCompose, RunCli
from tests.lab.engines.compose import Compose
from tests.live.podman.asking import codes, fetched, first_override, serving, told

NAME = os.environ.get("CONTAINERLOOP_TEST_NAME", "")
Client = Callable[..., Compose]
ROOTLESS = NAME.endswith("-rootless")
FOUR = NAME.startswith("podman-4")
CLIENT = """
services:
  api:
    image: containerloop-fixture/base:1
    command: [sleep, infinity]
    init: true
    environment: {{BACKEND_URL: "http://{host}:31520/"}}
"""


@pytest.fixture
def client(tmp_path: Path, compose: MakeCompose) -> Client:
    """`client(host, *lines)`: the project of one service that calls port 31520 of `host`."""

    def made(host: str, *lines: str) -> Compose:
        more = f"    extra_hosts: {list(lines)}\n" if lines else ""
        (tmp_path / "compose.yaml").write_text(CLIENT.format(host=host) + more)
        project = compose(tmp_path / "compose.yaml")
        project.up()
        return project

    return made


CALLED = [
    ("localhost", [], ["CL401"]),
    ("host.docker.internal", [], ["CL404"] if FOUR else []),
    ("host.docker.internal", ["host.docker.internal:host-gateway"], ["CL709"] if FOUR else []),
    ("host.containers.internal", [], []),
]


@pytest.mark.parametrize(("host", "lines", "expected"), CALLED)
def test_a_server_of_the_host(
    host: str,
    lines: list[str],
    expected: list[str],
    client: Client,
    run_cli: RunCli,
    tmp_path: Path,
) -> None:
    with serving("0.0.0.0", 31520):
        project = client(host, *lines)
        answer = told(run_cli, "31520", "-p", project.project, cwd=tmp_path)
        assert codes(answer) == expected
        if not expected:
            assert fetched(project, "api", "$BACKEND_URL") == "hi\n"
            return
        assert fetched(project, "api", "$BACKEND_URL") == ""
        remedy = answer["findings"][0]["remedies"][0]
        assert remedy["proof"]["status"] == "proven"
        assert remedy["address"] == "host.containers.internal:31520"
        project.override(first_override(answer, tmp_path)).up("--no-deps", "api")
        assert fetched(project, "api", "$BACKEND_URL") == "hi\n"
        again = told(run_cli, "31520", "-p", project.project, cwd=tmp_path)
        assert again["verdict"] == "reachable"


def test_a_server_on_the_hosts_loopback(client: Client, run_cli: RunCli, tmp_path: Path) -> None:
    project = client("host.containers.internal")
    with serving("127.0.0.1", 31520):
        answer = told(run_cli, "31520", "-p", project.project, cwd=tmp_path)
    assert codes(answer) == ["CL503"]
    (remedy,) = answer["findings"][0]["remedies"]
    assert remedy["proof"]["status"] == "proven"
    # what is printed works: the server is made to listen there
    words = remedy["summary"].split(" listen on ")[1]
    with serving(words.partition(":")[0], 31520):
        assert fetched(project, "api", "http://host.containers.internal:31520/") == "hi\n"


def test_a_firewall_that_drops(
    client: Client, run_cli: RunCli, tmp_path: Path, engine_host: Callable[..., str]
) -> None:
    """Without root a process of the user's makes the call, which no rule about bridges meets."""
    project = client("host.containers.internal")
    rule = ["INPUT", "-i", "podman+", "-p", "tcp", "-j", "DROP"]
    engine_host("iptables", "-I", *rule)
    try:
        with serving("0.0.0.0", 31520):
            answer = told(run_cli, "31520", "-p", project.project, cwd=tmp_path)
            assert codes(answer) == ([] if ROOTLESS else ["CL701"])
            if ROOTLESS:
                return
            command = answer["findings"][0]["remedies"][0]["host_command"]
            engine_host(*command.removeprefix("sudo ").split())
            assert fetched(project, "api", "http://host.containers.internal:31520/") == "hi\n"
            engine_host(*command.removeprefix("sudo ").replace("-I", "-D").split())
    finally:
        engine_host("iptables", "-D", *rule)
