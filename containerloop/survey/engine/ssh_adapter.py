"""An engine at ssh://, reached as the Docker CLI does: `docker system dial-stdio` there.

Only the connection of the user's own ssh program to the SDK's HTTP may live here.
"""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from docker.transport.basehttpadapter import BaseHTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import ProtocolError
from urllib3.response import BaseHTTPResponse, HTTPResponse

_POOL = 4
"""How many connections are kept, and how many are being set up at once: a server drops some at
random of more than ten that have not logged in yet (MaxStartups)."""
_ITS_OWN_FAILURE = 255
_PAUSE_S = 0.3
_SECONDS_TO_END = 1.0


class TurnedAway(ConnectionResetError):
    """ssh ended by its own failure before a byte came back: the engine was not asked anything."""


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
    """HTTP over the pipes of one ssh process; `door` is held until it is set up."""

    def __init__(self, address: str, seconds: float, door: threading.Semaphore) -> None:
        super().__init__("localhost", timeout=seconds)
        self._command = ssh_command(address)
        self._seconds = seconds
        self._door = door
        self._at_the_door = False
        self._process: subprocess.Popen[bytes] | None = None

    def connect(self) -> None:
        """Start ssh; its end of a socket pair is its stdin and stdout."""
        self._at_the_door = self._door.acquire(timeout=self._seconds)
        if not self._at_the_door:
            raise TimeoutError("other connections through ssh are still being set up")
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

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        """The response; with its first bytes the connection is set up. Raises TurnedAway."""
        try:
            # looked at first: the library would end the process before its status is known
            if not self._any_answer() and self._has_failed():
                raise TurnedAway("ssh could not connect")
            return super().getresponse()
        finally:
            self._through()

    def _any_answer(self) -> bool:
        """Whether a byte comes before the end of ssh, which may leave the request unread."""
        try:
            return bool(self.sock.recv(1, socket.MSG_PEEK))
        except ConnectionError:
            return False

    def _has_failed(self) -> bool:
        """Whether ssh has ended by itself, and not with the program that it ran there."""
        try:
            return self._process is not None and (
                self._process.wait(_SECONDS_TO_END) == _ITS_OWN_FAILURE
            )
        except subprocess.TimeoutExpired:
            return False

    def _through(self) -> None:
        if self._at_the_door:
            self._at_the_door = False
            self._door.release()

    def close(self) -> None:
        """Close our end, and end the ssh process with it."""
        super().close()
        self._through()
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None


class _SshPool(HTTPConnectionPool):
    def __init__(self, address: str, seconds: float) -> None:
        super().__init__("localhost", timeout=seconds, maxsize=_POOL)
        self._address = address
        self._seconds = seconds
        self._door = threading.Semaphore(_POOL)

    def _new_conn(self) -> _SshConnection:
        return _SshConnection(self._address, self._seconds, self._door)

    def urlopen(self, *args: Any, **words: Any) -> BaseHTTPResponse:
        """As usual, and once more where ssh itself was turned away."""
        try:
            return super().urlopen(*args, **words)
        except ProtocolError as error:
            if not any(isinstance(cause, TurnedAway) for cause in error.args):
                raise
        time.sleep(_PAUSE_S)
        return super().urlopen(*args, **words)


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
