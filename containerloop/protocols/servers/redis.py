"""Redis, Valkey, KeyDB, Dragonfly: PING, the refusals that say what is wrong, and other nodes."""

import re

from containerloop.facts.late_pattern import late
from containerloop.protocols.protocol import Answer, Call, Hello, Protocol
from containerloop.protocols.servers.redis_nodes import NODES, nodes

# What a Redis says to HTTP sent to it by mistake: its words, but no refusal of the caller.
_MISTAKE = late(r"-ERR (unknown command|wrong number of arguments|Protocol error)")
_ERR = late(r"-ERR (max number of clients|unauthenticated |operation not permitted)")
_WORD = late(
    r"-(NOAUTH|DENIED|LOADING|MOVED|ASK|NOPERM|WRONGPASS|MASTERDOWN|MISCONF|BUSY|CLUSTERDOWN"
    r"|READONLY|NOREPLICAS|TRYAGAIN) "
)
_OPENING = late(r"-(?:ERR )?")
NO_DATABASE = "SELECT"
"""The code of an answer that has no database of the number that was asked for."""
_NO_DATABASE = late(
    rb"\+PONG\r\n-ERR ((?:DB index is out of range|invalid DB index|SELECT is not allowed)[^\r\n]*)"
)


def hello_to(call: Call) -> Hello:
    """Return PING, then the choice of the database that is named, if any, and what is asked on."""
    number = call.opening.database or ""
    choice = f"SELECT {number}\r\n".encode() if re.fullmatch(r"\d{1,9}", number) else b""
    return Hello(0, b"PING\r\n" + choice + NODES)


def read(reply: bytes) -> Answer | None:
    r"""Read the reply to PING, or the line sent on accept to a caller that is not wanted.

    >>> read(b"+PONG\r\n")
    Answer(protocol='redis', banner='PONG')
    >>> read(b"-NOAUTH Authentication required.\r\n")
    Answer(protocol='redis', refusal='NOAUTH Authentication required.', code='NOAUTH')
    """
    line = reply.split(b"\n", 1)[0].decode("utf-8", "replace").rstrip("\r")
    if line == "+PONG" or (line == "$4" and reply.startswith(b"$4\r\nPONG\r\n")):
        missing = _NO_DATABASE.match(reply)
        said = missing[1].decode("utf-8", "replace") if missing else None
        return Answer("redis", "PONG", said, NO_DATABASE if said else None, nodes(reply))
    if _MISTAKE.match(line):
        return Answer("redis")
    word = _WORD.match(line)
    if word is None and not _ERR.match(line):
        return None
    return Answer("redis", refusal=_OPENING.sub("", line, count=1), code=word[1] if word else "ERR")


REDIS = Protocol(
    key="redis",
    title="Redis",
    hello=Hello(0, b"PING\r\n" + NODES),
    hello_to=hello_to,
    read=read,
    schemes=dict.fromkeys(("redis", "valkey", "keydb", "dragonfly"), 6379)
    | dict.fromkeys(("redis-sentinel", "sentinel"), 26379),
    ports=(6379, 26379),
    images=(
        *("redis", "valkey", "keydb", "dragonfly", "redis-stack", "redis-stack-server"),
        *("redis-sentinel", "redis-cluster", "redis-server", "valkey-server", "redict"),
    ),
)
