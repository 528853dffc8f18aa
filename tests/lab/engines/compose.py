"""Compose projects for one test: a name of their own, and nothing left of them after it."""

import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.lab.images import load

PATIENCE = 120.0  # seconds for one command
FIXTURE_IMAGE = re.compile(r"containerloop-fixture/(\w+)")


class Compose:
    """One project of `files`. Later files override earlier ones, as with the command line.

    `env` is what the files' `${VARIABLES}` are filled in from, beside the usual environment.
    """

    def __init__(self, project: str, *files: Path, env: Mapping[str, str] | None = None) -> None:
        self.project = project
        self.files = files
        self.env = os.environ | dict(env or {})

    def up(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Bring up the project, detached; `up("--wait")` waits for health checks.

        Fixture images that the files name are put into the engine first. With `check=False`
        a failure (a port that is taken) is returned instead of raised.
        """
        for name in sorted(self._fixture_images()):
            load.ensure(name, self.env)
        return self.run("up", "--detach", "--quiet-pull", *arguments, check=check)

    def override(self, *files: Path) -> "Compose":
        """The same project with more files, to be brought up again over itself."""
        return Compose(self.project, *self.files, *files, env=self.env)

    def ps(self) -> list[dict[str, Any]]:
        """Every container of the project, stopped ones too, as compose describes it."""
        said = self.run("ps", "--all", "--format", "json").stdout.strip()
        if said.startswith("["):  # one list before compose 2.21, a line for each since
            return list(json.loads(said))
        return [json.loads(line) for line in said.splitlines()]

    def container(self, service: str) -> str:
        """The id of the first container of `service`."""
        return self.run("ps", "--all", "--quiet", service).stdout.split()[0]

    def down(self) -> None:
        """Remove the project's containers, networks and volumes, those of profiles too.

        Networks of an override that was brought up are in none of `files`.
        """
        self.run("--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "0")
        mine = f"label=com.docker.compose.project={self.project}"
        left = self._docker("network", "ls", "--quiet", "--filter", mine).split()
        if left:  # not pruned: an engine refuses to do so while another prune is under way
            self._docker("network", "rm", *left)

    def _docker(self, *arguments: str) -> str:
        return subprocess.run(
            ["docker", *arguments], env=self.env, check=True, capture_output=True, text=True,
            timeout=PATIENCE,
        ).stdout  # fmt: skip

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """`docker compose` with the project's name and files; a failure shows what was said."""
        named = [part for file in self.files for part in ("--file", str(file))]
        done = subprocess.run(
            ["docker", "compose", "--project-name", self.project, *named, *arguments],
            env=self.env, check=False, capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
        if check and done.returncode:
            raise AssertionError(f"docker compose {' '.join(arguments)}:\n{done.stderr}")
        return done

    def _fixture_images(self) -> set[str]:
        texts = (file.read_text(errors="replace") for file in self.files)
        return {name for text in texts for name in FIXTURE_IMAGE.findall(text)}
