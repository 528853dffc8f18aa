"""HAProxy: `server` lines, and the ports of the frontends that lead to them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from containerloop.survey.proxies.statement import Target, named_in, text_of, words
from containerloop.survey.references.traced_text import Source, Traced, at

_SECTION = re.compile(r"(frontend|backend|listen|defaults|global|resolvers|peers)\b[ \t]*(\S*)")
_LINE = re.compile(r"[^\n]+")
_PORT = re.compile(r":(\d{1,5})(?=[,\s]|$)")
_HOST = re.compile(
    r"(?:req\.)?hdr\(host\)(?:,(?:lower|field\(1,:\)))* (?:-i )?(?:-m str )?([\w.\- ]+)",
    re.IGNORECASE,
)
"""A condition on the Host header: the names that are compared with it."""


def targets(sources: Iterable[Source]) -> Iterator[Target]:
    """The server lines of every backend and listen section."""
    for source in sources:
        sections = list(_sections(source))
        if not any(kind in ("backend", "listen") for kind, _, _ in sections):
            continue
        for kind, name, lines in sections:
            if kind in ("backend", "listen"):
                ports, names = _ports(kind, name, lines, sections), _names(kind, name, sections)
                yield from _servers(lines, ports, names, _mode(sections))


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


def _servers(
    lines: list[Traced], ports: tuple[int, ...], names: tuple[str, ...], usual: str | None
) -> Iterator[Target]:
    said = [_words_of(line) for line in lines]
    mode = next((w[1] for w in said if w[:1] == ["mode"] and len(w) > 1), usual)
    for line, row in zip(lines, said, strict=True):
        if row[0] != "server" or len(row) < 3 or "disabled" in row:
            continue
        scheme = None if mode == "tcp" else "https" if "ssl" in row[3:] else "http"
        found = named_in(line, words(line)[2], scheme, None)
        if found is not None and found.port_span:
            yield Target(line, found, "server", ports, names=names)


def _mode(sections: list[_Section]) -> str | None:
    rows = [_words_of(line) for kind, _, lines in sections if kind == "defaults" for line in lines]
    return next((row[1] for row in rows if row[:1] == ["mode"] and len(row) > 1), "tcp")


def _ports(kind: str, name: str, lines: list[Traced], sections: list[_Section]) -> tuple[int, ...]:
    """The ports of the section itself, or of the frontends that use it; () for not known."""
    fronts = [lines] if kind == "listen" else [rows for _, _, rows in sections if _uses(rows, name)]
    bound = [line.text for rows in fronts for line in rows if line.text.startswith("bind")]
    return tuple(dict.fromkeys(int(port) for text in bound for port in _PORT.findall(text)))


def _names(kind: str, name: str, sections: list[_Section]) -> tuple[str, ...]:
    """The host names for which alone the backend is used; () where others lead there, too."""
    rows = [" ".join(_words_of(x)) for k, _, lines in sections if k == "frontend" for x in lines]
    uses = [row for row in rows if row.startswith(f"use_backend {name} ")]
    if kind != "backend" or not uses or f"default_backend {name}" in rows:
        return ()
    told = [_names_of(row.partition(" if ")[2].strip("{} "), rows) for row in uses]
    return tuple(dict.fromkeys(name for names in told for name in names)) if all(told) else ()


def _names_of(condition: str, rows: list[str]) -> list[str]:
    """The names of one condition, or of the one acl that it is; [] for any other."""
    acls = [row.split(" ", 2)[2] for row in rows if row.startswith(f"acl {condition} ")]
    found = [_HOST.fullmatch(each) for each in acls or [condition]]
    return [n for each in found if each for n in each[1].lower().split()] if all(found) else []


def _uses(lines: list[Traced], name: str) -> bool:
    rows = [_words_of(line) for line in lines]
    return any(row[0] in ("default_backend", "use_backend") and row[1:2] == [name] for row in rows)


def _words_of(line: Traced) -> list[str]:
    return [text_of(line, word) for word in words(line)] or [""]
