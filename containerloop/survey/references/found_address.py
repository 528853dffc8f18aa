"""An address found in a piece of text, before anybody knows where that text stands. Pure."""

from __future__ import annotations

import re

import msgspec
from msgspec import structs

from containerloop.facts import PLAIN, LogInShape, Opening, Transport, is_wildcard, literal
from containerloop.facts.late_pattern import late
from containerloop.protocols import opening_of

Span = tuple[int, int]
"""Offsets `start, end` in the text that was read."""


class FoundAddress(msgspec.Struct, frozen=True, kw_only=True):
    """One address. `keep` are the spans that may be shown; everything else is masked.

    `port` is None where neither the text nor its scheme tells one. The brackets
    of an IPv6 host are in `host_span`, not in `host`. `demands_tls`: a setting requires TLS,
    `without_tls`: one forbids it.
    `opening`: what may be known of the client's first words: nothing that may be secret.
    `ambiguous`: `#`, `/` or `?` stands unescaped before the host, in a user or a password.
    `log_in`: how much of a log-in there is.
    """

    host: str
    host_span: Span
    port: int | None = None
    port_span: Span | None = None
    scheme: str | None = None
    transport: Transport = Transport.TCP
    keep: tuple[Span, ...] = ()
    demands_tls: bool = False
    without_tls: bool = False
    opening: Opening = PLAIN
    ambiguous: bool = False
    log_in: LogInShape = ""


_NAME = late(r"(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?")
_NOT_A_HOST = frozenset({"true", "false", "yes", "no", "on", "off", "none", "null", "nil", "auto"})
_PLAIN = late(r"[A-Za-z_][A-Za-z_.-]{0,19}\d{0,3}|\d{1,4}")


def host_of(written: str) -> str | None:
    """The host in `written`, without brackets; None for what is not a valid host to dial."""
    if written.startswith("["):
        host = written[1:-1]
        there = written.endswith("]") and ":" in host and literal(host) is not None
        return host if there and not is_wildcard(host) else None
    if not _NAME.fullmatch(written) or written.lower() in _NOT_A_HOST or ".." in written:
        return None
    address = literal(written)
    if address is None and written.replace(".", "").isdigit():
        return None
    return None if is_wildcard(written) else written


def port_of(written: str) -> int | None:
    """A port from 1 to 65535, or None."""
    if not (written.isascii() and written.isdigit() and len(written) <= 5):
        return None
    return int(written) if 1 <= int(written) <= 65535 else None


_PAIR = late(r"(?P<host>\[[0-9A-Fa-f:.%]+\]|[^\s:\[\]/@,;=]+)(?::(?P<port>\d{1,5}))?")


def pair(text: str, start: int, end: int) -> FoundAddress | None:
    """`host` or `host:port` filling `start:end` exactly; None for anything else."""
    match = _PAIR.fullmatch(text, start, end)
    host = host_of(match["host"]) if match else None
    if not match or host is None:
        return None
    port = port_of(match["port"]) if match["port"] else None
    if match["port"] and port is None:
        return None
    return FoundAddress(
        host=host,
        host_span=match.span("host"),
        port=port,
        port_span=match.span("port") if port else None,
        keep=((start, end),),
    )


_WELL_KNOWN = late(r"/\.well-known/[a-z-]{1,40}\Z")
"""RFC 8615: names that are registered, and so no secrets."""
_DIRECT = late(r"[?&]directConnection=true(?=[&#]|$)", re.IGNORECASE)


def is_plain_value(text: str) -> bool:
    """Whether a word may be shown: short and plain, such as a database, a user or a path."""
    return bool(_PLAIN.fullmatch(text))


def is_plain_path(text: str) -> bool:
    """Whether a path may be shown: at most three plain words, and a well-known one after them."""
    words = _WELL_KNOWN.sub("", text).strip("/").split("/")
    return len(words) <= 3 and all(is_plain_value(word) or not word for word in words)


def opening_in(text: str, scheme: re.Match[str], hosts_start: int, rest: str) -> Opening:
    """The user and the path of a URL, as far as both are words that may be kept.

    `scheme` is the match of what precedes the user; `rest` is what follows the hosts.
    """
    user = text[scheme.end() : max(scheme.end(), hosts_start - 1)].partition(":")[0]
    path = re.split("[?#;]", rest, maxsplit=1)[0]
    opening = opening_of(
        scheme[1].lower(),
        user if is_plain_value(user) else "",
        path if is_plain_path(path) else "",
    )
    return structs.replace(opening, direct=True) if _DIRECT.search(rest) else opening
