"""The proxy of a Docker sandbox that keeps a request in: how it says so. Pure.

It answers with 403 and one of three first lines. What a later `origin:` names, or `org policy`,
is not the user's own rule (docker/sbx-releases#567, #611).
"""

from containerloop.facts.late_pattern import late
from containerloop.facts.printable import printable

KEPT_IN = "a proxy that keeps to the network policy of a sandbox"
"""How such a refusal begins; the proxy's own first line follows."""

_FIRST = late(
    rb"\A\s*(Blocked by (?:network policy: domain [^\s]{1,255}|local rule for [^\s]{1,255}"
    rb"|org policy\b))"
)
_ORIGIN = late(rb"^\s*origin:[ \t]*(?:corporate|system|org)", 0)
_NOT_OURS = "Blocked by org policy"


def kept_in(status: bytes, reply: bytes) -> str | None:
    """The refusal, with the proxy's line; None for any other 403."""
    body = reply.partition(b"\r\n\r\n")[2]
    said = _FIRST.match(body) if status == b"403" else None
    if said is None:
        return None
    line = printable(said[1], 120)
    by_others = any(_ORIGIN.match(each) for each in body.splitlines()[1:])
    return f'{KEPT_IN}: "{_NOT_OURS if by_others else line}"'


def by_the_policy(refusal: str | None) -> bool:
    """Whether it was the policy of a sandbox that refused a request."""
    return refusal is not None and refusal.startswith(KEPT_IN)


def by_an_organization(refusal: str) -> bool:
    """Whether no rule of the user's own lifts it."""
    return _NOT_OURS in refusal


def by_a_deny_rule(refusal: str) -> bool:
    """Whether a rule of the user's own says so, which no further rule outweighs."""
    return "Blocked by local rule" in refusal
