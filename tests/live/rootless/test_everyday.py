"""What works on a rootless engine is called reachable, and a host port that is taken is named."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Any

from tests.conftest import MakeCompose, RunCli
from tests.support.platform_truths import PASSED_ON_S

PROJECT = """
services:
  web:
    image: containerloop-fixture/base:1
    command: [httpd, -f, -p, "8000"]
    init: true
    ports: ["31150:8000"]
  late:
    image: containerloop-fixture/base:1
    command: [httpd, -f, -p, "8000"]
    init: true
    ports: ["31151:8000"]
    profiles: [late]
  api:
    image: containerloop-fixture/base:1
    command: [sleep, infinity]
    init: true
    environment:
      WEB_URL: http://web:8000/
"""


def asked(run_cli: RunCli, project: str, *words: str) -> Any:
    done = run_cli("why", *words, "-p", project, "--format", "json")
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def test_healthy_and_a_port_that_is_taken(
    tmp_path: Path, compose: MakeCompose, run_cli: RunCli
) -> None:
    (tmp_path / "compose.yaml").write_text(PROJECT)
    project = compose(tmp_path / "compose.yaml")
    project.up()
    time.sleep(PASSED_ON_S)  # once a second pasta looks for what to pass on
    for words in (("31150",), ("web:8000", "--from", "api")):
        told = asked(run_cli, project.project, *words)
        assert (told["verdict"], told["findings"]) == ("reachable", [])
    with socket.create_server(("0.0.0.0", 31151)):
        time.sleep(PASSED_ON_S)  # and what the engine has to know
        project.up("late", check=False)
        told = asked(run_cli, project.project, "31151")
    [found] = told["findings"]
    assert found["code"] == "CL203"
    assert "could not start: host port 31151 is already in use by" in found["summary"]
