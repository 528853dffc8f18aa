"""PostgreSQL's log-in, with the client's own user and never a password. Pure.

Before it, PostgreSQL says nothing of a full server or of pg_hba.conf; it writes one line into the
server's log.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.facts import Opening
from containerloop.plan.further.answered import Answered, Further
from containerloop.plan.values import PlannedAttempt
from containerloop.protocols.servers.postgresql import OFFERS_TLS, WITHOUT_TLS


def log_in(known: Answered) -> Iterator[Further]:
    """The log-in of the user that the client names, where only TLS was spoken of so far.

    It is begun without TLS, also at a server that offers it: that tells whether it is starting or
    full. What pg_hba.conf says without TLS does not count there. A client that demands TLS of a
    server without it gets no further than that.
    """
    opening, first, written = known.expectation.opening, known.attempt, known.expectation.reference
    if first.protocol != "postgresql" or first.refusal or first.opening.user or not opening.user:
        return
    demands_tls = written is not None and written.demands_tls
    if first.banner not in (WITHOUT_TLS, OFFERS_TLS) or (
        demands_tls and first.banner != OFFERS_TLS
    ):
        return
    again = PlannedAttempt(
        first.address,
        known.expectation.scheme or "postgresql",
        expected=True,
        opening=Opening(user=opening.user, database=opening.database),
    )
    yield Further(known.expectation.vantage, again)
