"""Kafka: ApiVersions and Metadata at once: what it speaks, and which brokers it names."""

import struct
from collections.abc import Iterator

from containerloop.protocols.named_place import named_place
from containerloop.protocols.protocol import Answer, Hello, Place, Protocol

_CORRELATION = 0x434C6B31
_METADATA = _CORRELATION + 1
_CLIENT = b"containerloop"
_MOST_BROKERS = 64
NO_BROKERS = "ApiVersions answered"
"""The banner of a broker that told no address: it may want a log-in before that."""


def _request(key: int, version: int, correlation: int, body: bytes = b"") -> bytes:
    said = struct.pack(">hhih", key, version, correlation, len(_CLIENT)) + _CLIENT + body
    return struct.pack(">i", len(said)) + said


# Brokers answer in order. ApiVersions 0 is answered by every one since 0.10 and before a log-in;
# Metadata 1 with an empty list asks for the brokers and for no topic, and creates none.
_HELLO = _request(18, 0, _CORRELATION) + _request(3, 1, _METADATA, struct.pack(">i", 0))


def read(reply: bytes) -> Answer | None:
    r"""Read the response that repeats our correlation id, and the brokers of the next one.

    >>> read(b"\x00\x00\x00\x10CLk1\x00\x00\x00\x00\x00\x01")
    Answer(protocol='kafka', banner='ApiVersions answered')
    """
    if len(reply) < 10:
        return None
    size, correlation, error = struct.unpack(">iih", reply[:10])
    if correlation != _CORRELATION or not 6 <= size < 1 << 20:
        return None
    if error:
        return Answer("kafka", refusal=f"error {error}", code=str(error))
    brokers = tuple(_brokers(reply[4 + size :]))
    many = "1 broker" if len(brokers) == 1 else f"{len(brokers)} brokers"
    return Answer("kafka", many if brokers else NO_BROKERS, onward=brokers)


def _brokers(frame: bytes) -> Iterator[Place]:
    """The brokers of a Metadata response, as far as it was received."""
    if len(frame) < 12 or struct.unpack(">i", frame[4:8])[0] != _METADATA:
        return
    count, at = struct.unpack(">i", frame[8:12])[0], 12
    for _ in range(max(0, min(count, _MOST_BROKERS))):
        host, at = _text(frame, at + 4)
        if host is None or len(frame) < at + 4:
            return
        port = struct.unpack(">i", frame[at : at + 4])[0]
        yield from named_place("broker", host, port, "kafka")
        _, at = _text(frame, at + 4)


def _text(frame: bytes, at: int) -> tuple[str | None, int]:
    """A string with its length before it, and the offset after it; None where it is cut off."""
    if len(frame) < at + 2:
        return None, at + 2
    size = struct.unpack(">h", frame[at : at + 2])[0]
    end = at + 2 + max(size, 0)
    if size < 0 or end > len(frame):
        return None, end
    return frame[at + 2 : end].decode("utf-8", "replace"), end


KAFKA = Protocol(
    key="kafka",
    title="Kafka",
    hello=Hello(0, _HELLO),
    read=read,
    schemes={"kafka": 9092},
    ports=(9092, 9093, 9094, 29092, 19092),
    images=("kafka", "cp-kafka", "cp-server", "redpanda", "kafka-native"),
)
