"""Text that remembers where each of its characters stands in the user's files.

A value passes through YAML quoting and `${VAR}` substitution before a program sees it.
Addresses are found in what the program sees; patches belong where it was written.
Only that bookkeeping may live here; it is pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One text that values stand in; equal only to itself.

    `file` is None for a value that no file holds. `where` names the kind of place when
    the file itself decides it (an env file).
    """

    text: str
    file: str | None = None
    where: str | None = None


class Variable(NamedTuple):
    """A `${NAME…}` expression at `start:end` of a source."""

    source: Source
    start: int
    end: int
    name: str
    guarded: bool


class Mark(NamedTuple):
    """Where one character stands. `source` is None for this process's own environment.

    `variable` is the expression in the setting's own value that brought the character.
    """

    source: Source | None
    offset: int
    variable: Variable | None = None


@dataclass(frozen=True, slots=True)
class Traced:
    """A text with one mark for each character. `syntax` are offsets of `${VAR:-` and `}`."""

    text: str
    marks: tuple[Mark, ...]
    syntax: frozenset[tuple[Source, int]] = field(default=frozenset())
    variables: tuple[Variable, ...] = ()

    def __getitem__(self, span: slice) -> Traced:
        return Traced(self.text[span], self.marks[span], self.syntax, self.variables)

    @property
    def source(self) -> Source | None:
        """The source of the first character that has one."""
        return next((m.source for m in self.marks if m.source), None)


def untraced(text: str) -> Traced:
    """A value that stands in no file: it is its own source."""
    return at(Source(text), 0, len(text))


def at(source: Source, start: int, end: int) -> Traced:
    """The characters `start:end` of a source as they stand."""
    return Traced(source.text[start:end], tuple(Mark(source, i) for i in range(start, end)))


def align(value: str, source: Source, start: int, end: int) -> Traced | None:
    """Find the characters of a parsed scalar in its raw text; None where they differ.

    Quotes, backslashes and folded white space are stepped over, so plain, quoted and
    block scalars need no reader each.
    """
    marks: list[Mark] = []
    at_ = start
    for char in value:
        while at_ < end and not _same(char, source.text[at_]):
            if source.text[at_] not in " \t\r\n\\'\"|>+-0123456789" or (
                marks and source.text[at_] not in " \t\r\n\\'\""
            ):
                return None
            at_ += 1
        if at_ >= end:
            return _closing(value, marks, source, end)
        marks.append(Mark(source, at_))
        at_ += 1
    return Traced(value, tuple(marks))


def _same(char: str, raw: str) -> bool:
    return char == raw or (char == " " and raw in "\r\n")


def _closing(value: str, marks: list[Mark], source: Source, end: int) -> Traced | None:
    """A block scalar's last line feed may stand past the end of its node."""
    if value[len(marks) :].strip():
        return None
    rest = (Mark(source, max(end - 1, 0)),) * (len(value) - len(marks))
    return Traced(value, (*marks, *rest))


class MissingVariable(ValueError):
    """`${NAME:?message}` without a value."""

    def __init__(self, name: str, message: str, mark: Mark) -> None:
        super().__init__(f"required variable {name} is missing a value: {message}")
        self.mark = mark


Lookup = Callable[[str], Traced | None]

_VARIABLE = re.compile(r"\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(:?[-?+])?)")


@dataclass(slots=True)
class _Expansion:
    """The growing result of one substitution."""

    lookup: Lookup
    text: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    syntax: set[tuple[Source, int]] = field(default_factory=set)
    variables: list[Variable] = field(default_factory=list)

    def add(self, piece: Traced, variable: Variable | None) -> None:
        self.text.append(piece.text)
        self.marks.extend(m._replace(variable=variable) if variable else m for m in piece.marks)

    def result(self) -> Traced:
        return Traced(
            "".join(self.text), tuple(self.marks), frozenset(self.syntax), tuple(self.variables)
        )


def interpolate(raw: Traced, lookup: Lookup) -> Traced:
    """Substitute `$VAR`, `${VAR}`, `:-`, `-`, `:?`, `?`, `:+`, `+` and `$$` as compose does.

    Raises `MissingVariable` for a required variable without a value.
    """
    done = _Expansion(lookup)
    _expand(raw, done, None)
    return done.result()


def _expand(raw: Traced, done: _Expansion, outer: Variable | None) -> None:
    position = 0
    for match, end in _expressions(raw.text):
        done.add(raw[position : match.start()], outer)
        if match[1]:
            done.add(raw[match.start() + 1 : end], outer)
        else:
            _substitute(raw, match, end, done, outer)
        position = end
    done.add(raw[position:], outer)


def _expressions(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Each outermost expression with the offset after it; unclosed braces are text."""
    position = 0
    while match := _VARIABLE.search(text, position):
        position = match.end()
        if match[3]:
            depth, end = 1, match.end()
            while end < len(text) and depth:
                depth += (text[end] == "{" and text[end - 1] == "$") - (text[end] == "}")
                end += 1
            if depth:
                continue
            position = end
        yield match, position


def _substitute(
    raw: Traced, match: re.Match[str], end: int, done: _Expansion, outer: Variable | None
) -> None:
    name, operator = match[2] or match[3], match[4] or ""
    variable = outer or _variable(raw, match.start(), end, name, bool(operator))
    if variable and not outer:
        done.variables.append(variable)
    closing = range(end - 1, end) if match[3] else range(0)
    for index in (*range(match.start(), match.end()), *closing):
        source = raw.marks[index].source
        if source:
            done.syntax.add((source, raw.marks[index].offset))
    value, rest = done.lookup(name), raw[match.end() : end - 1]
    there = value is not None and (bool(value.text) or not operator.startswith(":"))
    if operator.endswith("+"):
        if there:
            _expand(rest, done, variable)
    elif there and value is not None:
        done.add(value, variable)
    elif operator.endswith("-"):
        _expand(rest, done, variable)
    elif operator.endswith("?"):
        raise MissingVariable(name, rest.text, raw.marks[match.start()])


def _variable(raw: Traced, start: int, end: int, name: str, guarded: bool) -> Variable | None:
    first, last = raw.marks[start], raw.marks[end - 1]
    if first.source is None:
        return None
    return Variable(first.source, first.offset, last.offset + 1, name, guarded)
