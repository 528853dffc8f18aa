"""What the probe answers: one frozen record per line. Pure; the grammar is in `probe.c`.

Only the records and their decoding belong here; what an answer means is decided in
`protocols` and `classify`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

End = Literal["error", "timeout", "eof", "reset", "full", "reply", "deadline"]


class _Record(msgspec.Struct, frozen=True, kw_only=True, tag_field="k"):
    """What every record about a request has: the id that the request was given."""

    id: int


class TryRecord(_Record, frozen=True, kw_only=True, tag="try"):
    """How one attempt at one address went. Times in microseconds from its begin.

    `stage` is where it ended; `end`: `error` (`errno` says which), `timeout` (no answer to
    the connect in time), `eof`, `reset`, `full`, `reply` (it spoke and is still open),
    `deadline` (connected, nothing came, still open). `own` is this side's address.
    """

    addr: str
    errno: int
    stage: Literal["connect", "reply"]
    connect_us: int
    end: End
    end_us: int
    sent: bool
    data_hex: str = msgspec.field(name="data")
    then_hex: str = msgspec.field(name="then")
    own: str | None = None
    first_us: int | None = None

    @property
    def data(self) -> bytes:
        """What came before `then` was sent, at most 2048 bytes."""
        return bytes.fromhex(self.data_hex)

    @property
    def then(self) -> bytes:
        """What came after `then` was sent, at most 2048 bytes."""
        return bytes.fromhex(self.then_hex)


class NameRecord(_Record, frozen=True, kw_only=True, tag="name"):
    """What a name resolved to, also for the name in a Try or Relay.

    `rcode` is DNS's (-1: no server answered, `errno` says why; 0 without addresses: the
    name exists and has none); `server` the last one asked. `hosts` or `conf` (resolv.conf)
    with an `errno`: that file could not be read to its end, and nobody was asked.
    """

    source: Literal["literal", "hosts", "builtin", "dns", "conf"]
    rcode: int
    errno: int
    addrs: tuple[str, ...]
    us: int
    server: str | None = None


class FileRecord(_Record, frozen=True, kw_only=True, tag="file"):
    """A piece of a file, or (`end`) that there is no more of it."""

    data: str = ""
    errno: int = 0
    end: bool = False
    cut: bool = False


class RelayRecord(_Record, frozen=True, kw_only=True, tag="relay"):
    """A relay listens on `port`, or could not for `errno` (ENOENT: its target has no address)."""

    errno: int
    port: int


class ListenRecord(RelayRecord, frozen=True, kw_only=True, tag="listen"):
    """A throw-away listener listens on `port`, or could not for `errno`."""


class DropRecord(RelayRecord, frozen=True, kw_only=True, tag="drop"):
    """A relay or listener is gone; `errno` ENOENT says that there was none."""


class BadRecord(msgspec.Struct, frozen=True, kw_only=True, tag_field="k", tag="bad"):
    """The probe could not read line `line` of the session."""

    line: int


class EndRecord(msgspec.Struct, frozen=True, kw_only=True, tag_field="k", tag="end"):
    """The batch is over."""


Record = (
    TryRecord | NameRecord | FileRecord | RelayRecord | ListenRecord | DropRecord
    | BadRecord | EndRecord
)  # fmt: skip
_DECODER: msgspec.json.Decoder[Record] = msgspec.json.Decoder(Record)


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """A file as the probe saw it; `errno` is not 0 when it could not be read to its end.

    `cut`: it goes on, and the rest was not read.
    """

    content: bytes
    errno: int
    cut: bool


def decode(line: bytes) -> Record:
    """One line of the probe. Raises msgspec.ValidationError when it is not a valid record."""
    return _DECODER.decode(line)


def files(records: Iterable[Record]) -> dict[int, Content]:
    """The files among the records, put together, by the id of their request."""
    pieces: dict[int, list[str]] = {}
    done: dict[int, Content] = {}
    for record in records:
        if not isinstance(record, FileRecord):
            continue
        pieces.setdefault(record.id, []).append(record.data)
        if record.end:
            content = bytes.fromhex("".join(pieces[record.id]))
            done[record.id] = Content(content=content, errno=record.errno, cut=record.cut)
    return done
