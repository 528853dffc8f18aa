"""A host and a port as a server names them to its clients, made into a place. Pure."""

from __future__ import annotations

from containerloop.facts.late_pattern import late
from containerloop.facts.openings import PLAIN, Opening
from containerloop.protocols.protocol import Place

_HOST = late(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_.])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")


def named_place(
    by: str, host: str, port: int, scheme: str | None = None, opening: Opening = PLAIN
) -> tuple[Place, ...]:
    """The place in a tuple; () for what is not a valid host or port.

    >>> [(each.host, each.port) for each in named_place("broker", "kafka", 9092)]
    [('kafka', 9092)]
    """
    if not _HOST.fullmatch(host) or not 1 <= port <= 65535:
        return ()
    return (Place(by=by, host=host, port=port, scheme=scheme, opening=opening),)


def split_place(by: str, written: str, scheme: str | None = None) -> tuple[Place, ...]:
    """The place that `host:port` or `[v6]:port` names; () for anything else."""
    host, _, port = written.rpartition(":")
    number = int(port) if port.isascii() and port.isdigit() and len(port) <= 5 else 0
    return named_place(by, host.strip("[]"), number, scheme)
