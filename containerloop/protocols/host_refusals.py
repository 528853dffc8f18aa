"""Web servers that refuse a request for the host name in it: how they say so. Pure."""

import re

from containerloop.facts.late_pattern import late

WRONG_NAME = "does not serve the host name that was asked for"
"""How a refusal begins that is because of the host name; the server's own words may follow."""

_WORDS = late(
    rb"Invalid Host header|Blocked request\. This host[^\r\n<]{0,60}|Invalid Hostname"
    rb"|DisallowedHost|Blocked hosts?: ?[^\r\n<]{0,60}|Invalid HTTP_HOST header[^\r\n<]{0,60}"
    rb"|Access through untrusted domain|Hostname verification failed"
    rb"|the hostname was unrecognized|is never valid in a domain name",
    re.IGNORECASE,
)
"""Vite, webpack, the MCP SDKs, Starlette, ASP.NET, Django, Rails, Nextcloud, SABnzbd,
Transmission, Tomcat."""
_WHOLE = late(rb"\s*Invalid Host header\s*", re.IGNORECASE)
_CADDYS = frozenset({b"server: caddy", b"content-length: 0"})
_PAGES = (
    (late(rb"<h1>Bad Request \(400\)</h1><p></p>"), "a page of Django"),
    (late(rb"</h1></center>\r?\n<hr><center>nginx"), "a page of nginx itself"),
    (late(rb"\A404 page not found\n\Z"), "a page of Traefik or another Go server"),
)
_PLAIN = late(r"[A-Za-z0-9][\w.-]{0,250}", re.ASCII)
_MOST_LINES = 4
EMPTY = "an empty page of Caddy"
"""What Caddy gives, with status 200, for a name or a path that it has no site for."""


def is_plain_name(name: str) -> bool:
    """Whether a name of a configuration is one that can be said, and no pattern for many."""
    return _PLAIN.fullmatch(name) is not None


def refuses_name(refusal: str | None) -> bool:
    """Whether a server said that it is the host name that it does not serve."""
    return refusal is not None and refusal.startswith(WRONG_NAME)


def has_own_words(refusal: str | None) -> bool:
    """Whether the server named the host name in words of its own, not by a bare status."""
    return refusal is not None and refusal.startswith(f"{WRONG_NAME}: ")


def complaint(status: bytes, reply: bytes) -> bytes | None:
    """The server's words on the host name. webpack-dev-server 4 says them with status 200."""
    body = reply.partition(b"\r\n\r\n")[2]
    if status == b"200":
        return body.strip() if _WHOLE.fullmatch(body) else None
    found = _WORDS.search(body) if status[:1] == b"4" else None
    return found[0].strip() if found else None


def is_empty(banner: str | None) -> bool:
    """Whether an answer is the empty one of a Caddy that has no site of that name or path."""
    return banner is not None and banner.endswith(f"{EMPTY})")


def author_of(status: bytes, reply: bytes) -> str | None:
    """Who wrote an error page that is known; a proxy in front hands on pages of others."""
    head, _, body = reply.partition(b"\r\n\r\n")
    if status == b"200":
        return EMPTY if not body and _CADDYS.issubset(_lines(head)) else None
    if status[:1] != b"4":
        return None
    return next((name for page, name in _PAGES if page.search(body)), None)


def _lines(head: bytes) -> set[bytes]:
    """The lines of a head; of the empty answer these are all but the date and the connection."""
    lines = {line.strip().lower() for line in head.split(b"\r\n")[1:]}
    return lines if len(lines) <= _MOST_LINES else set()
