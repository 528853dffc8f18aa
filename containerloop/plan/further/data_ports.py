"""FTP's port for data, which a server opens for each transfer and names to its client. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import PLAIN
from containerloop.plan.further.answered import Answered, Further
from containerloop.plan.values import PlannedAttempt
from containerloop.protocols.servers.ftp import ANONYMOUS


def data_port(known: Answered) -> Iterator[Further]:
    """The anonymous log-in and its question for a port, where no other user is named."""
    first, reference = known.attempt, known.expectation.reference
    if first.protocol != "ftp" or first.refusal or first.opening != PLAIN:
        return
    if reference is not None and reference.host_part.text[: reference.host_part.start].endswith(
        "@"
    ):
        return
    again = PlannedAttempt(first.address, "ftp", expected=True, opening=ANONYMOUS)
    yield Further(known.expectation.vantage, again)
