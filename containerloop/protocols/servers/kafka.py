"""Kafka: ApiVersions, the one request that every broker since 0.10 answers before a login."""

import struct

from containerloop.protocols.protocol import Answer, Hello, Protocol

_CORRELATION = 0x434C6B31
_CLIENT = b"containerloop"
_REQUEST = struct.pack(">hhih", 18, 0, _CORRELATION, len(_CLIENT)) + _CLIENT


def read(reply: bytes) -> Answer | None:
    r"""Read the response that repeats our correlation id.

    >>> read(b"\x00\x00\x00\x10CLk1\x00\x00\x00\x00\x00\x01")
    Answer(protocol='kafka', banner='ApiVersions answered', refusal=None, code=None)
    """
    if len(reply) < 10:
        return None
    size, correlation, error = struct.unpack(">iih", reply[:10])
    if correlation != _CORRELATION or not 6 <= size < 1 << 20:
        return None
    if error:
        return Answer("kafka", refusal=f"error {error}", code=str(error))
    return Answer("kafka", "ApiVersions answered")


KAFKA = Protocol(
    key="kafka",
    title="Kafka",
    hello=Hello(0, struct.pack(">i", len(_REQUEST)) + _REQUEST),
    read=read,
    schemes={"kafka": 9092},
    ports=(9092, 9093, 9094, 29092, 19092),
    images=("kafka", "cp-kafka", "cp-server", "redpanda", "kafka-native"),
)
