"""A project whose everyday faults are told, and repaired, as on Docker."""

from pathlib import Path

from tests.conftest import MakeCompose, RunCli
from tests.live.podman.asking import codes, told

PROJECT = """
services:
  web:
    image: containerloop-fixture/base:1
    command: [httpd, -f, -p, "8000"]
    init: true
    expose: ["8000"]
    ports: ["127.0.0.1:31510:8000"]
  api:
    image: containerloop-fixture/base:1
    command: [sleep, infinity]
    init: true
    environment:
      WEB_URL: http://web:8000/
      WRONG_URL: http://localhost:8000/
"""


def test_healthy_and_localhost(tmp_path: Path, compose: MakeCompose, run_cli: RunCli) -> None:
    (tmp_path / "compose.yaml").write_text(PROJECT)
    project = compose(tmp_path / "compose.yaml")
    project.up()
    for words in (("31510",), ("web:8000", "--from", "api")):
        answer = told(run_cli, *words, "-p", project.project)
        assert (answer["verdict"], answer["findings"]) == ("reachable", [])
    answer = told(run_cli, "localhost:8000", "--from", "api", "-p", project.project)
    assert codes(answer) == ["CL401"]
    (best, *_) = answer["findings"][0]["remedies"]
    assert (best["address"], best["proof"]["status"]) == ("web:8000", "proven")
