"""TARGET and --from, as typed, into a `Question`; nothing but reading words may live here.

A credential that stands in a URL is masked before anything else looks at the text, so
that neither the question nor an error message can hold it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence

from containerloop.errors import UsageError
from containerloop.facts import ENGINE_HOST, HOST, Question, Transport, literal
from containerloop.protocols import default_port

FORMS = "give a port (5432), host:port (db:5432), or a URL (http://api:8000)"
VANTAGES = "use host, engine-host, service:NAME, container:NAME, network:NAME or a plain NAME"
_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?")
_VANTAGE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,254}")
_URL = re.compile(r"(?:jdbc:)?([A-Za-z][A-Za-z0-9+.-]*)://([^/?#;]*)(.*)", re.DOTALL)
_LENGTH = 256


def parse_target(text: str, vantages: Sequence[str] = ()) -> Question:
    """The question that `text` asks, seen from `vantages` (() means from everybody).

    Raises `UsageError`, with what to type instead, for anything else.
    """
    target = _masked(text.strip())
    _refuse_unreadable(target)
    froms = tuple(_vantage(word.strip()) for word in vantages)
    if match := _URL.fullmatch(target):
        return _from_url(target, match[1].lower(), match[2], froms)
    words, transport = _transport(target)
    if words.isascii() and re.fullmatch(r":?-?\d+", words):
        port = _port(words.removeprefix(":"), target)
        return Question(target=target, port=port, transport=transport, vantages=froms)
    host, port_text = _split(words, target)
    return Question(
        target=target,
        host=_host(host, target),
        port=_port(port_text, target),
        transport=transport,
        vantages=froms,
    )


def _masked(text: str) -> str:
    """The text without a password and without a query, where tokens like to stand."""
    for mark in "?#;":
        text = text.split(mark, 1)[0]
    start = text.find("://") + 3 if "://" in text else 0
    end = text.rfind("@")
    if end < start:
        return text
    user, colon, _ = text[start:end].partition(":")
    if colon:
        shown = f"{user}:***"
    else:
        # a lone user name in a web address is, as a rule, a token
        web = start == 0 or text.lower().startswith("http")
        shown = "***" if web else user
    return f"{text[:start]}{shown}{text[end:]}"


def _refuse_unreadable(target: str) -> None:
    if not target:
        raise UsageError("the target is empty", FORMS)
    if len(target) > _LENGTH:
        raise UsageError(f"{_shown(target)} is too long to be an address", FORMS)
    if not target.isprintable() or any(character.isspace() for character in target):
        raise UsageError(f"{_shown(target)} contains a space or a control character", FORMS)


def _shown(text: str) -> str:
    """The text as an error message may print it: one line, short, nothing unprintable."""
    short = text if len(text) <= 60 else f"{text[:57]}..."
    clean = "".join(character if character.isprintable() else "?" for character in short)
    return f'"{clean}"'


def _from_url(target: str, scheme: str, authority: str, froms: tuple[str, ...]) -> Question:
    base = scheme.partition("+")[0]
    where = authority.rpartition("@")[2]
    if not where or "," in where or scheme.endswith("+srv"):
        several = "one host, with its port" if where else "a host"
        raise UsageError(f"{_shown(target)} does not name {several}", FORMS)
    bare = ":" not in where or (where.startswith("[") and where.endswith("]"))
    host, port_text = (where.strip("[]"), "") if bare else _split(where, target)
    port = _port(port_text, target) if port_text else default_port(base)
    if port is None:
        hint = f"add the port: {base}://{host}:PORT"
        raise UsageError(f"{_shown(target)} has no port, and {base} has no default port", hint)
    return Question(
        target=target,
        host=_host(host, target),
        port=port,
        transport=Transport.UDP if base in ("udp", "dns") else Transport.TCP,
        scheme=None if base in ("tcp", "udp") else base,
        vantages=froms,
    )


def _transport(target: str) -> tuple[str, Transport]:
    words, slash, name = target.partition("/")
    if not slash:
        return words, Transport.TCP
    if name.lower() in ("tcp", "udp"):
        return words, Transport(name.lower())
    if words and ":" in words and name != "sctp":
        raise UsageError(f"{_shown(target)} has a path but no scheme", f"write http://{target}")
    raise UsageError(f"{_shown(target)}: only /tcp and /udp can be tried", FORMS)


def _split(words: str, target: str) -> tuple[str, str]:
    """Host and port of `host:port` or `[v6]:port`."""
    if "@" in words:
        hint = "write it as a URL: postgres://user@db:5432/app"
        raise UsageError(f"{_shown(target)} has a user name but no scheme", hint)
    if "[" in words or "]" in words:
        match = re.fullmatch(r"\[([^\[\]]*)\]:(.*)", words)
        if match is None or ":" not in match[1]:
            raise UsageError(f"{_shown(target)} is not a valid [address]:port", "write [::1]:3000")
        return match[1], match[2]
    if words.count(":") > 1:
        known = literal(words) is not None
        hint = f"write [{words}]:PORT" if known else "put an IPv6 address in brackets: [::1]:3000"
        raise UsageError(f"{_shown(target)} has no clear port: it has more than one colon", hint)
    host, colon, port = words.rpartition(":")
    if not colon:
        hint = f"add the port: {words}:5432" if _NAME.fullmatch(words) else FORMS
        raise UsageError(f"{_shown(target)} has no port", hint)
    if host.isascii() and host.isdigit() and port.isdigit():
        hint = f"ask about one port: {host} (on the host) or {port} (in the container)"
        raise UsageError(f"{_shown(target)} is a port mapping", hint)
    return host, port


def _port(text: str, target: str) -> int:
    if not text.removeprefix("-").isdigit() or not text.isascii():
        raise UsageError(f"{_shown(target)}: {_shown(text)} is not a valid port", FORMS)
    # the length is looked at first: int() itself refuses thousands of digits
    if text.startswith("-") or len(text) > 5 or not 1 <= int(text) <= 65535:
        raise UsageError(f"{_shown(text)} is not a valid port: ports go from 1 to 65535", FORMS)
    return int(text)


def _host(text: str, target: str) -> str:
    if ":" in text or (text and text.replace(".", "").isdigit()):
        try:
            ipaddress.ip_address(text)
        except ValueError:
            raise UsageError(
                f"{_shown(target)}: {_shown(text)} is not a valid IP address", FORMS
            ) from None
        return text
    labels = text.removesuffix(".").split(".")
    if not _NAME.fullmatch(text) or not all(0 < len(label) < 64 for label in labels):
        raise UsageError(f"{_shown(target)}: {_shown(text)} is not a valid host name", FORMS)
    return text


def _vantage(word: str) -> str:
    """One --from, in its written form; a plain NAME is resolved against the survey later."""
    kind, colon, name = word.partition(":")
    if word in (HOST, ENGINE_HOST):
        return word
    known = not colon or kind in ("service", "container", "network")
    if known and _VANTAGE_NAME.fullmatch(name if colon else word):
        return word
    raise UsageError(f"--from {_shown(word)} is not a valid vantage", VANTAGES)
