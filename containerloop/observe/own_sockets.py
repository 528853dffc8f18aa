"""Attempts from this machine's own sockets, as the records of a probe.

The same questions as the probe asks, on every platform that Python runs on. Only the
dialling belongs here; what the records mean is `classify`'s.
"""

from __future__ import annotations

import errno
import select
import socket
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

from containerloop.facts import is_loopback, literal
from containerloop.observe.probe.records import End, NameRecord, TryRecord
from containerloop.observe.probe.requests import AttemptRequest
from containerloop.observe.thread_pool import threads

MOST_AT_ONCE = 32
MOST_BYTES = 2048
_GATHER_S = 0.02
"""After the first bytes, how long to wait for those that come together with them."""
_NO_SERVER_ANSWERED = -1
"""The `rcode` of a name that no server answered."""


def dial_all(requests: Iterable[AttemptRequest]) -> list[TryRecord | NameRecord]:
    """Every request, all at once; each is bounded by its own times."""
    requests = list(requests)
    if not requests:
        return []
    with threads(min(len(requests), MOST_AT_ONCE)) as pool:
        return list(chain.from_iterable(pool.map(_dial_host, requests)))


def _dial_host(request: AttemptRequest) -> list[TryRecord | NameRecord]:
    began = time.monotonic()
    if literal(request.host) is not None:
        return [_dial(request, request.host)]
    addresses, code = _resolve_in_time(request)
    name = NameRecord(
        id=request.id,
        source="builtin" if is_loopback(request.host) else "dns",
        rcode=0 if addresses or code == 0 else _NO_SERVER_ANSWERED,
        errno=code,
        addrs=tuple(addresses),
        us=_microseconds_since(began),
    )
    return [name, *(_dial(request, address) for address in addresses)]


def _resolve_in_time(request: AttemptRequest) -> tuple[list[str], int]:
    """`_resolve` within `connect_ms`: a name server that is gone may take minutes."""
    pool = ThreadPoolExecutor(1)
    looking = pool.submit(_resolve, request.host, request.port)
    pool.shutdown(wait=False)  # nobody waits for the system's resolver once time is over
    try:
        return looking.result(request.connect_ms / 1000)
    except TimeoutError:
        return [], errno.ETIMEDOUT


def _resolve(host: str, port: int) -> tuple[list[str], int]:
    """The system's own addresses of a name, in the system's order."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        known = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
        return [], 0 if error.errno in known else errno.EAGAIN
    except UnicodeError:
        return [], 0
    return list(dict.fromkeys(str(entry[4][0]) for entry in found)), 0


def _dial(request: AttemptRequest, address: str) -> TryRecord:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    kind = socket.SOCK_STREAM if request.transport == "tcp" else socket.SOCK_DGRAM
    began = time.monotonic()
    try:
        sock = socket.socket(family, kind)
    except OSError as error:
        return _connect_failed(request, address, began, error.errno or errno.EAFNOSUPPORT)
    with sock:
        sock.settimeout(request.connect_ms / 1000)
        try:
            sock.connect((address, request.port))
        except TimeoutError:
            return _connect_failed(request, address, began, 0)
        except OSError as error:
            return _connect_failed(request, address, began, error.errno or errno.EHOSTUNREACH)
        return _exchange(request, address, sock, began)


def _connect_failed(request: AttemptRequest, address: str, began: float, code: int) -> TryRecord:
    return TryRecord(
        id=request.id,
        addr=address,
        errno=code,
        stage="connect",
        connect_us=_microseconds_since(began),
        end="error" if code else "timeout",
        end_us=_microseconds_since(began),
        sent=False,
        data_hex="",
        then_hex="",
    )


@dataclass(slots=True)
class _Heard:
    """What a connection has received so far; it counts even if the connection breaks."""

    data: bytes = b""
    end: End = "deadline"
    sent: bool = False
    first_us: int | None = None


def _exchange(
    request: AttemptRequest, address: str, sock: socket.socket, began: float
) -> TryRecord:
    connected = _microseconds_since(began)
    heard, code = _Heard(), 0
    try:
        _send_and_receive(request, sock, began, heard)
    except ConnectionRefusedError:
        heard.end, code = "error", errno.ECONNREFUSED
    except OSError as error:
        # what was received before the reset counts: a proxy may reset after a real reply
        heard.end, code = "reset", error.errno or errno.ECONNRESET
    return TryRecord(
        id=request.id,
        addr=address,
        errno=code,
        stage="reply",
        connect_us=connected,
        end=heard.end,
        end_us=_microseconds_since(began),
        sent=heard.sent,
        data_hex=heard.data.hex(),
        then_hex="",
        first_us=heard.first_us,
    )


def _send_and_receive(
    request: AttemptRequest, sock: socket.socket, began: float, heard: _Heard
) -> None:
    """Let the server speak first if it may, then send, and note in `heard` what comes."""
    if request.greet_ms and request.transport == "tcp":
        heard.data, heard.end = _receive(sock, request.greet_ms / 1000)
    if not heard.data and heard.end == "deadline":
        if request.first or request.transport == "udp":
            sock.send(request.first or b"")
            heard.sent = True
        heard.data, heard.end = _receive(sock, request.reply_ms / 1000)
    if heard.end == "reply":
        heard.first_us = _microseconds_since(began) - int(_GATHER_S * 1_000_000)
        if request.then:
            sock.send(request.then)
            _receive(sock, _GATHER_S)


def _receive(sock: socket.socket, seconds: float) -> tuple[bytes, End]:
    """The first bytes within `seconds`, and what comes together with them."""
    data = b""
    until = time.monotonic() + seconds
    while len(data) < MOST_BYTES:
        ready, _, _ = select.select([sock], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return data, "reply" if data else "deadline"
        piece = sock.recv(MOST_BYTES - len(data))
        if not piece and sock.type is socket.SOCK_STREAM:
            return data, "eof"
        if not data:
            until = time.monotonic() + _GATHER_S
        data += piece
    return data, "full"


def _microseconds_since(began: float) -> int:
    return int((time.monotonic() - began) * 1_000_000)
