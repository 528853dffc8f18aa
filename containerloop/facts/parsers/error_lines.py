r"""Addresses in the error lines of programs: what could not be reached, and how. Pure.

Only host, port and the kind of failure are taken from a line; nothing else of it is kept.
"""

from __future__ import annotations

from containerloop.facts.parsers.error_forms import addresses_in, kind_of
from containerloop.facts.printable import printable
from containerloop.facts.snapshot import Complaint
from containerloop.facts.values import Address

MOST_COMPLAINTS = 12
_ENDS_OF_A_SYNC = ("on socket for SYNC", "Unable to connect to MASTER", "connecting to the MASTER")
_MOST_LINE = 2000
"""Characters of a line that are read."""


def complaints(log: str) -> tuple[Complaint, ...]:
    r"""What the lines of a log say could not be reached, the last first, without repetition.

    >>> line = "dial tcp 127.0.0.1:6379: connect: connection refused (password=hunter2)"
    >>> [(str(one.address), str(one.outcome)) for one in complaints(line)]
    [('127.0.0.1:6379', 'refused')]
    """
    found: dict[Address, Complaint] = {}
    for line in reversed(lines_of(log, _MOST_LINE)):
        outcome = kind_of(line)
        for address in addresses_in(line) if outcome else ():
            if outcome and address not in found and len(found) < MOST_COMPLAINTS:
                found[address] = Complaint(address=address, outcome=outcome)
    return tuple(found.values())


def lines_of(text: str, most: int, last: int | None = None) -> list[str]:
    """Its lines without escapes, `most` characters of each; of many only so many at the end.

    libpq's question on the next line belongs to the first, and what came of a Redis replica's
    call to the line that names its primary.
    """
    plain = [printable(line, most) for line in text.splitlines()[-(last or 0) :]]
    joined: list[str] = []
    for line in plain:
        goes_on = line.startswith(("Is the server running", "TCP/IP connections on port"))
        first = len(joined) - 1 if goes_on else _first_of(line, joined)
        if first >= 0:
            joined[first] += " " + line
        else:
            joined.append(line)
    return joined


def _first_of(line: str, before: list[str]) -> int:
    """Which of the lines before it says whom the replica called; -1 for any other line."""
    if not any(end in line for end in _ENDS_OF_A_SYNC):
        return -1
    near = range(len(before) - 1, max(len(before) - 4, -1), -1)
    return next((n for n in near if "Connecting to MASTER " in before[n]), -1)
