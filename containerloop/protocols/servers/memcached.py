"""Memcached: the text protocol's version command."""

import re

from containerloop.facts.late_pattern import late
from containerloop.protocols.protocol import Answer, Hello, Protocol
from containerloop.protocols.servers.numbered_greeting import first_line

_VERSION = late(r"VERSION \d[\w.+~-]*\Z")


def read(reply: bytes) -> Answer | None:
    r"""Read the reply to `version`.

    >>> read(b"VERSION 1.6.38\r\n")
    Answer(protocol='memcached', banner='VERSION 1.6.38')
    """
    line = first_line(reply)
    if _VERSION.match(line):
        return Answer("memcached", line)
    if line.startswith("CLIENT_ERROR unauthenticated"):
        return Answer("memcached", refusal="wants a login", code="CLIENT_ERROR")
    if line == "ERROR Too many open connections":
        return Answer("memcached", refusal="too many open connections", code="ERROR")
    return None


def read_unsolicited(reply: bytes) -> Answer | None:
    """Also take the bare ERROR by which it answers commands of other protocols."""
    return Answer("memcached") if re.fullmatch(rb"(ERROR\r\n)+", reply) else read(reply)


MEMCACHED = Protocol(
    key="memcached",
    title="Memcached",
    hello=Hello(0, b"version\r\n", b"quit\r\n"),
    read=read,
    read_unsolicited=read_unsolicited,
    schemes={"memcached": 11211, "memcache": 11211, "pymemcache": 11211},
    ports=(11211,),
    images=("memcached",),
)
