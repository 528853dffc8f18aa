"""`docker compose config`: the authority on what a compose file means. I/O: one program.

The plugin's own program is started, not `docker`, which would only look for it (50 ms).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from containerloop.errors import ComposeFileInvalid

SECONDS = 10.0
_FOLDERS = (
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
    "/Applications/Docker.app/Contents/Resources/cli-plugins",
    "C:/Program Files/Docker/cli-plugins",
)
_NAMES = ("docker-compose", "docker-compose.exe")


@dataclass(frozen=True, slots=True)
class Effective:
    """What the plugin said: the model, and the services' configuration hashes."""

    model: dict[str, Any]
    hashes: dict[str, str]


class Asked:
    """The plugin at work on one project; both programs run beside the file's own reading."""

    def __init__(
        self, plugin: Path, words: Sequence[str], cwd: Path, environ: Mapping[str, str]
    ) -> None:
        options = (*words, "--profile", "*", "config")
        self._model, self._hashes = (
            subprocess.Popen(
                [str(plugin), *options, *ask],
                cwd=cwd,
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
            )
            for ask in (("--format", "json"), ("--hash", "*"))
        )

    def drop(self) -> None:
        """End both programs; their answers are not wanted any more."""
        for process in (self._model, self._hashes):
            process.kill()
            process.communicate()

    def answer(self) -> Effective | str:
        """The effective values, or the plugin's complaint in one line."""
        try:
            out, complaint = self._model.communicate(timeout=SECONDS)
            hashes, _ = self._hashes.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            self.drop()
            return f"docker compose config took longer than {SECONDS:.0f} s"
        if self._model.returncode != 0:
            return last_complaint(complaint)
        lines = (line.split() for line in hashes.splitlines())
        return Effective(
            _unescaped(json.loads(out)), {words[0]: words[1] for words in lines if len(words) == 2}
        )


def find_plugin(environ: Mapping[str, str]) -> Path | None:
    """Where the compose plugin is, or None."""
    home = environ.get("HOME") or environ.get("USERPROFILE")
    settings = environ.get("DOCKER_CONFIG") or (f"{home}/.docker" if home else None)
    folders = [f"{settings}/cli-plugins"] if settings else []
    for folder in (*folders, *_extra_folders(settings), *_FOLDERS):
        for name in _NAMES:
            if found := shutil.which(name, path=folder):
                return Path(found)
    return None


def _extra_folders(settings: str | None) -> list[str]:
    """`cliPluginsExtraDirs` of Docker's own settings (Homebrew asks for it)."""
    try:
        read = json.loads(Path(settings or "", "config.json").read_text("utf-8"))
        return [str(folder) for folder in read.get("cliPluginsExtraDirs") or ()]
    except (OSError, ValueError, AttributeError):
        return []


def last_complaint(text: str) -> str:
    """The plugin's last line without colours and log prefixes; its warnings come before."""
    bare = re.sub(r"\x1b\[[0-9;]*m", "", text)
    lines = [line.strip() for line in bare.splitlines() if line.strip()]
    chosen = [line for line in lines if not re.match(r"time=|WARN", line)] or lines
    return chosen[-1] if chosen else "docker compose config failed without a word"


def refusal(complaint: str, file: str, line: int | None) -> ComposeFileInvalid:
    """The plugin's complaint as the exception that the command line shows."""
    place = f"{file}:{line}" if line else file
    return ComposeFileInvalid(
        f"{place}: {complaint}", "docker compose config -q says the same; repair the file first"
    )


def _unescaped(value: Any) -> Any:
    """The plugin prints its model as a file again, so that a dollar is two."""
    if isinstance(value, dict):
        return {key: _unescaped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_unescaped(item) for item in value]
    return value.replace("$$", "$") if isinstance(value, str) else value
