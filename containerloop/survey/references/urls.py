"""Addresses in URLs and in the DSNs that look like them. Pure.

scheme://user:password@host:port,host:port/path?query   every scheme, jdbc: included
user:password@tcp(host:port)/name                       Go's MySQL driver
jdbc:oracle:thin:@//host:port/name                      Oracle's two forms"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from containerloop.facts.late_pattern import late
from containerloop.survey.references.default_ports import transport_of, usual_port
from containerloop.survey.references.found_address import (
    FoundAddress,
    Span,
    host_of,
    is_plain_path,
    is_plain_value,
    opening_in,
    pair,
    port_of,
)
from containerloop.survey.references.log_in_shape import of_url

_SCHEME = late(r"(?<![\w.+-])((?:jdbc:)?[A-Za-z][\w.+-]{0,24}(?::[a-z]+)?)://(?=[^\s/])")
_NO_NETWORK = frozenset({"file", "unix", "sqlite", "data", "s3", "gs", "http+unix", "npipe", "fd"})
_GO = late(
    r"(?:(?P<user>[^:@/\s]*)(?::(?P<password>\S*))?@)?(?P<net>tcp[46]?)"
    r"\((?P<host>\[[^\]]+\]|[^:()\s]+)(?::(?P<port>\d{1,5}))?\)(?=/|$)"
)
_MODE = late(r"[?&;](sslmode=(?:disable|allow|prefer|require|verify-(?:ca|full)))(?=[&;#]|$)")
_TLS = late(r"[?&;](?:sslmode=(?:require|verify-ca|verify-full)|ssl=true)(?=[&;#]|$)")
_ORACLE = late(
    r"(?P<scheme>jdbc:oracle:thin:)(?:\S*/\S*)?@(?P<slashes>//)?"
    r"(?P<host>[\w.-]+):(?P<port>\d{1,5})(?=[:/]|$)"
)


def find_urls(text: str) -> list[FoundAddress]:
    """Every address of every URL in the text, in order. Never raises.

    >>> [(one.scheme, one.host, one.port) for one in find_urls("postgres://app:x@db/app")]
    [('postgres', 'db', 5432)]
    """
    # each of these two starts at every character, which takes long in a long text
    go = _special(text, _GO, "mysql") if "tcp" in text else ()
    oracle = _special(text, _ORACLE, "oracle") if "jdbc:oracle:" in text else ()
    return [*_schemes(text), *go, *oracle]


def _schemes(text: str) -> Iterator[FoundAddress]:
    starts = list(_SCHEME.finditer(text))
    first = word = doubtful = 0
    for index, match in enumerate(starts):
        limit = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        if match[1].lower().split(":")[0] in _NO_NETWORK:
            continue
        inside = match.start() < word
        first = first if inside else match.start()
        word = max(word, _end(text, match.end(), len(text)))
        if match.start() < doubtful or (inside and not _begins(text, first, match)):
            doubtful = word
            continue
        end = _end(text, match.end(), limit)
        found = list(_url(text, match, end, "@" in text[end:limit]))
        # a password may hold `://`: what looks like the next URL is part of this one then
        complete = found and "@" in text[match.end() : end]
        if not complete and "@" in text[end:word]:
            doubtful = word
            continue
        yield from found


def _begins(text: str, first: int, match: re.Match[str]) -> bool:
    """Whether a URL begins there within a word that began with another one, at `first`."""
    listed = text[match.start() - 1] in ",;|"
    queried = any(mark in text[first : match.start()] for mark in "?#")
    return (listed and not queried) or usual_port(match[1].lower()) is not None


def _end(text: str, start: int, limit: int) -> int:
    """A URL ends at white space, a quote, a bracket that it did not open, or the next URL."""
    if limit < len(text):
        limit = len(text[start:limit].rstrip(" ,;|")) + start
    stop = re.compile(r"[\s\"'<>`|\\)]").search(text, start, limit)
    return stop.start() if stop else limit


def _url(text: str, match: re.Match[str], end: int, cut: bool) -> Iterator[FoundAddress]:
    """`cut`: an `@` follows after the end, so what looks like a host may be part of a password."""
    scheme, start = match[1].lower(), match.end()
    parts = _authority(text, start, end, scheme)
    if parts is None or cut:
        return
    hosts_start, hosts_end = parts
    keep = [(match.start(), start), *_user(text, start, hosts_start), *_path(text, hosts_end, end)]
    found = [pair(text, *span) for span in _pieces(text, hosts_start, hosts_end, ",")]
    usual = None if scheme.endswith("+srv") else usual_port(scheme)
    for one in found:
        if one is None or (one.port is None and usual is None):
            return
        keep += [*one.keep, (one.host_span[1], one.host_span[1])]
    keep += [(span[0] - 1, span[0]) for span in _pieces(text, hosts_start, hosts_end, ",")[1:]]
    for one in found:
        if one is not None:
            yield replace(
                one,
                port=one.port or usual,
                scheme=scheme,
                transport=transport_of(scheme),
                keep=tuple(keep),
                demands_tls=bool(_TLS.search(text, hosts_end, end)),
                without_tls="sslmode=disable" in _MODE.findall(text, hosts_end, end),
                opening=opening_in(text, match, hosts_start, text[hosts_end:end]),
                ambiguous=bool(re.search(r"[/?#]", text[start:hosts_start])),
                log_in=of_url(scheme, text[start:hosts_start], text[hosts_end:end]),
            )


def _authority(text: str, start: int, end: int, scheme: str) -> Span | None:
    """The span of the hosts, after the user info; None where it is unclear.

    Passwords are often written with `/`, `?` and `#` unescaped, so that part of one looks
    like a host. Where an `@` follows such a host, the last `@` counts.
    """
    first = _stop(text, start, end)
    at = text.rfind("@", start, first)
    web = scheme in ("http", "https", "ws", "wss")
    whole = _whole(text, at + 1 if at >= 0 else start, first)
    if not (web and at < 0 and whole):
        query = re.compile(r"[?;][\w.-]+=").search(text, first, end) if whole else None
        last = text.rfind("@", first, query.start() if query else end)
        if last >= 0:
            at, first = last, _stop(text, last + 1, end)
    hosts = (at + 1 if at >= 0 else start), first
    return hosts if hosts[0] < hosts[1] and _whole(text, *hosts) else None


def _stop(text: str, start: int, end: int) -> int:
    return stop.start() if (stop := re.compile(r"[/?#;]").search(text, start, end)) else end


def _whole(text: str, start: int, end: int) -> bool:
    return all(pair(text, *span) is not None for span in _pieces(text, start, end, ","))


def _pieces(text: str, start: int, end: int, separator: str) -> list[Span]:
    spans, position = [], start
    for piece in text[start:end].split(separator):
        spans.append((position, position + len(piece)))
        position += len(piece) + 1
    return spans


def _user(text: str, start: int, hosts_start: int) -> list[Span]:
    """The user is shown only before a password: a user alone may be a token."""
    if hosts_start == start:
        return []
    user, colon, password = text[start : hosts_start - 1].partition(":")
    at: Span = (hosts_start - 1, hosts_start)
    if colon and password and (not user or (is_plain_value(user) and len(user) <= 16)):
        return [(start, start + len(user) + 1), at]
    return [at]


def _path(text: str, start: int, end: int) -> list[Span]:
    """A plain path; of a query only how it wants TLS."""
    stop = re.compile(r"[?#;]").search(text, start, end)
    path_end = stop.start() if stop else end
    keep: list[Span] = [(start, path_end)] if is_plain_path(text[start:path_end]) else []
    if stop:
        keep.append((path_end, path_end + 1))
        keep += [mode.span(1) for mode in _MODE.finditer(text, path_end, end)]
    return keep


def _special(text: str, form: re.Pattern[str], scheme: str) -> Iterator[FoundAddress]:
    for match in form.finditer(text):
        host = host_of(match["host"])
        port = port_of(match["port"]) if match["port"] else usual_port(scheme)
        if host is None or port is None:
            continue
        keep, groups = [(match.start("host") - 1, match.end())], match.groupdict()
        if "net" in groups:
            keep.append(match.span("net"))
            if groups["password"] is not None:
                keep += _user(text, match.start(), match.start("net"))
        else:
            keep.append(match.span("scheme"))
        yield FoundAddress(
            host=host,
            host_span=match.span("host"),
            port=port,
            port_span=match.span("port") if match["port"] else None,
            scheme=scheme,
            keep=tuple(keep),
        )
