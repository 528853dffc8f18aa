"""Requests to the probe, as the lines it reads. Pure; the grammar is in `probe.c`.

Only requests and their encoding belong here: what to ask is decided in `plan`; the
answers are in `records`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

MOST_REQUESTS = 512
MOST_LINE = 8192
File = Literal[
    "tcp", "tcp6", "udp", "udp6", "route", "ipv6_route", "if_inet6", "hosts", "resolv",
    "netns", "boot", "unix",
]  # fmt: skip
_WORD = re.compile(r"[!-~]{1,254}\Z")


class AttemptRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt at every address of `host`. Times in milliseconds.

    TCP: `greet_ms` is how long the server may speak first; then `first` is sent (None:
    nothing), and the reply awaited for `reply_ms`; `then` is sent once it spoke. With `segment`
    (0: of any size) the whole reply is awaited, in TCP segments of at most that many bytes.
    """

    id: int
    host: str
    port: int
    transport: Literal["tcp", "udp"] = "tcp"
    connect_ms: int = 2000
    reply_ms: int = 1000
    greet_ms: int = 0
    first: bytes | None = None
    then: bytes | None = None
    segment: int | None = None

    def line(self) -> str:
        """The request as the probe reads it."""
        times = f"{self.connect_ms} {self.reply_ms} {self.greet_ms}"
        payloads = f"{_payload(self.first)} {_payload(self.then)}"
        how = f"try {self.id} {self.transport}"
        if self.segment is not None:
            how = f"whole {self.id} {self.segment}"
        return f"{how} {_word(self.host)} {self.port} {times} {payloads}"


class Name(msgspec.Struct, frozen=True, kw_only=True):
    """Resolve `host` as the container does, within `timeout_ms`."""

    id: int
    host: str
    timeout_ms: int = 2000

    def line(self) -> str:
        """The request as the probe reads it."""
        return f"name {self.id} {_word(self.host)} {self.timeout_ms}"


class ReadFile(msgspec.Struct, frozen=True, kw_only=True):
    """Show one file of the namespace."""

    id: int
    which: File

    def line(self) -> str:
        """The request as the probe reads it."""
        return f"file {self.id} {self.which}"


class Relay(msgspec.Struct, frozen=True, kw_only=True):
    """Listen on exactly `address`:`port` (0: any free one) and pass on to `to`:`to_port`."""

    id: int
    address: str
    port: int
    to: str
    to_port: int

    def line(self) -> str:
        """The request as the probe reads it."""
        return f"relay {self.id} {_word(self.address)} {self.port} {_word(self.to)} {self.to_port}"


class Listen(msgspec.Struct, frozen=True, kw_only=True):
    """Listen on exactly `address`:`port` (0: any free one), answering nothing."""

    id: int
    address: str
    port: int

    def line(self) -> str:
        """The request as the probe reads it."""
        return f"listen {self.id} {_word(self.address)} {self.port}"


class Drop(msgspec.Struct, frozen=True, kw_only=True):
    """End the relay or listener that was begun with this id."""

    id: int

    def line(self) -> str:
        """The request as the probe reads it."""
        return f"drop {self.id}"


Request = AttemptRequest | Name | ReadFile | Relay | Listen | Drop


def encode(requests: Sequence[Request]) -> bytes:
    """One batch with its closing `go`. Raises ValueError for what cannot be encoded."""
    if len(requests) > MOST_REQUESTS:
        raise ValueError(f"a batch has at most {MOST_REQUESTS} requests, not {len(requests)}")
    lines = [request.line() for request in requests]
    if any(len(line) > MOST_LINE for line in lines):
        raise ValueError(f"a request is longer than {MOST_LINE} bytes")
    return "".join(f"{line}\n" for line in (*lines, "go")).encode("ascii")


def _word(host: str) -> str:
    """A host as one word of the wire; international names in their DNS form."""
    word = host if host.isascii() else host.encode("idna").decode("ascii")
    if not _WORD.match(word):
        raise ValueError(f"not a host: {host!r}")
    return word


def _payload(payload: bytes | None) -> str:
    """Hex, or `-` for nothing. An empty payload is nothing too: TCP cannot send it."""
    return payload.hex() if payload else "-"
