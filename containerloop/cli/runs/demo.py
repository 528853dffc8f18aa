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
from containerloop.cli.snapshot_files import read
from containerloop.diagnose.remedies.compose_yaml import override_yaml
from containerloop.errors import CouldNotAsk
from containerloop.pipeline.report_step import answer
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
    _say("A project with a common mistake: it worked while everything ran on one machine.\n")
    print(COMPOSE)
    _typed("docker compose up -d")
    _compose(folder, environment, "up", "--detach", "--wait-timeout", "60")
    _wait_for_postgres(folder, environment)
    snapshot = folder / "snapshot.json"
    _typed("containerloop why-cant-i-reach 5432")
    broken = _why(folder, environment, "--save", str(snapshot))
    (folder / "fix.yaml").write_text(_override(snapshot))
    _say("\nNow the printed fix, as an override file:\n")
    _typed("docker compose -f compose.yaml -f fix.yaml up -d")
    files = ("--file", "compose.yaml", "--file", "fix.yaml")
    _compose(folder, environment, *files, "up", "--detach", "--timeout", "0")
    _typed("containerloop why-cant-i-reach 5432")
    repaired = _why(folder, environment, "-f", "compose.yaml", "-f", "fix.yaml")
    return 0 if (broken, repaired) == (1, 0) else 1


def _override(snapshot: Path) -> str:
    for finding in answer(read(snapshot)).causes:
        for remedy in finding.remedies:
            if remedy.override is not None:
                return override_yaml(remedy.override)
    return "services: {}\n"


def _why(folder: Path, environment: dict[str, str], *more: str) -> int:
    """The main job as a user starts it: another process, with this one's terminal."""
    words = [sys.executable, "-m", "containerloop", "why-cant-i-reach", "5432", *more]
    return subprocess.run(words, cwd=folder, env=environment, check=False).returncode


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
