"""NATS: greets with INFO and a JSON object."""

from containerloop.facts.late_pattern import late
from containerloop.protocols.protocol import Answer, Hello, Protocol
from containerloop.protocols.servers.numbered_greeting import first_line

# By pattern, not as JSON: only the object's first few hundred bytes have arrived.
_VERSION = late(r'"version": ?"([^"]{1,32})"')


def read(reply: bytes) -> Answer | None:
    r"""Read INFO, or an error that NATS puts in quotes.

    >>> read(b'INFO {"server_id":"N","version":"2.10.18"}\r\n')
    Answer(protocol='nats', banner='NATS 2.10.18')
    """
    line = first_line(reply)
    if line.startswith("INFO {"):
        version = _VERSION.search(line)
        return Answer("nats", f"NATS {version[1]}" if version else "NATS")
    if line.startswith("-ERR '") and line.rstrip().endswith("'"):
        return Answer("nats", refusal=line[5:].strip().strip("'"), code="ERR")
    return None


NATS = Protocol(
    key="nats",
    title="NATS",
    hello=Hello(2000, b""),
    read=read,
    schemes={"nats": 4222},
    ports=(4222,),
    images=("nats", "nats-server", "nats-streaming"),
)
