"""An engine that already answers, addressed as the docker command line addresses it.

Reads the environment and the command line's configuration; changes nothing.
"""

import hashlib
import http.client
import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from . import cache

DEFAULT_SOCKET = "unix:///var/run/docker.sock"


@dataclass(frozen=True, slots=True)
class Address:
    """Where an engine would be; `origin` says who named it, for a sentence about it."""

    url: str
    origin: str


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("engine", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket in the file system."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def named() -> Address:
    """The address that the docker command line would use."""
    environment = os.environ
    if host := environment.get("DOCKER_HOST"):
        return Address(host, "DOCKER_HOST")
    configuration = Path(environment.get("DOCKER_CONFIG") or Path.home() / ".docker")
    context = environment.get("DOCKER_CONTEXT") or _current_context(configuration)
    if context and context != "default":
        return _of_context(configuration, context)
    return Address(DEFAULT_SOCKET, "the default socket")


def answering() -> Address | None:
    """The address of `named` when an engine answers there, else None."""
    address = named()
    if answers(address.url):
        return address
    if address.url != DEFAULT_SOCKET:
        cache.say(f"no engine answers at {address.url} (from {address.origin}): not using it")
    return None


def answers(url: str, timeout: float = 2.0) -> bool:
    """Whether an engine answers a ping at `url` within `timeout` seconds."""
    connection = _connection(url, timeout)
    if connection is None:
        return False
    try:
        connection.request("GET", "/_ping")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _connection(url: str, timeout: float) -> http.client.HTTPConnection | None:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return UnixConnection(parts.path, timeout)
    plain = not os.environ.get("DOCKER_TLS_VERIFY")
    if parts.scheme in ("tcp", "http") and parts.hostname and plain:
        return http.client.HTTPConnection(parts.hostname, parts.port or 2375, timeout=timeout)
    return None  # ssh://, npipe:// and TLS cannot be asked with the standard library alone


def _current_context(configuration: Path) -> str | None:
    try:
        name = json.loads((configuration / "config.json").read_text()).get("currentContext")
    except (OSError, ValueError, AttributeError):
        return None
    return str(name) if name else None


def _of_context(configuration: Path, name: str) -> Address:
    folder = hashlib.sha256(name.encode()).hexdigest()
    meta = configuration / "contexts" / "meta" / folder / "meta.json"
    try:
        url = str(json.loads(meta.read_text())["Endpoints"]["docker"]["Host"])
    except (OSError, ValueError, KeyError, TypeError):
        return Address("", f"the context {name}")
    return Address(url, f"the context {name}")
