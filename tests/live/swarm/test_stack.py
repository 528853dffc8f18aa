"""A stack over two nodes: names, nodes, ports, and no remedy of `docker compose`."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunCli
from tests.live.swarm.conftest import WORKER, Deploy, until
from tests.support.cases import BROKEN, case_of, conclude_as, runs_on

ENGINE = os.environ.get("CONTAINERLOOP_TEST_NAME", "")
IPVS = Path("/proc/net/ip_vs").exists()
STACK = """
services:
  db:
    image: containerloop-fixture/postgres:1
    stop_grace_period: 0s
    environment: {POSTGRES_PASSWORD: x}
    deploy:
      endpoint_mode: dnsrr
      placement: {constraints: ["node.role==worker"]}
  api:
    image: containerloop-fixture/base:1
    stop_grace_period: 0s
    command: [sleep, infinity]
    environment: {DB_URL: "postgres://app:x@db:5432/app"}
    deploy:
      endpoint_mode: dnsrr
      placement: {constraints: ["node.role==manager"]}
  apilo:
    image: containerloop-fixture/base:1
    stop_grace_period: 0s
    command: [sleep, infinity]
    environment: {DB_URL: "postgres://app:x@localhost:5432/app"}
    deploy:
      endpoint_mode: dnsrr
      placement: {constraints: ["node.role==manager"]}
  web:
    image: containerloop-fixture/base:1
    stop_grace_period: 0s
    command: [httpd, -f, -p, "8000", -h, /etc]
    ports: [{target: 8000, published: 25110, mode: host}]
    deploy:
      endpoint_mode: dnsrr
      placement: {constraints: ["node.role==manager"]}
  ing:
    image: containerloop-fixture/base:1
    stop_grace_period: 0s
    command: [httpd, -f, -p, "8000", -h, /etc]
    ports: [{target: 8000, published: 25111}]
    deploy:
      placement: {constraints: ["node.role==manager"]}
"""


def asked(run_cli: RunCli, folder: Path, *words: str) -> Any:
    done = run_cli("why", *words, "--format", "json", cwd=folder)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def asked_on_the_worker(folder: Path, *words: str) -> Any:
    there = ["nsenter", "-t", os.environ["CONTAINERLOOP_TEST_WORKER_INIT"], "-n", "--"]
    command = [sys.executable, "-m", "containerloop", "why", *words, "--format", "json"]
    env = {**os.environ, "DOCKER_HOST": WORKER}
    done = subprocess.run([*there, *command], check=False, cwd=folder, env=env, capture_output=True)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def codes(told: Any) -> list[str]:
    return [found["code"] for found in told["findings"]]


def test_what_the_swarm_has_is_never_denied_and_each_fix_works(
    tmp_path: Path, deploy: Deploy, run_cli: RunCli
) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text(STACK)
    stack = deploy(file)
    until(lambda: asked(run_cli, tmp_path, "db:5432", "--from", "api")["verdict"] == "reachable")
    for words in (("db:5432", "--from", f"{stack}_api"), ("25110",), ("web:8000", "--from", "api")):
        told = asked(run_cli, tmp_path, *words)
        assert (told["verdict"], told["findings"]) == ("reachable", []), told
    ingress = asked(run_cli, tmp_path, "25111")
    if IPVS:
        assert ingress["verdict"] == "reachable"
    else:
        assert codes(ingress) == ["CL308"]
        run_printed(ingress)
        until(lambda: asked(run_cli, tmp_path, "25111")["verdict"] == "reachable")
    told = asked(run_cli, tmp_path, "localhost:5432", "--from", "apilo")
    assert codes(told) == ["CL401"]
    assert told["compose"] == f"docker stack deploy -c compose.yaml {stack}"
    assert told["findings"][0]["remedies"][0]["proof"]["status"] == "proven"
    file.write_text(STACK.replace("@localhost:", "@db:"))
    deployed = shlex.split(told["compose"])
    subprocess.run([*deployed, "--resolve-image", "never"], check=True, cwd=tmp_path)
    until(lambda: asked(run_cli, tmp_path, "5432")["verdict"] == "reachable")


def run_printed(told: Any) -> None:
    """The first command that is printed, as it stands."""
    command = told["findings"][0]["remedies"][0]["host_command"]
    assert command.startswith("docker service update ")
    subprocess.run([*shlex.split(command), "--quiet"], check=True, capture_output=True)


def test_a_worker_concludes_nothing_of_what_only_a_manager_knows(
    tmp_path: Path, deploy: Deploy
) -> None:
    (tmp_path / "compose.yaml").write_text(STACK)
    deploy(tmp_path / "compose.yaml")
    for words in (("25110",), ("25111",), ("api:8000", "--from", "db"), ("nix:1", "--from", "db")):
        told = asked_on_the_worker(tmp_path, *words)
        assert (told["verdict"], told["findings"]) == ("unreachable", []), told


def test_packets_between_the_nodes_are_missed(
    tmp_path: Path, deploy: Deploy, run_cli: RunCli, engine_host: Callable[..., str]
) -> None:
    (tmp_path / "compose.yaml").write_text(STACK)
    deploy(tmp_path / "compose.yaml")
    rule = ("INPUT", "-p", "udp", "--dport", "4789", "-j", "DROP")
    engine_host("iptables", "-I", *rule)
    try:
        told = asked(run_cli, tmp_path, "db:5432", "--from", "api")
    finally:
        engine_host("iptables", "-D", *rule)
    assert codes(told) == ["CL308"]
    assert "node2" in told["findings"][0]["summary"]


@pytest.mark.parametrize("folder", [p for p in BROKEN if runs_on(p, ENGINE)], ids=lambda p: p.name)
def test_a_broken_stack_is_diagnosed(
    folder: Path, deploy: Deploy, run_cli: RunCli, record: Callable[..., None], tmp_path: Path
) -> None:
    if IPVS and "ipvs" in folder.name:
        pytest.skip("this kernel has IPVS")
    case, saved = case_of(folder), tmp_path / "broken.json"
    stack = deploy(folder / "compose.yaml")
    words = shlex.split(case["question"])
    told = asked(run_cli, folder, *words, "-p", stack, "--save", str(saved))
    conclude_as(told, folder)
    record(saved, folder)
    address = told["findings"][0]["remedies"][0]["address"]
    again = asked(run_cli, folder, address, *words[1:], "-p", stack)
    assert again["verdict"] == "reachable"


OVER_BOTH = STACK.replace(
    """"postgres://app:x@localhost:5432/app"}
    deploy:
      endpoint_mode: dnsrr
      placement: {constraints: ["node.role==manager"]}""",
    """"postgres://app:x@localhost:5432/app"}
    deploy:
      endpoint_mode: dnsrr
      placement: {constraints: ["node.role==worker"]}""",
)
ON_LOOPBACK = """
  {name}:
    image: containerloop-fixture/base:1
    stop_grace_period: 0s
    command: [httpd, -f, -p, "127.0.0.1:8000", -h, /etc]
    deploy:
      endpoint_mode: dnsrr
      placement: {{constraints: ["node.role=={role}"]}}
"""
ACROSS = (
    OVER_BOTH
    + ON_LOOPBACK.format(name="there", role="worker")
    + ON_LOOPBACK.format(name="here", role="manager")
)


@pytest.fixture
def node2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A context of the worker's engine."""
    settings = tmp_path / "docker"
    shutil.copytree(os.environ["DOCKER_CONFIG"], settings)
    monkeypatch.setenv("DOCKER_CONFIG", str(settings))
    told = ["docker", "context", "create", "node2", "--docker", f"host={WORKER}"]
    subprocess.run(told, check=True, capture_output=True, env={**os.environ, "DOCKER_HOST": ""})
    return "node2"


def test_two_engines_in_one_report(
    tmp_path: Path, deploy: Deploy, run_cli: RunCli, node2: str
) -> None:
    """The fault is on the other node; its client is asked there, where the fix is proven."""
    folder = tmp_path / "stack"
    folder.mkdir()
    (folder / "compose.yaml").write_text(OVER_BOTH)
    deploy(folder / "compose.yaml")
    until(lambda: asked(run_cli, folder, "db:5432", "--from", "api")["verdict"] == "reachable")
    assert "CL401" not in codes(asked(run_cli, folder))
    told = asked(run_cli, folder, "--engine", node2, "--save", str(tmp_path / "seen.json"))
    found = next(row for row in told["findings"] if row["code"] == "CL401")
    assert found["vantage"] == "service:apilo@node2"
    assert found["remedies"][0]["proof"]["status"] == "proven"
    assert found["remedies"][0]["proof"]["attempt"]["vantage"] == "service:apilo@node2"
    vantages = {row["vantage"] for row in told["attempts"]}
    assert {"host", "service:api", "service:apilo@node2"} <= vantages
    replayed = run_cli("replay", str(tmp_path / "seen.json"), "--format", "json", cwd=folder)
    assert codes(json.loads(replayed.stdout)) == codes(told)
    one = asked(run_cli, folder, "localhost:5432", "--from", "apilo@node2", "--engine", node2)
    assert codes(one) == ["CL401"]
    assert one["question"]["from"] == ["service:apilo@node2"]
    assert {row["vantage"].rpartition("@")[2] for row in one["attempts"]} <= {"node2", "host"}


def test_a_server_on_another_node_than_its_client(
    tmp_path: Path, deploy: Deploy, run_cli: RunCli, node2: str
) -> None:
    """Its own node shows the cause, in both directions; without that engine nobody knows."""
    folder = tmp_path / "stack"
    folder.mkdir()
    (folder / "compose.yaml").write_text(ACROSS)
    deploy(folder / "compose.yaml")
    alone = asked(run_cli, folder, "there:8000", "--from", "api")
    assert (codes(alone), alone["verdict"]) == ([], "unreachable")
    assert any("which runs on node2" in note and "--engine" in note for note in alone["notes"])
    for address, vantage in (("there:8000", "api"), ("here:8000", "apilo@node2")):
        told = asked(run_cli, folder, address, "--from", vantage, "--engine", node2)
        assert codes(told) == ["CL501"], told
        assert told["findings"][0]["vantage"] == f"service:{vantage}"
        command = told["findings"][0]["evidence"][0]["command"]
        shown = subprocess.run(shlex.split(command), check=True, capture_output=True, text=True)
        assert "0100007F:1F40" in shown.stdout  # 127.0.0.1:8000 as the kernel writes it
