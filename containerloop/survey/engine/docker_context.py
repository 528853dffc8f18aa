"""Which engine is meant, chosen as the Docker CLI chooses it.

Only reading the environment and the CLI's own files may live here; nothing is dialled.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from containerloop.errors import EngineUnavailable
from containerloop.facts.plain_words import echoed

DEFAULT_ADDRESS = "unix:///var/run/docker.sock"
BY_DEFAULT = "the default"
"""`Choice.chosen_by` where nobody chose."""

_WINDOWS_ADDRESS = "npipe:////./pipe/docker_engine"
_SCHEMES = ("unix", "tcp", "http", "https", "ssh", "npipe")


@dataclass(frozen=True)
class Choice:
    """An engine's address, why it is this one, and the TLS files it needs.

    `certificates` is the folder of ca.pem, cert.pem and key.pem; None without TLS.
    """

    address: str
    chosen_by: str
    tls: bool = False
    verify: bool = True
    certificates: Path | None = None

    @property
    def shown(self) -> str:
        """The address without a password, as it may be printed and saved."""
        return re.sub(r"(://[^/@]*?):[^/@]*@", r"\1:***@", self.address)

    @property
    def socket(self) -> Path | None:
        """The path of a unix socket; None for any other kind of address."""
        if not self.address.startswith("unix://"):
            return None
        return Path("/" + self.address.removeprefix("unix://").lstrip("/"))


def home_folder() -> Path:
    """The user's home folder, or one that does not exist for a user without an account."""
    try:
        return Path.home()
    except RuntimeError:
        return Path("/nonexistent")


def choose(environ: Mapping[str, str], home: Path, platform: str) -> Choice:
    """DOCKER_HOST, else DOCKER_CONTEXT, else the CLI's current context, else the default.

    Raises `EngineUnavailable` where that names a context that does not exist.
    """
    folder = settings_folder(environ, home)
    if host := environ.get("DOCKER_HOST"):
        return _from_environment(host, environ, folder)
    name, chosen_by = _context_name(environ, folder)
    return of_context(name, chosen_by, folder, platform)


def named(context: str, environ: Mapping[str, str], home: Path, platform: str) -> Choice:
    """The engine of the context that --engine names; `default` is the default address here.

    Raises `EngineUnavailable` where there is no such context.
    """
    return of_context(
        context, f"--engine {echoed(context)}", settings_folder(environ, home), platform
    )


def contexts(environ: Mapping[str, str], home: Path) -> list[str]:
    """The names of all contexts."""
    return ["default", *_contexts(settings_folder(environ, home))]


def settings_folder(environ: Mapping[str, str], home: Path) -> Path:
    """The folder of the Docker CLI's own files."""
    return Path(environ.get("DOCKER_CONFIG") or home / ".docker")


def _from_environment(host: str, environ: Mapping[str, str], folder: Path) -> Choice:
    verify = bool(environ.get("DOCKER_TLS_VERIFY"))
    tls = verify or bool(environ.get("DOCKER_TLS"))
    choice = Choice(
        address=host.strip(),
        chosen_by="DOCKER_HOST",
        tls=tls,
        verify=verify,
        certificates=Path(environ.get("DOCKER_CERT_PATH") or folder) if tls else None,
    )
    return _checked(choice)


def _checked(choice: Choice) -> Choice:
    scheme, mark, rest = choice.address.partition("://")
    if not mark or scheme not in _SCHEMES or not rest.strip("/") or not _dialled(scheme, rest):
        raise EngineUnavailable(
            f'{choice.chosen_by} is "{echoed(choice.address)}", not a valid engine address',
            f"write it as {DEFAULT_ADDRESS}, tcp://HOST:2376 or ssh://USER@HOST",
        )
    return choice


def _dialled(scheme: str, rest: str) -> bool:
    """Whether what follows the scheme is a path, or a host with a valid port."""
    if scheme in ("unix", "npipe"):
        return "\0" not in rest
    try:
        parts = urlsplit(f"//{rest}")
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not match, a port that is no number
        return False


def _context_name(environ: Mapping[str, str], folder: Path) -> tuple[str, str]:
    if name := environ.get("DOCKER_CONTEXT"):
        return name, f"DOCKER_CONTEXT={echoed(name)}"
    # a broken file is a warning to the Docker CLI too, which then takes the default
    name = _read_json(folder / "config.json").get("currentContext") or "default"
    if not isinstance(name, str) or name == "default":
        return "default", BY_DEFAULT
    return name, f"context {echoed(name)}"


def _from_context(name: str, chosen_by: str, folder: Path) -> Choice:
    digest = hashlib.sha256(name.encode()).hexdigest()
    meta = _read_json(folder / "contexts" / "meta" / digest / "meta.json")
    docker = _mapping(_mapping(meta.get("Endpoints")).get("docker"))
    if not isinstance(docker.get("Host"), str):
        known = ", ".join(["default", *_contexts(folder)])
        choosing = f"choose one with: docker context use NAME (there are: {known})"
        hint = f"name one of: {known}" if chosen_by.startswith("--engine") else choosing
        message = f'the Docker context "{echoed(name)}" ({chosen_by}) does not exist'
        raise EngineUnavailable(message, hint)
    certificates = folder / "contexts" / "tls" / digest / "docker"
    skip = docker.get("SkipTLSVerify") is True
    tls = certificates.is_dir() or (skip and not docker["Host"].startswith("unix"))
    return _checked(
        Choice(
            address=docker["Host"],
            chosen_by=chosen_by,
            tls=tls,
            verify=not skip,
            certificates=certificates if certificates.is_dir() else None,
        )
    )


def of_context(name: str, chosen_by: str, folder: Path, platform: str) -> Choice:
    """The engine of one context. Raises `EngineUnavailable` where there is no such context."""
    if name == "default":
        address = _WINDOWS_ADDRESS if platform == "win32" else DEFAULT_ADDRESS
        return Choice(address=address, chosen_by=chosen_by)
    return _from_context(name, chosen_by, folder)


def _contexts(folder: Path) -> list[str]:
    metas = (folder / "contexts" / "meta").glob("*/meta.json")
    return sorted(str(_read_json(meta).get("Name")) for meta in metas)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return _mapping(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
