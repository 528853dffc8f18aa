"""Caddy: `reverse_proxy`, its `to` lines, and `php_fastcgi` of a Caddyfile. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from containerloop.facts.late_pattern import late
from containerloop.survey.proxies.blocks import Inside, statements
from containerloop.survey.proxies.statement import Target, named_in, text_of, words
from containerloop.survey.references.traced_text import Source, Traced

_DIRECTIVES = {"reverse_proxy": ("http", 80), "php_fastcgi": ("fastcgi", 9000)}
_WANTED = frozenset({*_DIRECTIVES, "to"})
_PATHS = frozenset({"handle", "handle_path", "route"})
_SOCKET_FILE = late(r"unix(?:\+h2c)?/")
_SITE_NAME = late(r"(?:https?://)?([A-Za-z0-9][\w.-]*)?(?::\d{1,5})?/?", re.ASCII)
_SITE_PORT = late(r":(\d{1,5})(?=[,/\s]|$)")


def targets(sources: Iterable[Source]) -> Iterator[Target]:
    """The servers of every `reverse_proxy` and `php_fastcgi`."""
    for source in sources:
        if not any(name in source.text for name in _DIRECTIVES):
            continue
        for inside, value in statements(source, _WANTED, by_line=True):
            yield from _of(value, inside)


def _of(value: Traced, inside: Inside) -> Iterator[Target]:
    there = words(value)
    said = [text_of(value, word) for word in there]
    around = inside[-1].words[0] if inside and inside[-1].words else ""
    by = said[0] if said[0] in _DIRECTIVES else around if said[0] == "to" else ""
    if by not in _DIRECTIVES:
        return
    matched = [word for word in said[1:2] if word.startswith(("/", "*", "@"))]
    for word in there[1 + len(matched) :]:
        if _SOCKET_FILE.match(text_of(value, word)):
            continue
        found = named_in(value, word, *_DIRECTIVES[by])
        if found is not None:
            path = _path(matched, inside)
            yield Target(value, found, by, _ports(inside), path, _names(inside))


def _path(matched: list[str], inside: Inside) -> str | None:
    if matched:
        return matched[0].rstrip("*") if matched[0].startswith("/") else None
    for block in reversed(inside):
        if block.words[:1] and block.words[0] in _PATHS:
            given = block.words[1:2]
            return given[0].rstrip("*") if given and given[0].startswith("/") else None
    return "/"


def _ports(inside: Inside) -> tuple[int, ...]:
    """The ports in the site's address; () where it has none (then 80 and 443 are meant)."""
    site = inside[0].head if inside else ""
    return tuple(dict.fromkeys(int(port) for port in _SITE_PORT.findall(site)))


def _names(inside: Inside) -> tuple[str, ...]:
    """The host names in the site's address; () where it is for any name."""
    heads = re.split(r"[,\s]+", inside[0].head) if inside else []
    sites = [_SITE_NAME.fullmatch(head) for head in heads if head]
    named = [site[1] for site in sites if site and site[1]]
    return tuple(dict.fromkeys(n.lower() for n in named)) if len(named) == len(sites) else ()
