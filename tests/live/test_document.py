"""A project's page: written, found current, and stale once something is broken."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.conftest import MakeCompose, RunCli

COMPOSE = """
services:
  db:
    image: {python}
    init: true
    command: ["python3", "-m", "http.server", "8000"]
    healthcheck: {{interval: 500ms, retries: 60, test: [CMD, python3, -c, "{listening}(8000)"]}}
    environment: {{DB_PASSWORD: swordfish}}
    networks: [back]
  api:
    image: {python}
    init: true
    command: ["python3", "-m", "http.server", "9000"]
    healthcheck: {{interval: 500ms, retries: 60, test: [CMD, python3, -c, "{listening}(9000)"]}}
    expose: ["9000"]
    environment:
      DB_URL: http://app:swordfish@db:8000
      OLLAMA_URL: http://host.docker.internal:11434
    networks: [front, back]
  web:
    image: {python}
    init: true
    command: ["python3", "-m", "http.server", "80"]
    healthcheck: {{interval: 500ms, retries: 60, test: [CMD, python3, -c, "{listening}(80)"]}}
    ports: ["127.0.0.1:18655:80"]
    environment: {{VITE_API_URL: "http://api:9000"}}
    networks: [front]
networks: {{front: {{}}, back: {{internal: true}}}}
"""
LISTENING = "import socket; (lambda port: socket.create_connection(('localhost', port)))"
PAGE = Path(__file__).parents[1] / "data" / "page" / "networking.md"
"""The same on every engine, byte for byte; WRITE_GOLDEN=1 writes it again."""


@pytest.fixture
def folder(tmp_path: Path, fixture_image: Callable[[str], str]) -> Path:
    (tmp_path / "compose.yaml").write_text(
        COMPOSE.format(python=fixture_image("python"), listening=LISTENING)
    )
    return tmp_path


def test_written_then_current_then_stale(
    folder: Path,
    compose: MakeCompose,
    run_cli: RunCli,
    untouched: Callable[[], AbstractContextManager[None]],
) -> None:
    project = compose(folder / "compose.yaml")
    named = ("-p", project.project)
    none = run_cli("document", *named, cwd=folder)
    assert (none.returncode, none.stdout) == (4, "")
    project.up("--wait")

    with untouched():
        done = run_cli("document", *named, "--write", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "wrote containerloop.lock.json and docs/networking.md\n"
    page, lock = folder / "docs" / "networking.md", folder / "containerloop.lock.json"
    kept = page.read_bytes(), lock.read_bytes()
    if os.environ.get("WRITE_GOLDEN"):
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_bytes(kept[0])
    assert kept[0].decode() == PAGE.read_text()
    for private in (b"swordfish", project.project.encode(), b"172.", b"192.168.", b"sha256:0"):
        assert private not in kept[0]
        assert private not in kept[1]

    again = run_cli("document", *named, "--write", cwd=folder)
    assert (again.returncode, again.stdout) == (0, "docs/networking.md is current\n")
    assert (page.read_bytes(), lock.read_bytes()) == kept
    current = run_cli("document", *named, "--check", cwd=folder)
    assert (current.returncode, current.stderr) == (0, "")
    assert current.stdout == "docs/networking.md is current, measured now\n"

    text = (folder / "compose.yaml").read_text()
    (folder / "compose.yaml").write_text(text.replace("18655:80", "18656:80"))
    project.up("--wait")
    stale = run_cli("document", *named, "--check", cwd=folder)
    assert stale.returncode == 1
    assert "-| `web:80` HTTP | `http://127.0.0.1:18655`" in stale.stdout
    assert "+| `web:80` HTTP | `http://127.0.0.1:18656`" in stale.stdout

    project.run("stop", "-t", "0", "db")
    unseen = run_cli("document", *named, "--check", cwd=folder)
    assert (unseen.returncode, unseen.stdout) == (3, "")
    assert "db" in unseen.stderr
    assert (page.read_bytes(), lock.read_bytes()) == kept
    project.run("stop", "-t", "0")
    old = run_cli("document", *named, "--check", cwd=folder)
    assert old.returncode == 1
    assert "the compose files have changed since the page was measured" in old.stdout
