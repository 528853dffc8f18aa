"""The byte stream to and from a container's stdin and stdout over the engine's socket.

Only the transport belongs here: unwrapping what the Docker SDK returns, deadlines, and
decoding the engine's frames. It knows nothing of the probe's protocol.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from typing import Any

HEADER = 8
STDERR = 2
_CHUNK = 65536
MOST_PENDING = 16 * 1024 * 1024
"""Bytes of one frame or line; the probe's longest, a kernel's table, has some 100 kB."""


class StreamLost(Exception):
    """The stream ended, broke, sent invalid data or missed its deadline; the message says which."""


class Frames:
    """Decodes the engine's frames: 8 bytes of header (kind, 3 zeros, length), then data."""

    def __init__(self) -> None:
        self._raw = bytearray()
        self._text = bytearray()
        self.stderr = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The whole lines of stdout that `data` completes, without their line ends.

        Raises StreamLost for a frame or line longer than any that a probe writes.
        """
        self._raw += data
        while len(self._raw) >= HEADER:
            size = int.from_bytes(self._raw[4:HEADER], "big")
            if size > MOST_PENDING:
                raise StreamLost("it sent invalid data")
            if len(self._raw) < HEADER + size:
                break
            target = self.stderr if self._raw[0] == STDERR else self._text
            target += self._raw[HEADER : HEADER + size]
            del self._raw[: HEADER + size]
        if len(self._text) + len(self.stderr) > MOST_PENDING:
            raise StreamLost("it sent invalid data")
        *lines, rest = bytes(self._text).split(b"\n")
        self._text = bytearray(rest)
        return lines


class Stream:
    """One attached container. Every read and write has a deadline."""

    def __init__(self, attached: Any) -> None:
        self._attached = attached
        self._socket = unwrap(attached)
        self._frames = Frames()
        self._lines: list[bytes] = []

    def send(self, data: bytes, timeout_s: float) -> None:
        """Write all of it within `timeout_s`. Raises StreamLost."""
        self._with_deadline(lambda: self._socket.sendall(data), timeout_s)

    def line(self, deadline: float) -> bytes:
        """The next line of stdout, before `deadline` (of time.monotonic). Raises StreamLost."""
        while not self._lines:
            left = deadline - time.monotonic()
            if left <= 0:
                raise StreamLost("it did not answer in time")
            data: bytes = self._with_deadline(lambda: self._socket.recv(_CHUNK), left)
            if not data:
                raise StreamLost("it ended")
            self._lines = self._frames.feed(data)
        return self._lines.pop(0)

    def close(self) -> None:
        """End the container's stdin and the stream; safe to do twice."""
        with contextlib.suppress(OSError, ValueError):
            self._socket.shutdown(socket.SHUT_RDWR)
        for part in (self._socket, self._attached, getattr(self._attached, "_response", None)):
            if part is not None:
                with contextlib.suppress(OSError, ValueError):
                    part.close()

    def _with_deadline(self, action: Callable[[], Any], timeout_s: float) -> Any:
        try:
            self._socket.settimeout(timeout_s)
            return action()
        except TimeoutError as error:
            raise StreamLost("it did not answer in time") from error
        except (OSError, ValueError) as error:
            raise StreamLost(f"the connection failed ({error})") from error


def unwrap(attached: Any) -> Any:
    """The object with `recv`, `sendall` and `settimeout` inside what the SDK returns.

    The SDK gives a `SocketIO` around the socket for unix and TCP, the TLS socket itself
    for TLS, and its own pipe object on Windows.
    """
    inner = getattr(attached, "_sock", None)
    return attached if inner is None or hasattr(attached, "sendall") else inner
