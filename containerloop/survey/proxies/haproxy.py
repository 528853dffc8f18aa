"""HAProxy: `server` lines, and the ports of the frontends that lead to them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from containerloop.facts.late_pattern import late
from containerloop.survey.proxies.statement import Target, named_in, text_of, words
from containerloop.survey.references.traced_text import Source, Traced, at

_SECTION = late(
    r"(frontend|backend|listen|defaults|global|resolvers|peers)\b"
    r"(?:[ \t]+(?!from\b)(\S+))?(?:[ \t]+from[ \t]+(\S+))?"
)
_LINE = late(r"[^\n]+")
_MOST_LINES = 20_000
_PORT = late(r":(\d{1,5})(?=[,\s]|$)")
_HOST = late(
    r"(?:req\.)?hdr\(host\)(?:,(?:lower|field\(1,:\)))* (?:(?:-i|-m str) )*"
    r"(\w[\w.-]*(?: \w[\w.-]*)*)",
    re.IGNORECASE,
)
"""A condition on the Host header: the names that are compared with it."""


class _Section(NamedTuple):
    """`base` is the section of defaults that its head names; "" for the last one before it."""

    kind: str
    name: str
    base: str
    lines: list[Traced]


def targets(sources: Iterable[Source]) -> Iterator[Target]:
    """The server lines of every backend and listen section."""
    for source in sources:
        sections = list(_sections(source))
        ways = _Ways(sections)
        modes: dict[str, str] = {}
        for section in sections:
            defaults = section.kind == "defaults"
            # each section of defaults forgets what the ones before it say
            usual = "tcp" if defaults and not section.base else modes.get(section.base, "tcp")
            mode = _mode(section) or usual
            if defaults:
                modes |= {"": mode, section.name: mode}
            elif section.kind in ("backend", "listen"):
                yield from _servers(section, ways, mode)


class _Ways:
    """What the sections of a file say of the way to each of its backends."""

    def __init__(self, sections: list[_Section]) -> None:
        self._fronts: dict[str, dict[int, list[int]]] = {}
        self._conditions: dict[str, list[str]] = {}
        self._acls: dict[str, list[str]] = {}
        for number, section in enumerate(sections):
            bound = _bound(section)
            for line in section.lines:
                match line.text.replace('"', "").split(None, 2):
                    case ["default_backend" | "use_backend", name, *more]:
                        self._fronts.setdefault(name, {})[number] = bound
                        condition = " ".join(more).split()
                        said = condition[1:] if condition[:1] == ["if"] else []
                        self._conditions.setdefault(name, []).append(" ".join(said))
                    case ["acl", name, said]:
                        self._acls.setdefault(name, []).append(" ".join(said.split()))

    def ports(self, section: _Section) -> tuple[int, ...]:
        """The ports of the section itself, or of those that use it; () for not known."""
        fronts = self._fronts.get(section.name, {}).values()
        own = [_bound(section)] if section.kind == "listen" else fronts
        return tuple(dict.fromkeys(port for ports in own for port in ports))

    def names(self, section: _Section) -> tuple[str, ...]:
        """The host names for which alone it is used; () where others lead there, too."""
        told = [self._of(each) for each in self._conditions.get(section.name, ())]
        return tuple(dict.fromkeys(name for row in told for name in row)) if all(told) else ()

    def _of(self, condition: str) -> list[str]:
        """The names of one condition, or of the one acl that it is; [] for any other."""
        own = condition.removeprefix("{ ").removesuffix(" }")
        found = [_HOST.fullmatch(each) for each in self._acls.get(condition, [own])]
        return [n for each in found if each for n in each[1].lower().split()] if all(found) else []


def _sections(source: Source) -> Iterator[_Section]:
    current: _Section | None = None
    for line in islice(_LINE.finditer(source.text), _MOST_LINES):
        plain = line[0].partition(" #")[0].rstrip()
        bare = plain.lstrip()
        section = _SECTION.match(plain)
        if section:
            if current:
                yield current
            current = _Section(section[1], section[2] or "", section[3] or "", [])
        elif current and bare:
            start = line.start() + len(plain) - len(bare)
            current.lines.append(at(source, start, start + len(bare)))
    if current:
        yield current


def _mode(section: _Section) -> str | None:
    said = map(_words_of, section.lines)
    return next((row[1] for row in said if row[0] == "mode" and row[1:]), None)


def _servers(section: _Section, ways: _Ways, mode: str) -> Iterator[Target]:
    for line in section.lines:
        row = _words_of(line)
        if row[0] != "server" or len(row) < 3 or "disabled" in row:
            continue
        scheme = None if mode == "tcp" else "https" if "ssl" in row[3:] else "http"
        found = named_in(line, words(line)[2], scheme, None)
        if found is not None and found.port_span:
            ports, names = ways.ports(section), ways.names(section)
            yield Target(line, found, "server", ports, names=names, spare="backup" in row[3:])


def _bound(section: _Section) -> list[int]:
    bound = [line.text for line in section.lines if _words_of(line)[0] == "bind"]
    return [int(port) for text in bound for port in _PORT.findall(text)]


def _words_of(line: Traced) -> list[str]:
    return [text_of(line, word) for word in words(line)] or [""]
