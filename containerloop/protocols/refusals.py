"""Whether a server that answered refuses its clients, whatever they log in as. Pure.

A refusal that depends on a login (a missing password, a read-only table) does not count:
the client may have the login that the probe lacks.
"""

from __future__ import annotations

from containerloop.protocols.servers.http import WRONG_NAME

_CODES = {
    "redis": frozenset({"DENIED", "LOADING", "MASTERDOWN", "CLUSTERDOWN", "BUSY"}),
    "postgresql": frozenset({"53300", "57P01", "57P02", "57P03"}),
    "http": frozenset({"502", "503", "504"}),
}
_FULL = "max number of clients"


def turns_away(
    protocol: str | None, code: str | None, refusal: str | None, *, by_name: bool = True
) -> bool:
    """Whether the server refuses every client at that vantage.

    `by_name`: it was contacted by a name that somebody wrote, not by an IP address that a
    probe used instead; a web server may accept one and refuse the other.
    """
    if refusal is None:
        return False
    if protocol == "mysql":  # its refusal comes in place of the greeting, before any login
        return True
    if refusal == WRONG_NAME:
        return by_name
    full = protocol == "redis" and refusal.startswith(_FULL)
    return full or code in _CODES.get(protocol or "", ())
