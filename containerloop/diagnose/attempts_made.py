"""Which of the attempts at an address said what somebody's client says. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.facts import PLAIN, Attempt
from containerloop.plan.values import Expectation
from containerloop.protocols.servers.postgresql import OFFERS_TLS


def made_for(expectation: Expectation, made: tuple[Attempt, ...]) -> tuple[Attempt, ...]:
    """The attempts that said what the client says; of an older snapshot, all at its address."""
    there = tuple(a for a in made if a.address == expectation.address)
    plain = tuple(a for a in there if a.opening == PLAIN)
    alike = tuple(a for a in there if a.opening == expectation.opening)
    written = expectation.reference
    never_tls = written is not None and written.without_tls
    if not never_tls and any(_only_without_tls(a, plain) for a in alike):
        return plain
    spoken = tuple(a for a in alike if a.scheme == expectation.scheme)
    return spoken or alike or plain


def _only_without_tls(log_in: Attempt, greetings: Iterable[Attempt]) -> bool:
    """Whether pg_hba.conf refused a log-in at a server whose client may use TLS.

    It was begun without TLS, and a line of that file can hold for TLS alone (hostssl).
    """
    by_hba = log_in.protocol == "postgresql" and log_in.code == "28000"
    return by_hba and any(g.banner == OFFERS_TLS for g in greetings)
