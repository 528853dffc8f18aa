"""Whether a server's answer depends on the host name that was said to it. Pure.

Two answers decide: one to the client's own name, one to another name at the same address.
"""

from __future__ import annotations

from containerloop.facts import Attempt, Outcome
from containerloop.protocols.host_refusals import is_empty, refuses_name
from containerloop.protocols.registry import expected
from containerloop.protocols.servers.http import HTTP, NO_SERVER_BEHIND

_HTTP = frozenset({"400", "403", "404", "421"})
"""Statuses with which a web server refuses a name that it does not know."""
_TLS = frozenset({"40", "49", "80", "112"})
"""Alerts with which a TLS server does (nginx 112, HAProxy 40, Caddy 80)."""
_CLOSED = frozenset({Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET})


def may_be_the_name(attempt: Attempt) -> bool:
    """Whether an answer is one that web servers give for a name that they do not serve."""
    if attempt.outcome in _CLOSED:
        return expected(attempt.scheme, attempt.address.port) is HTTP
    if attempt.protocol == "tls":
        return attempt.refusal is not None and attempt.code in _TLS
    if attempt.protocol != "http":
        return False
    # a server without a page at its root is usual; only a written address asks for one
    if attempt.refusal == NO_SERVER_BEHIND or is_empty(attempt.banner):
        return True
    written = attempt.scheme is not None or attempt.code != "404"
    return refuses_name(attempt.refusal) or (attempt.code in _HTTP and written)


def accepts_instead(refused: Attempt, other: Attempt) -> bool:
    """Whether `other`, with another name, got further than `refused` did."""
    if other.protocol == "tls":
        return other.refusal is None and refused.protocol in ("tls", None)
    code = other.code or "" if other.protocol == "http" else ""
    if refuses_name(other.refusal) or code in ("", "400", "403", "421", "429") or code[0] == "5":
        return False
    said = refuses_name(refused.refusal) or is_empty(refused.banner)
    return (
        not is_empty(other.banner)
        and (said or code != refused.code)
        and (code != "404" or said or refused.code != "403")
    )


def alike(one: Attempt, other: Attempt) -> bool:
    """Whether a server gave the same answer twice."""
    told = [(a.outcome, a.code, refuses_name(a.refusal), is_empty(a.banner)) for a in (one, other)]
    return told[0] == told[1]


def own_names(refused: Attempt) -> tuple[str, ...]:
    """The name of the client's own request, to be said again, in both cases.

    Twice, since a server that answers in turn (one of two behind it fails) would agree once. A
    number has no other case; a proxy without a server is told it without and with its port.
    """
    text = str(refused.address).removesuffix(":80")
    host = str(refused.address).rpartition(":")[0]
    numbers = (host, str(refused.address)) if refused.refusal == NO_SERVER_BEHIND else ()
    return tuple(dict.fromkeys((text, text.upper(), *(numbers if text == text.upper() else ()))))
