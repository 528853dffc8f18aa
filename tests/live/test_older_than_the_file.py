"""Whether a container is older than the file, where compose itself tells it wrongly."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.conftest import MakeCompose, RunCli

PROJECT = """
services:
  db:
    image: containerloop-fixture/redis:1
    env_file: [settings.env]
    expose: {expose}
    stop_grace_period: 0s
  job:
    image: containerloop-fixture/base:1
    command: [sleep, infinity]
    init: true
    environment:
      REDIS_URL: redis://db:6379/0
      SIDE_URL: redis://side:6379/0
  side:
    image: containerloop-fixture/base:1
    command: [sleep, infinity]
    init: true
    network_mode: service:db
"""


def write(folder: Path, expose: list[int]) -> Path:
    (folder / "settings.env").write_text("SOME=thing\n")
    file = folder / "compose.yaml"
    file.write_text(PROJECT.format(expose=expose))
    return file


def codes(run_cli: RunCli, target: str, folder: Path, project: Any) -> list[str]:
    words = ("why", target, "--from", "job", "-p", project.project, "--format", "json")
    done = run_cli(*words, cwd=folder)
    assert done.returncode in (0, 1, 3), done.stderr
    return [found["code"] for found in json.loads(done.stdout)["findings"]]


def test_an_env_file_and_a_lodger_make_nothing_older(
    compose: MakeCompose, run_cli: RunCli, tmp_path: Path
) -> None:
    project = compose(write(tmp_path, []))
    project.up("--wait")
    assert codes(run_cli, "side:6379", tmp_path, project) == ["CL402"]  # it has no name
    network, db = f"{project.project}_default", project.container("db")
    argv = ["docker", "network", "disconnect", network, db]
    subprocess.run(argv, env=project.env, check=True, capture_output=True)
    assert codes(run_cli, "db:6379", tmp_path, project) == ["CL310"]


def test_what_was_changed_since_is_still_seen(
    compose: MakeCompose, run_cli: RunCli, tmp_path: Path
) -> None:
    project = compose(write(tmp_path, []))
    project.up("--wait")
    write(tmp_path, [7000])
    assert codes(run_cli, "db:7000", tmp_path, project) == ["CL206"]
