"""AMQP 0-9-1 (RabbitMQ): the protocol header, and the Start method that answers it."""

import struct

from containerloop.facts.late_pattern import late
from containerloop.protocols.protocol import Answer, Hello, Protocol

_HEADER = b"AMQP\0\0\x09\x01"
_FIELD = late(rb"(product|version)S\0\0\0([\x01-\x40])")


def read(reply: bytes) -> Answer | None:
    r"""Read connection.start, or the header by which a broker names the version it wants.

    >>> read(b"\x01\0\0\0\0\x02\x0c\0\x0a\0\x0a\0\x09\0\0\x01\xed\x07productS\0\0\0\x08RabbitMQ")
    Answer(protocol='amqp', banner='RabbitMQ')
    """
    # Our own header coming back is an echo server, not a broker.
    if len(reply) == 8 and reply[:4] == b"AMQP" and reply != _HEADER:
        version = ".".join(str(number) for number in reply[5:8])
        return Answer("amqp", f"AMQP {version}", "speaks another version of AMQP", version)
    if len(reply) < 11 or reply[:3] != b"\x01\0\0":
        return None
    if struct.unpack(">HH", reply[7:11]) != (10, 10):
        return None
    return Answer("amqp", _who(reply) or "AMQP 0-9-1")


def _who(reply: bytes) -> str:
    said: dict[bytes, str] = {}
    for field in _FIELD.finditer(reply):
        text = reply[field.end() : field.end() + field[2][0]]
        said.setdefault(field[1], text.decode("utf-8", "replace"))
    return " ".join(said[key] for key in (b"product", b"version") if key in said)


AMQP = Protocol(
    key="amqp",
    title="AMQP",
    hello=Hello(0, _HEADER),
    read=read,
    schemes={"amqp": 5672, "pyamqp": 5672, "rabbitmq": 5672, "librabbitmq": 5672},
    ports=(5672,),
    images=("rabbitmq", "lavinmq", "rabbitmq-server"),
)
