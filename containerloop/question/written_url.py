"""The question that a URL or a DSN asks. Pure."""

from __future__ import annotations

import re

from containerloop.errors import UsageError
from containerloop.facts import Question, Transport, is_wildcard
from containerloop.facts.plain_words import echoed, safe_path
from containerloop.protocols import default_port, opening_of
from containerloop.question.typed_words import FORMS, shown
from containerloop.question.written_address import split, valid_host, valid_port

_URL = re.compile(r"(?:jdbc:)?([A-Za-z][A-Za-z0-9+.-]*)://([^/?#;]*)(.*)", re.DOTALL)


def from_url(target: str, froms: tuple[str, ...]) -> Question | None:
    """The question; None for what is not a URL. Raises `UsageError` for one that names no host."""
    match = _URL.fullmatch(target)
    if match is None:
        return None
    scheme, authority = match[1].lower(), match[2]
    base = scheme.partition("+")[0]
    user, _, where = authority.rpartition("@")
    if not where or "," in where or scheme.endswith("+srv"):
        several = "one host, with its port" if where else "a host"
        raise UsageError(f"{shown(target)} does not name {several}", FORMS)
    host, port = _address(where, base, target)
    path = target.partition("://")[2][len(authority) :]
    return Question(
        # a path may hold a token, and the target is kept and shown
        target=target.removesuffix(path) + safe_path(path) if path else target,
        # a server prints what it listens on (http://0.0.0.0:8000), which nobody connects to
        host=None if is_wildcard(host) else host,
        port=port,
        transport=Transport.UDP if base in ("udp", "dns") else Transport.TCP,
        scheme=None if base in ("tcp", "udp") else base,
        opening=opening_of(base, user.partition(":")[0], path),
        vantages=froms,
    )


def _address(where: str, base: str, target: str) -> tuple[str, int]:
    bare = ":" not in where or (where.startswith("[") and where.endswith("]"))
    host, port_text = (where.strip("[]"), "") if bare else split(where, target)
    port = valid_port(port_text, target) if port_text else default_port(base)
    if port is None:
        hint = f"add the port: {base}://{echoed(host)}:PORT"
        raise UsageError(f"{shown(target)} has no port, and {base} has no default port", hint)
    return valid_host(host, target), port
