"""Host, port and transport of an address without a scheme, each a valid one. Pure."""

from __future__ import annotations

import ipaddress
import re

from containerloop.errors import UsageError
from containerloop.facts import Transport, literal
from containerloop.facts.plain_words import safe_path
from containerloop.question.typed_words import FORMS, shown

_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?")
_WILDCARDS = ("*", "0.0.0.0", "[::]", "::")


def transport_of(target: str) -> tuple[str, Transport]:
    """The words before `/tcp` or `/udp`, and that transport. Raises `UsageError` for others."""
    words, slash, name = target.partition("/")
    if not slash:
        return words, Transport.TCP
    if name.lower() in ("tcp", "udp"):
        return words, Transport(name.lower())
    if words and ":" in words and name != "sctp":
        raise UsageError(
            f"{shown(target)} has a path but no scheme",
            f"write http://{shown(words)[1:-1]}/{safe_path(name)}",
        )
    raise UsageError(f"{shown(target)}: only /tcp and /udp can be tried", FORMS)


def host_side(words: str) -> str:
    """The side of this machine, where a line of `ports:` or of `docker ps` was typed.

    >>> host_side("8080:80"), host_side("127.0.0.1:8080:80"), host_side("0.0.0.0:80->8000")
    ('8080', '127.0.0.1:8080', '0.0.0.0:80')
    """
    near, arrow, _ = words.partition("->")
    if arrow:
        return near
    match = re.fullmatch(
        r"((?:(?:\d+\.){3}\d+|\[[0-9A-Fa-f:.]+\]):)?(\d+(?:-\d+)?):\d+(?:-\d+)?", words, re.ASCII
    )
    return f"{match[1] or ''}{match[2]}" if match else words


def of_any_address(words: str) -> str:
    """The port alone, where the address is the one to listen on: `*:5432` → `:5432`."""
    host, colon, port = words.rpartition(":")
    return f":{port}" if colon and port and host in _WILDCARDS else words


def split(words: str, target: str) -> tuple[str, str]:
    """Host and port of `host:port` or `[v6]:port`; the port is "" where none is written."""
    if "@" in words:
        hint = "write it as a URL: postgres://user@db:5432/app"
        raise UsageError(f"{shown(target)} has a user name but no scheme", hint)
    if "[" in words or "]" in words:
        match = re.fullmatch(r"\[([^\[\]]*)\]:(.*)", words)
        if match is None or ":" not in match[1]:
            raise UsageError(f"{shown(target)} is not a valid [address]:port", "write [::1]:3000")
        return match[1], match[2]
    if words.count(":") > 1:
        known = literal(words) is not None
        hint = f"write [{words}]:PORT" if known else "put an IPv6 address in brackets: [::1]:3000"
        raise UsageError(f"{shown(target)} has no clear port: it has more than one colon", hint)
    host, colon, port = words.partition(":")
    if colon and not port:
        raise UsageError(f"{shown(target)}: {shown(port)} is not a valid port", FORMS)
    return host, port


def valid_port(text: str, target: str) -> int:
    """The port. Raises `UsageError` for anything but 1 to 65535."""
    if not text.removeprefix("-").isdigit() or not text.isascii():
        raise UsageError(f"{shown(target)}: {shown(text)} is not a valid port", FORMS)
    # the length is looked at first: int() itself refuses thousands of digits
    if text.startswith("-") or len(text) > 5 or not 1 <= int(text) <= 65535:
        raise UsageError(f"{shown(text)} is not a valid port: ports go from 1 to 65535", FORMS)
    return int(text)


def valid_host(text: str, target: str) -> str:
    """The host, a name or an IP address. Raises `UsageError` for anything else."""
    if ":" in text or (text and text.replace(".", "").isdigit()):
        try:
            ipaddress.ip_address(text)
        except ValueError:
            raise UsageError(
                f"{shown(target)}: {shown(text)} is not a valid IP address", FORMS
            ) from None
        return text
    labels = text.removesuffix(".").split(".")
    if not _NAME.fullmatch(text) or not all(0 < len(label) < 64 for label in labels):
        raise UsageError(f"{shown(target)}: {shown(text)} is not a valid host name", FORMS)
    return text
