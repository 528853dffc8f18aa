"""The probe's binary as a plain process, and listeners on loopback for it to try."""

import platform
import selectors
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from containerloop.observe.probe.records import EndRecord, Record, TryRecord, decode
from containerloop.observe.probe.requests import Request, encode
from containerloop.observe.probe.source.build import binary_path

MACHINE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")
on_linux = pytest.mark.skipif(
    sys.platform != "linux" or not MACHINE, reason="the probe runs on Linux, amd64 or arm64"
)


class Probe:
    """The binary on two pipes."""

    def __init__(self, life_ms: int = 20000, binary: Path | None = None) -> None:
        self.process = subprocess.Popen(
            [binary or binary_path(MACHINE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self.seen = b""
        self.send(f"life {life_ms}\n".encode())

    def send(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)

    def records(self, timeout_s: float = 8) -> list[Record]:
        """What comes until the batch's end."""
        assert self.process.stdout is not None
        made: list[Record] = []
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while True:
                while b"\n" in self.seen:
                    line, self.seen = self.seen.split(b"\n", 1)
                    if isinstance(record := decode(line), EndRecord):
                        return made
                    made.append(record)
                assert selector.select(timeout_s), f"nothing came after {made}"
                part = self.process.stdout.read(65536)
                assert part, f"the probe is gone after {made}"
                self.seen += part

    def run(self, *requests: Request) -> list[Record]:
        self.send(encode(requests))
        return self.records()

    def close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()
        self.process.wait(timeout=5)


Serve = Callable[[Callable[[socket.socket], object]], int]


@pytest.fixture(name="probe")
def a_probe() -> Iterator[Probe]:
    with closing(Probe()) as made:
        yield made


@pytest.fixture(name="serve")
def listeners_for_a_test() -> Iterator[Serve]:
    """Starts a listener that treats each of its connections with a function; its port."""
    listeners: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def start(treat: Callable[[socket.socket], object]) -> int:
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        listeners.append(listener)
        threads.append(threading.Thread(target=_accept, args=(listener, treat)))
        threads[-1].start()
        port: int = listener.getsockname()[1]
        return port

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
    for thread in threads:
        thread.join(timeout=6)


def _accept(listener: socket.socket, treat: Callable[[socket.socket], object]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(5)
            treat(connection)


def one(records: list[Record]) -> TryRecord:
    tries = [record for record in records if isinstance(record, TryRecord)]
    assert len(tries) == 1, records
    return tries[0]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def until_eof(connection: socket.socket) -> bytes:
    heard = b""
    while part := connection.recv(4096):
        heard += part
    return heard
