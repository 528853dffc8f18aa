"""PgBouncer: the databases of its configuration, `app = host=db port=5432 dbname=app`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import structs

from containerloop.facts.late_pattern import late
from containerloop.survey.proxies.statement import Target, named_in
from containerloop.survey.references.found_address import Span
from containerloop.survey.references.traced_text import Source, at

_SECTION = late(r"^[ \t]*\[([^\]\n]*)\]", re.MULTILINE)
_LINE = late(r"^[ \t]*([^\s;#=\[][^\s=]*)[ \t]*=[ \t]*([^\n]*)$", re.MULTILINE)
_HOST = late(r"(?:^|\s)host[ \t]*=[ \t]*'?([A-Za-z0-9_][\w.-]*)'?(?=\s|$)", re.ASCII)
_PORT = late(r"(?:^|\s)port[ \t]*=[ \t]*'?(\d{1,5})'?(?=\s|$)")
_LISTENS = late(r"^[ \t]*listen_port[ \t]*=[ \t]*(\d{1,5})", re.MULTILINE)


def targets(sources: Iterable[Source]) -> Iterator[Target]:
    """The server of every database; it has no scheme, for whatever it says is passed on."""
    for source in sources:
        if "[pgbouncer]" not in source.text or "[databases]" not in source.text:
            continue
        listens = tuple(int(port) for port in _LISTENS.findall(source.text)) or (6432,)
        for start, end in _databases(source.text):
            for line in _LINE.finditer(source.text, start, end):
                yield from _of(source, line, listens)


def _databases(text: str) -> Iterator[tuple[int, int]]:
    """Where the sections of databases begin and end."""
    sections = list(_SECTION.finditer(text))
    ends = [*(each.start() for each in sections[1:]), len(text)]
    for section, end in zip(sections, ends, strict=True):
        if section[1].strip() == "databases":
            yield section.end(), end


def _of(source: Source, line: re.Match[str], listens: tuple[int, ...]) -> Iterator[Target]:
    host, port = _HOST.search(line[2]), _PORT.search(line[2])
    if host is None or port is None:  # without a port there is no place to write another
        return
    value = at(source, line.start(1), line.end())
    before = line.start(2) - line.start(1)
    word, number = _moved(host.span(1), before), _moved(port.span(1), before)
    found = named_in(value, word, "postgresql", int(port[1]))
    if found is not None:
        yield Target(value, structs.replace(found, port_span=number), "databases", listens)


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by
