"""An engine on a unix socket that works well enough for a whole run, until it is spoiled.

One project `shop` of two containers, `api` and `db`; a probe that is started runs as a plain
process on this machine. `spoil` says what becomes of a call's answer, by the call's name.
"""

from __future__ import annotations

import io
import json
import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from containerloop.observe.probe.image import image_config, probe_binary
from containerloop.observe.probe.source.build import binary_path
from tests.support.probe_process import MACHINE

Spoil = Callable[[socket.socket, bytes], None]
"""What to do on the connection instead of sending the answer's bytes."""

IDS = {"api": "a" * 64, "db": "d" * 64, "probe": "e" * 64}
CALLS = {
    "ping": r"(GET|HEAD) .*/_ping",
    "version": r"GET .*/version",
    "info": r"GET .*/info",
    "list": r"GET .*/containers/json",
    "inspect": r"GET .*/containers/[ad]{64}/json",
    "networks": r"GET .*/networks",
    "image": r"GET .*/images/.*/json",
    "create": r"POST .*/containers/create",
    "attach": r"POST .*/containers/\w+/attach",
    "start": r"POST .*/containers/\w+/start",
    "remove": r"DELETE .*/containers/",
}


def listed(service: str) -> dict[str, Any]:
    return {
        "Id": IDS[service],
        "Names": [f"/shop-{service}-1"],
        "Image": f"example/{service}",
        "State": "running",
        "Status": "Up 2 minutes",
        "Created": 1700000000,
        "Ports": [{"PrivatePort": 5432, "Type": "tcp"}],
        "Labels": {"com.docker.compose.project": "shop", "com.docker.compose.service": service},
        "HostConfig": {"NetworkMode": "shop_default"},
        "NetworkSettings": {"Networks": {"shop_default": attached(service)}},
    }


def attached(service: str) -> dict[str, Any]:
    address = "127.18.0.2" if service == "api" else "127.18.0.3"
    return {"NetworkID": "n1", "IPAddress": address, "Gateway": "127.18.0.1", "Aliases": [service]}


def inspected(service: str) -> dict[str, Any]:
    row = listed(service)
    url = "DATABASE_URL=postgres://app:x@localhost:5432/app"
    return {
        "Id": row["Id"],
        "Name": row["Names"][0],
        "Created": "2026-01-01T00:00:00Z",
        "RestartCount": 0,
        "State": {"Status": "running", "ExitCode": 0, "StartedAt": "2026-01-01T00:00:01Z"},
        "Config": {
            "Image": row["Image"],
            "Hostname": service,
            "Env": [url] if service == "api" else ["PGDATA=/d"],
            "Cmd": ["serve"],
            "Labels": row["Labels"],
            "ExposedPorts": {"5432/tcp": {}},
        },
        "HostConfig": {"NetworkMode": "shop_default", "PortBindings": {}, "ExtraHosts": None},
        "NetworkSettings": {"Ports": {}, "Networks": {"shop_default": attached(service)}},
    }


def answers() -> dict[str, Any]:
    """The healthy answer to each call that has a JSON body."""
    return {
        "version": {
            "Version": "26.1.5", "ApiVersion": "1.45", "Os": "linux", "Arch": MACHINE,
            "KernelVersion": "6.1", "Components": [{"Name": "Engine"}],
        },
        "info": {"Name": "box", "OSType": "linux", "KernelVersion": "6.1", "Warnings": None},
        "list": [listed("api"), listed("db")],
        "inspect": inspected("api"),
        "networks": [{
            "Id": "n1", "Name": "shop_default", "Driver": "bridge", "Options": {},
            "IPAM": {"Config": [{"Subnet": "127.18.0.0/16", "Gateway": "127.18.0.1"}]},
        }],
        "image": _image(),
        "create": {"Id": IDS["probe"], "Warnings": []},
    }  # fmt: skip


def _image() -> dict[str, Any]:
    """The engine's answer about the probe's own image."""
    own = json.loads(image_config(probe_binary(MACHINE), MACHINE))
    return {
        "Id": "sha256:1", "Os": own["os"], "Architecture": own["architecture"],
        "Config": own["config"], "RootFS": {"Layers": own["rootfs"]["diff_ids"]},
    }  # fmt: skip


def http(body: object, status: int = 200) -> bytes:
    text = b"" if body is None else json.dumps(body).encode()
    head = f"HTTP/1.1 {status} X\r\nApi-Version: 1.45\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(text)}\r\n\r\n".encode() + text


class Engine:
    """The server. `asked` are the request lines in their order."""

    def __init__(self, path: Path, spoil: Mapping[str, Spoil], calls: int | None = None) -> None:
        self.asked: list[str] = []
        self._spoil = spoil
        self._left = calls
        self._path = path
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(path))
        self._server.listen(64)
        self._peers: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """Gone, with all that is attached to it."""
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for peer in self._peers:
            with suppress(OSError):
                peer.shutdown(socket.SHUT_RDWR)

    def over(self) -> None:
        """Close, and wait until nothing of it is left in this process."""
        self.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._server.accept()
            except OSError:
                return
            self._peers.append(peer)
            self._threads.append(threading.Thread(target=self._talk, args=(peer,), daemon=True))
            self._threads[-1].start()

    def _talk(self, peer: socket.socket) -> None:
        with suppress(OSError, ValueError), peer, peer.makefile("rb") as reader:
            while line := reader.readline().decode():
                length = 0
                while (header := reader.readline()) not in (b"\r\n", b""):
                    if header.lower().startswith(b"content-length:"):
                        length = int(header.split(b":")[1])
                reader.read(length)
                if not self._answer(peer, line.strip(), reader):
                    return

    def _answer(self, peer: socket.socket, line: str, reader: io.BufferedReader) -> bool:
        self.asked.append(line)
        if self._left is not None and len(self.asked) > self._left:
            self.close()
            return False
        call = next((name for name, like in CALLS.items() if re.match(like, line)), "")
        if call == "attach" and call not in self._spoil:
            self._attach(peer, reader)
            return False
        body = inspected("db") if IDS["db"] in line else answers().get(call)
        answer = http(body, {"create": 201, "start": 204, "remove": 204}.get(call, 200))
        if spoil := self._spoil.get(call):
            spoil(peer, answer)
            return False
        peer.sendall(answer)
        return True

    def _attach(self, peer: socket.socket, reader: io.BufferedReader) -> None:
        """Docker's hijack: the connection becomes the probe's stdin, and its output in frames."""
        peer.sendall(_UPGRADED)
        with subprocess.Popen(
            [binary_path(MACHINE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        ) as probe:
            assert probe.stdin is not None
            assert probe.stdout is not None
            framing = threading.Thread(target=_framed, args=(probe.stdout, peer), daemon=True)
            framing.start()
            with suppress(OSError):
                while data := reader.read1(65536):
                    probe.stdin.write(data)
            probe.stdin.close()
            framing.join()


def _framed(output: Any, peer: socket.socket) -> None:
    with suppress(OSError):
        while data := output.read(65536):
            peer.sendall(b"\x01\0\0\0" + len(data).to_bytes(4, "big") + data)
        peer.shutdown(socket.SHUT_RDWR)


def hang(peer: socket.socket, answer: bytes) -> None:
    """Never a byte; the connection stays open."""
    peer.recv(1)


def half_closed(peer: socket.socket, answer: bytes) -> None:
    """The answer's end without an answer, while the other direction stays open."""
    peer.shutdown(socket.SHUT_WR)
    peer.recv(1)


def truncated(peer: socket.socket, answer: bytes) -> None:
    """The first half, then the end."""
    peer.sendall(answer[: len(answer) // 2])
    peer.shutdown(socket.SHUT_RDWR)


def closed(peer: socket.socket, answer: bytes) -> None:
    """Hung up without a word."""
    peer.shutdown(socket.SHUT_RDWR)


def dribbling(peer: socket.socket, answer: bytes) -> None:
    """A byte now and then, for ever: no read ever times out."""
    peer.sendall(b"HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nContent-Length: 100000\r\n\r\n[")
    while True:
        peer.sendall(b" ")
        time.sleep(0.2)


def dribbling_head(peer: socket.socket, answer: bytes) -> None:
    """The same within the head of the answer."""
    peer.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        peer.sendall(b"y")
        time.sleep(0.2)


_UPGRADED = b"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"


def silent(peer: socket.socket, answer: bytes) -> None:
    """A stream is promised and nothing comes of it."""
    peer.sendall(_UPGRADED)
    while peer.recv(65536):
        pass


def babbling(peer: socket.socket, answer: bytes) -> None:
    """A stream of frames that no probe wrote."""
    peer.sendall(_UPGRADED + b"\x01\0\0\0\0\0\0\x08babble\x1b\n" * 1000)
    while peer.recv(65536):
        pass


def endless_chunks(peer: socket.socket, answer: bytes) -> None:
    """A chunked answer that never ends, as fast as it is read."""
    head = b"HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nTransfer-Encoding: chunked\r\n\r\n"
    peer.sendall(head + b"1\r\n[\r\n")
    while True:
        peer.sendall(b"10000\r\n" + b" " * 65536 + b"\r\n")


def huge_frame(peer: socket.socket, answer: bytes) -> None:
    """A stream whose first frame says that it has 4 GB, and then sends without end."""
    peer.sendall(_UPGRADED + b"\x01\0\0\0\xff\xff\xff\xff")
    while True:
        peer.sendall(b"x" * 65536)


def endless_line(peer: socket.socket, answer: bytes) -> None:
    """Frames in order, of a line that never ends."""
    peer.sendall(_UPGRADED)
    while True:
        peer.sendall(b"\x01\0\0\0\0\1\0\0" + b"x" * 65536)


def later(seconds: float) -> Spoil:
    """The answer as it is, after a while."""

    def answered(peer: socket.socket, answer: bytes) -> None:
        time.sleep(seconds)
        peer.sendall(answer.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        peer.shutdown(socket.SHUT_RDWR)

    return answered


def says(answer: bytes) -> Spoil:
    """These bytes, then the end."""

    def say(peer: socket.socket, _answer: bytes) -> None:
        peer.sendall(answer)
        peer.shutdown(socket.SHUT_RDWR)

    return say


@contextmanager
def engine(
    path: Path, spoil: Mapping[str, Spoil] | None = None, calls: int | None = None
) -> Iterator[Engine]:
    """A running engine; after `calls` calls it is gone."""
    made = Engine(path, spoil or {}, calls)
    try:
        yield made
    finally:
        made.over()
