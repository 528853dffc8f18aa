"""HAProxy: `server` lines, and the ports of the frontends that lead to them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from containerloop.survey.proxies.statement import Target, named_in, text_of, words
from containerloop.survey.references.traced_text import Source, Traced, at

_SECTION = re.compile(r"(frontend|backend|listen|defaults|global|resolvers|peers)\b[ \t]*(\S*)")
_LINE = re.compile(r"[^\n]+")
_PORT = re.compile(r":(\d{1,5})(?=[,\s]|$)")


def targets(sources: Iterable[Source]) -> Iterator[Target]:
    """The server lines of every backend and listen section."""
    for source in sources:
        sections = list(_sections(source))
        if not any(kind in ("backend", "listen") for kind, _, _ in sections):
            continue
        for kind, name, lines in sections:
            if kind in ("backend", "listen"):
                yield from _servers(lines, _ports(kind, name, lines, sections), _mode(sections))


_Section = tuple[str, str, list[Traced]]


def _sections(source: Source) -> Iterator[_Section]:
    current: _Section | None = None
    for line in _LINE.finditer(source.text):
        plain = line[0].partition(" #")[0].rstrip()
        bare = plain.lstrip()
        if not bare or bare.startswith("#"):
            continue
        section = _SECTION.match(plain)
        if section:
            if current:
                yield current
            current = (section[1], section[2], [])
        elif current:
            start = line.start() + len(plain) - len(bare)
            current[2].append(at(source, start, start + len(bare)))
    if current:
        yield current


def _servers(lines: list[Traced], ports: tuple[int, ...], usual: str | None) -> Iterator[Target]:
    said = [_words_of(line) for line in lines]
    mode = next((w[1] for w in said if w[:1] == ["mode"] and len(w) > 1), usual)
    for line, row in zip(lines, said, strict=True):
        if row[0] != "server" or len(row) < 3 or "disabled" in row:
            continue
        scheme = None if mode == "tcp" else "https" if "ssl" in row[3:] else "http"
        found = named_in(line, words(line)[2], scheme, None)
        if found is not None and found.port_span:
            yield Target(line, found, "server", ports)


def _mode(sections: list[_Section]) -> str | None:
    rows = [_words_of(line) for kind, _, lines in sections if kind == "defaults" for line in lines]
    return next((row[1] for row in rows if row[:1] == ["mode"] and len(row) > 1), "tcp")


def _ports(kind: str, name: str, lines: list[Traced], sections: list[_Section]) -> tuple[int, ...]:
    """The ports of the section itself, or of the frontends that use it; () for not known."""
    fronts = [lines] if kind == "listen" else [rows for _, _, rows in sections if _uses(rows, name)]
    bound = [line.text for rows in fronts for line in rows if line.text.startswith("bind")]
    return tuple(dict.fromkeys(int(port) for text in bound for port in _PORT.findall(text)))


def _uses(lines: list[Traced], name: str) -> bool:
    rows = [_words_of(line) for line in lines]
    return any(row[0] in ("default_backend", "use_backend") and row[1:2] == [name] for row in rows)


def _words_of(line: Traced) -> list[str]:
    return [text_of(line, word) for word in words(line)] or [""]
