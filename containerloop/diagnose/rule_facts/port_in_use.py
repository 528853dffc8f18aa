"""Whether anybody at all has a port: by the tables of sockets, and by what answered. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.facts import Attempt, Listener, Maybe, Unobserved


def port_in_use(
    port: int, attempts: Iterable[Attempt], tables: Iterable[Maybe[tuple[Listener, ...]]]
) -> Maybe[bool]:
    """Whether a socket of any of the tables has the port, or an attempt at it was answered.

    Unobserved where neither shows it and a table could not be seen.
    """
    if any(each.address.port == port and each.outcome.reached for each in attempts):
        return True
    unseen = None
    for table in tables:
        if isinstance(table, Unobserved):
            unseen = table
        elif any(each.port == port for each in table):
            return True
    return unseen or False
