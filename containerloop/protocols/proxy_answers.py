"""Whether a forward proxy passed a request on. Pure."""

from __future__ import annotations

from containerloop.facts import Attempt, Outcome

_OF_THE_PROXY = frozenset({"400", "403", "404", "405", "407", "421", "501"})
"""Statuses by which a proxy refuses, or a server that is no proxy: a client gets them from the
server itself too, which the answer to a direct call shows."""


def passed_on(through: Attempt, direct: Attempt) -> bool:
    """Whether the server behind the proxy was reached, by what both ways gave.

    A tunnel is passed on when it is opened; what is said in it is the client's own.
    """
    if through.outcome is not Outcome.ANSWERED or through.protocol != "http":
        return False
    code = through.code or ""
    if through.opening.path is None:
        return code.startswith("2")
    if direct.outcome is Outcome.ANSWERED and code == direct.code:
        return True
    return code not in _OF_THE_PROXY and code[:1] in ("2", "3", "4")
