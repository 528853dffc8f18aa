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
_PAGES = (
    (late(rb"<h1>Bad Request \(400\)</h1><p></p>"), "a page of Django"),
    (late(rb"</h1></center>\r?\n<hr><center>nginx"), "a page of nginx itself"),
    (late(rb"\A404 page not found\n\Z"), "a page of Traefik or another Go server"),
)


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


def author_of(reply: bytes) -> str | None:
    """Who wrote an error page that is known; a proxy in front hands on pages of others."""
    body = reply.partition(b"\r\n\r\n")[2]
    return next((name for page, name in _PAGES if page.search(body)), None)
