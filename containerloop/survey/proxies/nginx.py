"""nginx: `proxy_pass` and its kin, `upstream` groups, and variables set in the same files. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from containerloop.facts.late_pattern import late
from containerloop.survey.proxies.blocks import Block, Inside, statements
from containerloop.survey.proxies.statement import Target, named_in, text_of, words
from containerloop.survey.references.traced_text import Mark, Source, Traced

_PASSES: dict[str, tuple[str, int | None]] = {
    "proxy_pass": ("http", 80),
    "grpc_pass": ("grpc", 80),
    "fastcgi_pass": ("fastcgi", None),
    "uwsgi_pass": ("uwsgi", None),
    "scgi_pass": ("scgi", None),
    "memcached_pass": ("memcached", 11211),
}
"""Directive → the scheme and the port that are meant where none is written."""
_WANTED = frozenset({*_PASSES, "set", "server", "listen", "server_name"})
_VARIABLE = late(r"\$\{?(\w+)\}?")
_SECURE = ("https", "grpcs")

Statements = list[tuple[Inside, Traced]]


def targets(sources: Iterable[Source]) -> Iterator[Target]:
    """The servers of every `…_pass` of these files; nothing where a variable is not known."""
    every: Statements = [s for one in sources for s in statements(one, _WANTED, by_line=False)]
    if not any(_directive(value) in _PASSES for _, value in every):
        return
    known = {text_of(v, words(v)[1]).lstrip("$"): v for _, v in every if _sets(v)}
    groups: dict[str, list[Traced]] = {}
    for inside, value in every:
        if inside and inside[-1].words[:1] == ["upstream"] and _directive(value) == "server":
            groups.setdefault(" ".join(inside[-1].words[1:2]), []).append(value)
    for inside, value in every:
        scheme, port = _PASSES.get(_directive(value), (None, None))
        if scheme is not None:
            yield from _of(_expanded(value, known), inside, every, groups, (scheme, port))


def _of(
    value: Traced,
    inside: Inside,
    every: Statements,
    groups: dict[str, list[Traced]],
    usual: tuple[str | None, int | None],
) -> Iterator[Target]:
    there = words(value)
    if len(there) < 2:
        return
    names = _names(inside, every)
    around = {"ports": _ports(inside, every), "path": _path(inside), "names": names}
    scheme = text_of(value, there[1]).partition("://")[0].lower()
    secure = "https" if scheme in _SECURE else None
    if _directive(value) == "proxy_pass" and "://" not in text_of(value, there[1]):
        usual = (None, None)  # only in a stream block, for plain connections
    named = text_of(value, there[1]).rpartition("://")[2].partition("/")[0]
    for server in groups.get(named, ()):
        spot = words(server)
        port = 80 if usual[0] else None
        found = named_in(server, spot[1], secure or usual[0], port) if len(spot) > 1 else None
        if found is not None:
            spare = "backup" in [text_of(server, word) for word in spot[2:]]
            target = Target(server, found, "upstream", spare=spare)
            yield replace(target, **around)  # type: ignore[arg-type]
    if named not in groups:
        found = named_in(value, there[1], *usual)
        if found is not None:
            yield replace(Target(value, found, _directive(value)), **around)  # type: ignore[arg-type]


def _directive(value: Traced) -> str:
    return value.text.split(None, 1)[0]


def _sets(value: Traced) -> bool:
    return _directive(value) == "set" and len(words(value)) == 3


def _expanded(value: Traced, known: dict[str, Traced]) -> Traced:
    """The statement with the variables that the files themselves set to plain text."""
    text, last = "", 0
    marks: tuple[Mark, ...] = ()
    for variable in _VARIABLE.finditer(value.text):
        put = known.get(variable[1])
        if put is None:
            continue
        part = put[slice(*words(put)[2])]
        text += value.text[last : variable.start()] + part.text
        marks += value.marks[last : variable.start()] + part.marks
        last = variable.end()
    return Traced(text + value.text[last:], marks + value.marks[last:])


def _ports(inside: Inside, every: Statements) -> tuple[int, ...]:
    """The ports on which the server around listens; () where that is in another file."""
    server = _innermost(inside, "server")
    if server is None:
        return ()
    found = []
    for around, value in every:
        if around and around[-1] == server and _directive(value) == "listen":
            spot = words(value)
            number = re.search(r"(?:^|:)(\d{1,5})$", text_of(value, spot[1])) if spot[1:] else None
            found.append(int(number[1]) if number else 80)
    return tuple(dict.fromkeys(found)) or (80,)


def _names(inside: Inside, every: Statements) -> tuple[str, ...]:
    """The plain names of the server around; () where it has none, or patterns."""
    server = _innermost(inside, "server")
    said = [
        text_of(value, word)
        for around, value in every
        if server is not None and around and around[-1] == server
        if _directive(value) == "server_name"
        for word in words(value)[1:]
    ]
    plain = [name.lower() for name in said if name != "_" and not name.startswith("~")]
    return tuple(plain) if len(plain) == len(said) else ()


def _path(inside: Inside) -> str | None:
    """The prefix of the location around; None for a pattern, a named one, and none at all."""
    location = _innermost(inside, "location")
    said = location.words[1:] if location else ["/"]
    if said[:1] in (["="], ["^~"]):
        said = said[1:]
    return said[0] if len(said) == 1 and said[0].startswith("/") else None


def _innermost(inside: Inside, kind: str) -> Block | None:
    return next((block for block in reversed(inside) if block.words[:1] == [kind]), None)
