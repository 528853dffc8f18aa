"""The map of a real project: what answers, what is relied on and does not, what is closed."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MakeCompose, RunCli

COMPOSE = """
services:
  db:
    image: {python}
    init: true
    command: ["python3", "-m", "http.server", "8000"]
    healthcheck: {{interval: 1s, retries: 99, test: ["CMD", "python3", "-c", "{listening}(8000)"]}}
    networks: [back]
  api:
    image: {python}
    init: true
    command: ["python3", "-m", "http.server", "9000"]
    healthcheck: {{interval: 1s, retries: 99, test: ["CMD", "python3", "-c", "{listening}(9000)"]}}
    expose: ["9000"]
    environment:
      DB_URL: http://db:8000
      CACHE_URL: redis://localhost:6379
    networks: [front, back]
  web:
    image: {python}
    init: true
    command: ["python3", "-m", "http.server", "80"]
    healthcheck: {{interval: 1s, retries: 99, test: ["CMD", "python3", "-c", "{listening}(80)"]}}
    ports: ["127.0.0.1:18973:80"]
    networks: [front]
networks: {{front: {{}}, back: {{internal: true}}}}
"""
"""`db` serves a port that no line of the file names."""

LISTENING = "import socket; (lambda port: socket.create_connection(('localhost', port)))"


def cells(told: dict[str, Any]) -> dict[tuple[str, str | None], tuple[str, str | None, bool]]:
    return {
        (c["vantage"], c["server"]): (c["reach"], c["address"], c["relied_on"])
        for c in told["cells"]
    }


@pytest.fixture
def folder(tmp_path: Path, fixture_image: Callable[[str], str]) -> Path:
    (tmp_path / "compose.yaml").write_text(
        COMPOSE.format(python=fixture_image("python"), listening=LISTENING)
    )
    return tmp_path


def test_every_service_at_every_server(
    folder: Path,
    compose: MakeCompose,
    run_cli: RunCli,
    untouched: Callable[[], AbstractContextManager[None]],
) -> None:
    project = compose(folder / "compose.yaml")
    project.up("--wait")
    asked = ("map", "-p", project.project, "-f", "compose.yaml")
    with untouched():
        done = run_cli(*asked, "--format", "json", "--save", "seen.json", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert cells(told) == {
        ("service:db", "api"): ("answers", "api:9000", False),
        ("service:db", "web"): ("unknown", None, False),
        ("service:api", "db"): ("answers", "db:8000", True),
        ("service:api", "web"): ("answers", "web:80", False),
        ("service:web", "db"): ("unknown", None, False),
        ("service:web", "api"): ("answers", "api:9000", False),
        ("host", "db"): ("unknown", None, False),
        ("host", "api"): ("unknown", None, False),
        ("host", "web"): ("answers", "127.0.0.1:18973", True),
        ("service:api", None): ("fails", "localhost:6379", True),
    }
    assert {(n["name"], n["internal"]) for n in told["networks"]} == {
        ("front", False), ("back", True),
    }  # fmt: skip
    again = run_cli("map", "seen.json", "--format", "json", cwd=folder)
    assert json.loads(again.stdout) == told
    alone = run_cli(*asked, "--no-probe", "--format", "json", cwd=folder)
    reasons = {c["reason"] for c in json.loads(alone.stdout)["cells"] if c["vantage"] != "host"}
    assert reasons == {"probes are turned off (--no-probe)"}
