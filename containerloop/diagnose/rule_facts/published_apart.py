"""A port of this machine that is published over IPv6 alone and was called over IPv4. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from containerloop.diagnose.case import Case
from containerloop.facts import HOST, Outcome, Publication, literal


def published_apart(case: Case, published: Sequence[Publication]) -> Publication | None:
    """The first publication, if this machine called over IPv4 alone and all are over IPv6.

    The reverse, `localhost` that is ::1 first, is another matter (CL410).
    """
    server = case.destination.container
    if case.vantage != HOST or case.outcome is not Outcome.REFUSED:
        return None
    if server is None or not server.state.running or not published:
        return None
    called = {n.version for a in case.symptom.attempts if (n := literal(a.resolved or ""))}
    over_six = all(":" in p.host_ip for p in published)
    return published[0] if over_six and called == {4} else None
