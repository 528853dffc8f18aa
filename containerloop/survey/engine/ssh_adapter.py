"""An engine at ssh://, reached as the Docker CLI does: `docker system dial-stdio` there.

Only the connection of the user's own ssh program to the SDK's HTTP may live here.
"""

from __future__ import annotations

import socket
import subprocess
from typing import Any
from urllib.parse import urlsplit

from docker.transport.basehttpadapter import BaseHTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool

_POOL = 4


def ssh_command(address: str) -> list[str]:
    """The command whose stdin and stdout are the engine's socket.

    BatchMode: without it, ssh could wait for a password at a prompt that nobody sees.
    """
    url = urlsplit(address)
    words = ["ssh", "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=8"]
    words += ["-l", url.username] if url.username else []
    words += ["-p", str(url.port)] if url.port else []
    at = ["--host", f"unix://{url.path}"] if url.path.strip("/") else []
    # `--`: a host that starts with a dash is no option
    return [*words, "--", url.hostname or "", "docker", *at, "system", "dial-stdio"]


class _SshConnection(HTTPConnection):
    """HTTP over the pipes of one ssh process."""

    def __init__(self, address: str, seconds: float) -> None:
        super().__init__("localhost", timeout=seconds)
        self._command = ssh_command(address)
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def connect(self) -> None:
        """Start ssh; its end of a socket pair is its stdin and stdout."""
        ours, theirs = socket.socketpair()
        # the connection owns our end at once, so that it is closed if ssh does not start
        self.sock = ours
        ours.settimeout(self._seconds)
        with theirs:
            self._process = subprocess.Popen(
                self._command,
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=subprocess.DEVNULL,
            )

    def close(self) -> None:
        """Close our end, and end the ssh process with it."""
        super().close()
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None


class _SshPool(HTTPConnectionPool):
    def __init__(self, address: str, seconds: float) -> None:
        super().__init__("localhost", timeout=seconds, maxsize=_POOL)
        self._address = address
        self._seconds = seconds

    def _new_conn(self) -> _SshConnection:
        return _SshConnection(self._address, self._seconds)


class SshAdapter(BaseHTTPAdapter):
    """Requests of the SDK, through one pool of ssh processes to `address`."""

    def __init__(self, address: str, seconds: float) -> None:
        super().__init__()
        self._pool = _SshPool(address, seconds)

    def get_connection(self, *_: Any, **__: Any) -> HTTPConnectionPool:
        """The pool, whatever the URL says: there is one engine."""
        return self._pool

    def request_url(self, request: Any, _: Any) -> str:
        """The path alone; proxies have no meaning here."""
        return str(request.path_url)

    def close(self) -> None:
        """End every ssh process of the pool."""
        self._pool.close()
        super().close()
