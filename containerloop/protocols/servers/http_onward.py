"""Where a web server sends its client on: redirects, log-in servers, OIDC issuers. Pure."""

from __future__ import annotations

import re

from containerloop.facts.late_pattern import late
from containerloop.facts.openings import Opening
from containerloop.protocols.named_place import named_place
from containerloop.protocols.protocol import Place

_LOCATION = late(rb"^location:[ \t]*([^\r\n]+)", re.IGNORECASE | re.MULTILINE)
_REALM = late(
    rb"^www-authenticate:[ \t]*bearer[^\r\n]*?\brealm=\"(https?://[^\"\r\n]+)\"",
    re.IGNORECASE | re.MULTILINE,
)
_ISSUER = late(rb"\"jwks_uri\"\s*:\s*\"(https?:(?:\\?/){2}[^\"]+)\"")
_DISCOVERY = late(rb"\"issuer\"\s*:\s*\"")
_NODE = late(
    rb"\"publish_address\"\s*:\s*\"(?:([^\"/\s]{1,253})/)?"
    rb"(\[?[0-9a-fA-F.:]{2,45}\]?|[\w.-]{1,253}):(\d{1,5})\""
)
_NODES = late(rb"\{\s*\"_nodes\"\s*:\s*\{\s*\"total\"\s*:")
"""How the list of nodes of OpenSearch and Elasticsearch begins."""
_URL = late(
    r"(?:(?:(?P<scheme>https?):)?//(?:[^/@?#\s]*@)?"
    r"(?P<host>\[[0-9a-f:.]+\]|[\w.-]{1,253})(?::(?P<port>\d{1,5}))?)?"
    r"(?P<path>[^\s?#]*)(?:[?#]\S*)?",
    re.IGNORECASE,
)
_SCHEME = late(r"([A-Za-z][A-Za-z0-9+.-]{0,30}):")


def onward(status: bytes, reply: bytes) -> tuple[Place, ...]:
    """The places that the reply names, their queries left out; () for none.

    >>> [str(place.host) for place in onward(b"301", b"HTTP/1.1 301 x\\r\\nLocation: http://a/b\\r\\n")]
    ['a']
    """
    head, _, body = reply.partition(b"\r\n\r\n")
    if status[:1] == b"3":
        return _place("location", _LOCATION.search(head))
    if status == b"401":
        return _place("realm", _REALM.search(head))
    if status == b"200" and _DISCOVERY.search(body):
        return _place("issuer", _ISSUER.search(body))
    if status == b"200" and _NODES.match(body):
        return tuple(place for each in _NODE.finditer(body) for place in _node(each))
    return ()


def _node(found: re.Match[bytes]) -> tuple[Place, ...]:
    """A node by its name where it has one, as clients call it; else by its address."""
    host = (found[1] or found[2]).decode("latin-1").strip("[]")
    return named_place("node", host, int(found[3]), "http")


def leads_nowhere(status: bytes, reply: bytes) -> str | None:
    """What a redirect names that no web client goes to; None for an address of the web."""
    head = reply.partition(b"\r\n\r\n")[0]
    found = _LOCATION.search(head) if status[:1] == b"3" else None
    scheme = _SCHEME.match(found[1].decode("latin-1").strip()) if found else None
    if scheme is None or scheme[1].lower() in ("http", "https") or "." in scheme[1]:
        return None
    return f"redirects to an address that begins with {scheme[1].lower()}:"


def _place(by: str, found: re.Match[bytes] | None) -> tuple[Place, ...]:
    written = found[1].decode("latin-1").strip().replace("\\/", "/") if found else ""
    url = _URL.fullmatch(written) if written else None
    if url is None:
        return ()
    opening = Opening(path=url["path"] or "/")
    if url["host"] is None:
        return (Place(by=by, opening=opening),) if url["path"].startswith("/") else ()
    scheme = (url["scheme"] or "http").lower()
    port = int(url["port"] or {"https": 443}.get(scheme, 80))
    return named_place(by, url["host"].strip("[]"), port, scheme, opening)
