"""A server on a unix socket that answers like an engine, or like nothing sensible."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

PING = b"HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nContent-Length: 2\r\n\r\nOK"


def http(status: int, body: object, headers: str = "Api-Version: 1.45\r\n") -> bytes:
    """An HTTP answer with a JSON body."""
    text = json.dumps(body).encode()
    return f"HTTP/1.1 {status} X\r\n{headers}Content-Length: {len(text)}\r\n\r\n".encode() + text


def _heard(peer: socket.socket) -> bytes:
    try:
        return peer.recv(65536)
    except OSError:  # the asker went away
        return b""


@contextmanager
def stand_in(
    path: Path,
    answers: Mapping[str, bytes | None],
    default: bytes = b"",
    before: Callable[[str], object] = lambda line: None,
) -> Iterator[str]:
    """Serve: the first key that the request line contains tells the bytes to answer.

    None never answers; b"" closes at once, and so does HTTP/1.0 after its answer.
    `before` is told each request line before it is answered. Yields the address.
    """
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.listen()
    over = threading.Event()

    def talk(peer: socket.socket) -> None:
        with peer:
            while request := _heard(peer):
                line = request.split(b"\r\n", 1)[0].decode(errors="replace")
                before(line)
                answer = next((a for key, a in answers.items() if key in line), default)
                if answer is None:
                    over.wait()
                if not answer:
                    return
                with suppress(OSError):  # the asker has read enough
                    peer.sendall(answer)
                if answer.startswith(b"HTTP/1.0"):
                    return

    def accept() -> None:
        while True:
            try:
                peer, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(peer,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"unix://{path}"
    finally:
        over.set()
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()
