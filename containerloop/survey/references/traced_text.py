"""Text that remembers where each of its characters stands in the user's files.

A value passes through YAML quoting and `${VAR}` substitution before a program sees it.
Addresses are found in what the program sees; patches belong where it was written.
Only that bookkeeping may live here; it is pure.
"""

from __future__ import annotations

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

    `variable` is the expression in the setting's own value that produced the character.
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


MOST_PLACED = 64 * 1024
"""Characters of a value whose places are kept; in a longer one nobody looks for an address."""


def unplaced(text: str) -> Traced:
    """A value of which nobody asks where its characters stand."""
    return Traced(text, (Mark(None, 0),) * len(text))


def untraced(text: str) -> Traced:
    """A value that stands in no file: it is its own source."""
    return at(Source(text), 0, len(text))


def at(source: Source, start: int, end: int) -> Traced:
    """The characters `start:end` of a source as they stand."""
    return Traced(source.text[start:end], tuple(Mark(source, i) for i in range(start, end)))


def align(value: str, source: Source, start: int, end: int) -> Traced | None:
    """Find the characters of a parsed scalar in its raw text; None where they differ.

    Quotes, backslashes and folded white space are skipped, so that one function reads
    plain, quoted and block scalars.
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
