"""Where a Redis sends its clients on: the masters of a cluster, and those a Sentinel watches."""

import re
from collections.abc import Iterator

from containerloop.facts.late_pattern import late
from containerloop.protocols.named_place import named_place
from containerloop.protocols.protocol import Place

NODES = b"CLUSTER SLOTS\r\nINFO sentinel\r\n"
"""Said after PING. A Redis that is neither replies with an error and with an empty section."""

_SLOT = late(
    rb"\*\d+\r\n:(\d+)\r\n:(\d+)\r\n"  # a range: from, to
    rb"\*\d+\r\n(?:\$(\d+)\r\n([^\r\n]*)\r\n|\$-1\r\n|_\r\n):(\d+)\r\n"  # its master: host, port
)
_MASTER = late(rb"^master\d+:[^\r\n]*?address=([^,\r\n]+):(\d+)", re.MULTILINE)
_MOST = 32


def nodes(reply: bytes) -> tuple[Place, ...]:
    r"""The masters that are named, each once; a host that is not told is the one that was called.

    >>> said = b"+PONG\r\n*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n$2\r\nr1\r\n:6379\r\n$2\r\nid\r\n"
    >>> [(place.by, place.host, place.port) for place in nodes(said)]
    [('slot', 'r1', 6379)]
    """
    return tuple(dict.fromkeys(_all(reply)))[:_MOST]


def _all(reply: bytes) -> Iterator[Place]:
    for slot in _SLOT.finditer(reply):
        host = (slot[4] or b"").decode("latin-1")
        if host not in ("", "?"):
            yield from named_place("slot", host, int(slot[5]), "redis")
    for master in _MASTER.finditer(reply):
        yield from named_place("master", master[1].decode("latin-1"), int(master[2]), "redis")
