"""A unix socket in front of an engine's that writes down what is asked of the engine.

It may also stand in for a slow engine: calls like `holds` are never answered, and calls like
`delays` reach the engine only `delay_s` later, even when who asked is dead by then.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_REQUEST = re.compile(rb"(GET|HEAD|POST|PUT|PATCH|DELETE) (\S+) HTTP/1\.1\r\n")
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_NETWORK_MODE = re.compile(rb'"NetworkMode": ?"([^"]+)"')
_CREATED = re.compile(rb'"Id":"([0-9a-f]{64})","Warnings"')


NEVER = re.compile(r"(?!)")


class Recorder:
    """`asked` are `METHOD path` without the API version; `created` the ids that were made.

    `modes` are the network modes of the containers asked for, one each.
    """

    def __init__(self, engine: Path) -> None:
        self.engine = engine
        self.holds = self.delays = NEVER
        self.delay_s = 0.0
        self.held = threading.Event()
        self.over = threading.Event()
        self.asked: list[str] = []
        self.created: set[str] = set()
        self.modes: list[str] = []

    def forward(self, client: socket.socket) -> None:
        """One connection, both ways, until either side ends it."""
        with client, socket.socket(socket.AF_UNIX) as engine:
            engine.connect(str(self.engine))
            silent = threading.Event()
            back = threading.Thread(target=self._answers, args=(engine, client, silent))
            back.start()
            self._requests(client, engine, silent)
            back.join()

    def _requests(
        self, client: socket.socket, engine: socket.socket, silent: threading.Event
    ) -> None:
        with suppress(OSError):
            while data := client.recv(1 << 20):
                if found := _REQUEST.match(data):  # the SDK sends each head in one piece
                    path = re.sub(r"^/v[0-9.]+/", "/", found[2].decode())
                    self.asked.append(f"{found[1].decode()} {path}")
                    data += self._body(client, data)
                    self._tarry(self.asked[-1], silent)
                self.modes += [mode.decode() for mode in _NETWORK_MODE.findall(data)]
                engine.sendall(data)
        with suppress(OSError):
            engine.shutdown(socket.SHUT_WR)

    def _body(self, client: socket.socket, begun: bytes) -> bytes:
        """The rest of a call: who is killed between its head and its body asked for nothing."""
        head, _, body = begun.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        missing, rest = (int(length[1]) if length else 0) - len(body), b""
        while len(rest) < missing and (data := client.recv(1 << 20)):
            rest += data
        return rest

    def _tarry(self, call: str, silent: threading.Event) -> None:
        if self.holds.match(call):
            silent.set()
        if self.delays.match(call):
            self.held.set()
            self.over.wait(self.delay_s)

    def _answers(
        self, engine: socket.socket, client: socket.socket, silent: threading.Event
    ) -> None:
        with suppress(OSError):
            while data := engine.recv(1 << 20):
                self.created |= {each.decode() for each in _CREATED.findall(data)}
                if silent.is_set():
                    self.held.set()
                    continue
                client.sendall(data)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)


@contextmanager
def recording(path: Path, engine: Path) -> Iterator[Recorder]:
    """A recorder that listens on `path` and passes everything on to `engine`."""
    recorder, threads = Recorder(engine), list[threading.Thread]()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen(64)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _ = server.accept()
                    threads.append(threading.Thread(target=recorder.forward, args=(client,)))
                    threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield recorder
        finally:
            recorder.over.set()
            server.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for thread in threads:
                thread.join(10)
