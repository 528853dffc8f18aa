"""Whether an answer is what a scheme promises: with or without TLS, and by which server.

Pure. Only the comparison of what was expected with what answered may live here.
"""

from __future__ import annotations

from enum import StrEnum

from containerloop.protocols.protocol import Protocol
from containerloop.protocols.registry import by_hint, by_scheme, expected
from containerloop.protocols.servers.grpc import GRPC
from containerloop.protocols.servers.http import HTTP, WANTS_TLS
from containerloop.protocols.servers.postgresql import POSTGRESQL, WITHOUT_TLS
from containerloop.protocols.servers.tls import TLS

_WEB = frozenset({"http", "grpc"})
_UNKNOWN = "text"


class Mismatch(StrEnum):
    """How an answer differs from the one that was wanted."""

    SERVER_WANTS_TLS = "the server speaks TLS, but was addressed in plain text"
    SERVER_SPEAKS_PLAIN = "the server speaks plain text, but TLS was wanted"
    ANOTHER_SERVER = "another server than the one that was wanted"


def mismatch(
    scheme: str | None,
    protocol: str | None,
    *,
    demands_tls: bool = False,
    banner: str | None = None,
    refusal: str | None = None,
    typed: bool = False,
) -> Mismatch | None:
    """How the answer (`protocol` is its key) differs from what `scheme` promises.

    None where it does not, or where either is unknown. `demands_tls`: the client's setting
    requires TLS in a protocol (PostgreSQL's) that begins without it. `typed`: the scheme is the
    question's own, so that `http` is HTTP/1.1; in a setting it is gRPC's scheme as well.
    """
    wanted = by_scheme(scheme) if scheme else None
    if scheme is None or wanted is None or protocol in (None, _UNKNOWN):
        return None
    has_tls = protocol == TLS.key or refusal == WANTS_TLS
    if wanted is TLS:
        return None if has_tls else _to_tls(scheme, protocol)
    if has_tls:
        return Mismatch.SERVER_WANTS_TLS
    if demands_tls and wanted is POSTGRESQL and banner == WITHOUT_TLS:
        return Mismatch.SERVER_SPEAKS_PLAIN
    if typed and (scheme, protocol) == ("http", GRPC.key):
        return Mismatch.ANOTHER_SERVER
    same = protocol == wanted.key or {protocol, wanted.key} <= _WEB
    return None if same else Mismatch.ANOTHER_SERVER


def _to_tls(scheme: str, protocol: str | None) -> Mismatch | None:
    inner = by_scheme(tls_counterpart(scheme) or "")
    same = inner is None or inner.key == protocol or {inner.key, protocol} <= _WEB
    return Mismatch.SERVER_SPEAKS_PLAIN if same else Mismatch.ANOTHER_SERVER


def over_tls(scheme: str | None) -> bool:
    """Whether a URL's scheme means TLS from the first byte."""
    return scheme is not None and by_scheme(scheme) is TLS


def tls_counterpart(scheme: str) -> str | None:
    """The scheme of the same server with TLS, or without: https for http, redis for rediss."""
    wanted = by_scheme(scheme)
    other = scheme.removesuffix("s") if wanted is TLS else f"{scheme}s"
    found = by_scheme(other)
    return other if found is not None and (found is TLS) != (wanted is TLS) else None


def other_languages(scheme: str, port: int, hint: str | None) -> tuple[Protocol, ...]:
    """The protocols to try next when a server did not answer in the one of its scheme.

    The same with or without TLS, and HTTP/2 for HTTP/1.1; then what image and port suggest,
    and the image alone (a server moved to another's usual port); then PostgreSQL, which closes
    the connection on everything else.
    """
    sent = by_scheme(scheme)
    hinted = by_hint(hint) if hint else None
    asked = (
        by_scheme(tls_counterpart(scheme) or ""),
        GRPC if sent is HTTP else None,
        expected(None, port, hint),
        hinted,
        POSTGRESQL,
    )
    return tuple({p.key: p for p in asked if p is not None and p is not sent}.values())
