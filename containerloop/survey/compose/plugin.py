"""`docker compose config`: the authority on what a compose file means. I/O: one program.

The plugin's own program is started, not `docker`, which would only look for it (50 ms).
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from containerloop.errors import ComposeFileInvalid
from containerloop.facts import Value
from containerloop.survey.compose.child_process import (
    ChildProcess,
    DeadlineExceeded,
    OutputLimitExceeded,
    nameless,
)

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
_CONFIG = ("--profile", "*", "config")
_HASHES = ("--hash", "*")
_NOTHING_FETCHED = {
    # by default the plugin clones an `include:` from git, and pulls one from a registry
    "COMPOSE_EXPERIMENTAL_GIT_REMOTE": "false",
    "COMPOSE_EXPERIMENTAL_OCI_REMOTE": "false",
}


class Effective(Value, frozen=True):
    """The plugin's answer: the model, and each service's configuration hash.

    `text` is the model as the plugin wrote it.
    """

    model: dict[str, Any]
    hashes: dict[str, str]
    text: str = ""


class Silent(Value, frozen=True):
    """The plugin did not answer within `seconds`; the file may still be valid."""

    seconds: float

    @property
    def notes(self) -> tuple[str, str]:
        """What happened and what is missing because of it; then what to do."""
        return (
            f"docker compose config did not answer within {self.seconds:.0f} s; the file was read"
            " without it, and outdated containers cannot be detected",
            "run docker compose config -q to see why",
        )


class Asked:
    """The plugin running on one project, twice, while the file is read here as well."""

    def __init__(
        self, plugin: Path, words: Sequence[str], cwd: Path, environ: Mapping[str, str]
    ) -> None:
        options = (*words, *_CONFIG)
        self._again = ([str(plugin), "--project-directory", str(cwd)], cwd)
        self._environ = environ = {**environ, **_NOTHING_FETCHED}
        self._deadline = time.monotonic() + SECONDS
        self._model, self._hashes = (
            ChildProcess([str(plugin), *options, *ask], cwd, environ)
            for ask in (("--format", "json"), _HASHES)
        )

    def drop(self) -> None:
        """End both programs; their answers are not wanted any more. Safe to do twice."""
        self._model.end()
        self._hashes.end()

    def answer(self) -> Effective | Silent | str:
        """The effective values, or `Silent`, or the plugin's complaint in one line."""
        try:
            said = self._model.answer(self._deadline)
            if said.status != 0:
                return last_complaint(said.complaint)
            hashes = self._hashes.answer(self._deadline)
        except DeadlineExceeded:
            return Silent(SECONDS)
        except OutputLimitExceeded as overdue:
            return f"docker compose config {overdue}"
        try:
            model = _unescaped(json.loads(said.out))
        except (ValueError, RecursionError):
            model = None
        if not isinstance(model, dict):
            return "docker compose config did not answer in JSON"
        return Effective(model, _hashes(hashes.out), said.out)

    def hashes_at_creation(self, effective: Effective) -> dict[str, str]:
        """Each service's hash as `up` makes it, which has read its `env_file:`; {} if unknown.

        `config --hash` leaves those files unread from compose 2.22 on (docker/compose#14001).
        The model has what stands in them, so the hash of the model is the one of the container.
        """
        words, cwd = self._again
        with nameless(effective.text) as file:
            model = ("-f", f"/dev/fd/{file.fileno()}")
            argv = [*words, *model, *_CONFIG, *_HASHES]
            try:
                said = ChildProcess(argv, cwd, self._environ, [file]).answer(self._deadline)
            except OutputLimitExceeded:
                return {}
        return _hashes(said.out)


def _hashes(out: str) -> dict[str, str]:
    lines = (line.split() for line in out.splitlines())
    return {words[0]: words[1] for words in lines if len(words) == 2}


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


def would_fetch(complaint: str) -> bool:
    """Whether the plugin's only complaint is that it must not fetch a remote file."""
    return "remote resource is disabled" in complaint


def last_complaint(text: str) -> str:
    """The plugin's last line without colours and log prefixes; its warnings come before."""
    if "fatal error: " in text and "memory" in text:  # followed by pages of Go's own
        return "docker compose config used too much memory"
    bare = re.sub(r"\x1b\[[0-9;]*m", "", text)
    lines = [line.strip() for line in bare.splitlines() if line.strip()]
    chosen = [line for line in lines if not re.match(r"time=|WARN", line)] or lines
    return chosen[-1] if chosen else "docker compose config failed without a message"


def refusal(complaint: str, file: str, line: int | None) -> ComposeFileInvalid:
    """The exception to raise for the plugin's complaint about `file`."""
    place = f"{file}:{line}" if line else file
    own = complaint.startswith("docker compose config ")  # our words, of a plugin that failed
    hint = (
        "make docker compose config -q work first"
        if own
        else "fix the file until docker compose config -q accepts it"
    )
    return ComposeFileInvalid(f"{place}: {complaint}", hint)


def _unescaped(value: Any) -> Any:
    """The model with `$$` as `$`: the plugin doubles dollars, as in a compose file."""
    if isinstance(value, dict):
        return {key: _unescaped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_unescaped(item) for item in value]
    return value.replace("$$", "$") if isinstance(value, str) else value
