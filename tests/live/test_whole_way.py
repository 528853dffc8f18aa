"""The demo, and a project of three services from broken to documented and verified."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests.conftest import CLI, MakeCompose, RunCli

COMPOSE = """\
services:
  db:
    image: containerloop-fixture/postgres:1
    environment:
      POSTGRES_USER: app
      POSTGRES_PASSWORD: swordfish  # the team's own
    healthcheck: {test: [CMD, pg_isready, -q, -h, 127.0.0.1], interval: 500ms, retries: 60}

  web:
    image: containerloop-fixture/base:1
    command: [httpd, -f, -p, "8000", -h, /etc]
    init: true
    ports:
      - "127.0.0.1:26481:80"

  api:
    image: containerloop-fixture/base:1
    command: [sleep, infinity]
    init: true
    environment:
      DATABASE_URL: "postgres://app:swordfish@localhost:5432/app"
    depends_on: {db: {condition: service_healthy}}
"""
REPAIRED = COMPOSE.replace("@localhost:", "@db:").replace("26481:80", "26481:8000")
PAGE = Path(__file__).parents[1] / "data" / "page" / "whole-way.md"
"""The same on every engine, byte for byte; WRITE_GOLDEN=1 writes it again."""

Untouched = Callable[[], AbstractContextManager[None]]


def test_from_broken_to_documented_and_verified(
    tmp_path: Path, compose: MakeCompose, fixture_image: Callable[[str], str]
) -> None:
    fixture_image("postgres"), fixture_image("base")
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    project = compose(tmp_path / "compose.yaml")
    done = subprocess.run(
        [Path(__file__).with_name("whole_way.sh")], cwd=tmp_path, text=True, check=False,
        capture_output=True, stdin=subprocess.DEVNULL, timeout=300,
        env=os.environ | {
            "PATH": f"{CLI.parent}:{os.environ['PATH']}", "NO_COLOR": "1",
            "COMPOSE_PROJECT_NAME": project.project,
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert (tmp_path / "compose.yaml").read_text() == REPAIRED
    written = "".join(
        path.read_text() for path in tmp_path.rglob("*") if path.name != "compose.yaml"
        if path.is_file()
    )  # fmt: skip
    assert "swordfish" not in written + done.stdout + done.stderr
    page = (tmp_path / "docs" / "networking.md").read_text()
    if os.environ.get("WRITE_GOLDEN"):
        PAGE.write_text(page)
    assert page == PAGE.read_text()


def test_the_demo_ends_well_and_leaves_nothing(
    run_cli: RunCli, untouched: Untouched, fixture_image: Callable[[str], str]
) -> None:
    with untouched():
        done = run_cli("demo", "--image", fixture_image("postgres"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✗ api cannot reach PostgreSQL" in done.stdout
    assert "| `db:5432` PostgreSQL |" in done.stdout
