"""The program in a shell, and what its complaints have to be like."""

from __future__ import annotations

import os
import subprocess
import unicodedata
from pathlib import Path

import pytest

from containerloop.cli.snapshot_files import encode
from tests.conftest import CLI
from tests.support.world import World


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved snapshot that has a fault."""
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("api", refers=["postgres://localhost:5432/app"])
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    path = tmp_path_factory.mktemp("hygiene") / "snapshot.json"
    path.write_bytes(encode(world.snapshot("5432")))
    return path


def sh(command: str, snapshot: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`command` of a shell, in which $B is the program and $S a snapshot that has a fault."""
    own = {"B": str(CLI), "S": str(snapshot), "DOCKER_HOST": "unix:///nonexistent/s"}
    return subprocess.run(
        ["bash", "-c", f"ulimit -v 4000000; set -o pipefail; {command}"],
        cwd=snapshot.parent, env=os.environ | own | environment, check=False, text=True,
        capture_output=True, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def harmless(text: str) -> bool:
    """Nothing in it changes the terminal or hides."""
    return all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cf") for c in text)


def one_sentence(complaint: str) -> bool:
    """It is one complaint of the program's, or one about its usage."""
    lines = complaint.splitlines()
    usage = complaint.startswith("Usage: ") and lines[-1].startswith("Error: ")
    return usage or (1 <= len(lines) <= 2 and lines[0].startswith("containerloop: "))
