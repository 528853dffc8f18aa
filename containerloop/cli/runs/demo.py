"""`demo`: a broken project, brought up, diagnosed, repaired as printed, and taken down."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

from containerloop.cli.output import colored
from containerloop.errors import CouldNotAsk
from containerloop.survey.engine.connection import connect

IMAGE = "postgres:16-alpine"
PATIENCE_S = 300
"""Seconds for one compose command; an image may have to be pulled."""

COMPOSE = """\
services:
  db:
    image: ${DEMO_IMAGE}
    environment:
      POSTGRES_USER: app
      POSTGRES_PASSWORD: ${DB_PASSWORD}
  api:
    image: ${DEMO_IMAGE}
    command: ["sh", "-c", "until pg_isready -q; do sleep 1; done; sleep infinity"]
    init: true
    environment:
      DATABASE_URL: postgres://app:${DB_PASSWORD}@localhost:5432/app
    depends_on: [db]
"""
PAGE = """\
# The demo

<!-- containerloop:begin reach -->
<!-- containerloop:end -->
"""

KEPT = (
    ("document", "--write", "README.md"),
    ("verify", "--init"),
    ("verify",),
)


def run(image: str | None, *, keep: bool) -> int:
    """Show the demo; 0 where it was broken as meant and is repaired, else 1.

    Raises a ContainerloopError without an engine or compose, or where compose fails.
    """
    connect()
    _require_compose()
    folder = Path(tempfile.mkdtemp(prefix="containerloop-demo-"))
    name = f"containerloop-demo-{uuid.uuid4().hex[:6]}"
    environment = os.environ | {
        "DEMO_IMAGE": image or IMAGE,
        "DB_PASSWORD": uuid.uuid4().hex,
        "COMPOSE_PROJECT_NAME": name,
    }
    try:
        return _shown(folder, environment)
    finally:
        if keep:
            _say(f"The project is still running: compose project {name} in {folder}.")
        else:
            _compose(folder, environment, "down", "--volumes", "--timeout", "0", quiet=True)
            shutil.rmtree(folder, ignore_errors=True)


def _shown(folder: Path, environment: dict[str, str]) -> int:
    (folder / "compose.yaml").write_text(COMPOSE)
    (folder / "README.md").write_text(PAGE)
    _say("A project with a common mistake: it worked while everything ran on one machine.\n")
    print(COMPOSE)
    _typed("docker compose up -d")
    _compose(folder, environment, "up", "--detach", "--wait-timeout", "60")
    _wait_for_postgres(folder, environment)
    broken = _told(folder, environment, "why-cant-i-reach", "5432")
    _say("\nNow the change that was proven, written into compose.yaml:\n")
    repaired = _told(folder, environment, "fix", "5432", "--apply", "--up")
    _say("\nWhat the team keeps: a page that was tested just now, and what must stay true.\n")
    kept = [_told(folder, environment, *words) for words in KEPT]
    _say(f"\nREADME.md is now:\n\n{(folder / 'README.md').read_text()}")
    return 0 if (broken, repaired, *kept) == (1, 0, 0, 0, 0) else 1


def _told(folder: Path, environment: dict[str, str], *words: str) -> int:
    """A command as a user starts it: another process, with this one's terminal."""
    _typed(" ".join(("containerloop", *words)))
    started = [sys.executable, "-m", "containerloop", *words]
    return subprocess.run(started, cwd=folder, env=environment, check=False).returncode


def _wait_for_postgres(folder: Path, environment: dict[str, str]) -> None:
    ready = ("exec", "-T", "db", "sh", "-c")
    wait = "for i in $(seq 100); do pg_isready -q -h 127.0.0.1 && exit 0; sleep 0.2; done; exit 1"
    _compose(folder, environment, *ready, wait, quiet=True)


def _require_compose() -> None:
    found = shutil.which("docker")
    if found:
        asked = subprocess.run(
            [found, "compose", "version"], capture_output=True, check=False, timeout=20
        )
        if asked.returncode == 0:
            return
    raise CouldNotAsk(
        "the demo needs docker compose, which is not installed",
        "install Docker's compose plugin, or run containerloop in a project of your own",
    )


def _compose(folder: Path, environment: dict[str, str], *words: str, quiet: bool = False) -> None:
    done = subprocess.run(
        ["docker", "compose", *words],
        cwd=folder, env=environment, check=False, text=True, timeout=PATIENCE_S,
        capture_output=True,
    )  # fmt: skip
    if done.returncode and not quiet:
        said = done.stderr.strip().splitlines()
        raise CouldNotAsk(
            f"docker compose {words[0]} failed: {said[-1] if said else 'no reason was given'}",
            f"choose another PostgreSQL image with --image (this was {environment['DEMO_IMAGE']})",
        )


def _say(text: str) -> None:
    print(text, flush=True)


def _typed(command: str) -> None:
    """A command line as it would stand in the user's terminal."""
    print(f"\x1b[1m$ {command}\x1b[0m" if colored() else f"$ {command}", flush=True)
