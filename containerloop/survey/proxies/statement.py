"""A statement of a proxy's configuration that names a server, and what may be shown of it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from msgspec import structs

from containerloop.facts.late_pattern import late
from containerloop.protocols import opening_of
from containerloop.survey.references.default_ports import usual_port
from containerloop.survey.references.found_address import (
    FoundAddress,
    Span,
    host_of,
    is_plain_path,
    is_plain_value,
    port_of,
)
from containerloop.survey.references.traced_text import Traced, at

_WORD = late(r"[^\s;{}\"'<>]+")
_NUMBER = late(r"(?:[a-z_]{1,20}=)?\d{1,6}(?:ms|s|m|h|k)?")
_MARKS = frozenset("=;{}\"'<>~^*@ \t")
_TARGET = late(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,15})://)?(?:[^\s@/]*@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_][A-Za-z0-9_.-]*)(?::(?P<port>\d{1,5}))?"
    r"(?P<path>/[^\s;\"']*)?"
)
_SCHEMES = {"fcgi": "fastcgi", "h2c": "http", "grpcs": "grpc"}


_PLAIN_BEFORE = late(r"[ \t]*(?:[A-Za-z_.-]{1,20} |[=^~*]{1,2} |/[A-Za-z_./-]{0,40} |\{ ?)*")


@dataclass(frozen=True, slots=True)
class Target:
    """A server that a statement names. `by` is the directive; see `facts.Upstream` for the rest."""

    value: Traced
    found: FoundAddress
    by: str
    ports: tuple[int, ...] = ()
    path: str | None = None
    names: tuple[str, ...] = ()
    spare: bool = False

    def from_its_line(self) -> Target:
        """The same with what stands before it on its line, where that is plain (`location / {`)."""
        first = self.value.marks[0]
        if first.source is None:
            return self
        start = first.source.text.rfind("\n", 0, first.offset) + 1
        before = first.source.text[start : first.offset]
        if not _PLAIN_BEFORE.fullmatch(before):
            return self
        start += len(before) - len(before.lstrip())
        more = at(first.source, start, first.offset)
        value = Traced(more.text + self.value.text, more.marks + self.value.marks)
        return replace(self, value=value, found=_moved(self.found, len(more.text)))

    @property
    def shown(self) -> list[Span]:
        """The parts of the statement that may be shown: plain words, and no credential."""
        text, keep = self.value.text, [*self.found.keep]
        keep += [(i, i + 1) for i, char in enumerate(text) if char in _MARKS]
        for word in _WORD.finditer(text):
            plain = is_plain_value(word[0]) or _NUMBER.fullmatch(word[0])
            path = word[0].startswith("/") and is_plain_path(word[0].rstrip("*"))
            if plain or path or word.start() == 0:
                keep.append(word.span())
        return keep


def named_in(
    value: Traced, word: Span, scheme: str | None, port: int | None
) -> FoundAddress | None:
    """The address that the word `scheme://host:port/path` of a statement names.

    `scheme` and `port` are meant where none is written. None for a socket file, a variable
    and whatever else is no address.
    """
    match = _TARGET.fullmatch(value.text, *word)
    host = host_of(match["host"]) if match else None
    if match is None or host is None:
        return None
    said = match["scheme"].lower() if match["scheme"] else scheme
    said = _SCHEMES.get(said or "", said)
    if said in ("unix", "balancer", "srv", "dynamic"):
        return None
    path = match["path"] or ""
    number = port_of(match["port"]) if match["port"] else port or usual_port(said or "")
    if number is None:
        return None
    return FoundAddress(
        host=host,
        host_span=match.span("host"),
        port=number,
        port_span=match.span("port") if match["port"] else None,
        scheme=said,
        keep=tuple(_kept(match)),
        opening=opening_of(said or "", "", path if is_plain_path(path) else ""),
    )


def _moved(found: FoundAddress, by: int) -> FoundAddress:
    """The address in a text that has `by` more characters before it."""

    def moved(span: Span) -> Span:
        return span[0] + by, span[1] + by

    return structs.replace(
        found,
        host_span=moved(found.host_span),
        port_span=moved(found.port_span) if found.port_span else None,
        keep=tuple(map(moved, found.keep)),
    )


def _kept(match: re.Match[str]) -> list[Span]:
    """The scheme, the host with its port, and a plain path; never what stands before an @."""
    end = match.end("port") if match["port"] else match.end("host")
    keep = [(match.start("host"), end)]
    if match["scheme"]:
        keep.append((match.start("scheme"), match.end("scheme") + 3))
    if match["path"] and is_plain_path(match["path"]):
        keep.append(match.span("path"))
    return keep


def words(value: Traced) -> list[Span]:
    """The words of a statement, its directive first; quotes and brackets do not belong to one."""
    return [found.span() for found in _WORD.finditer(value.text)]


def text_of(value: Traced, word: Span) -> str:
    """One word of a statement."""
    return value.text[slice(*word)]
