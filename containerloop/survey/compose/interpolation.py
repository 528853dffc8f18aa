"""`${VAR}` in a traced value, as compose substitutes it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from containerloop.facts.late_pattern import late
from containerloop.survey.compose.reading_limits import TooCostly, within_limits
from containerloop.survey.references.traced_text import Mark, Source, Traced, Variable, unplaced


class MissingVariable(ValueError):
    """`${NAME:?message}` without a value."""

    def __init__(self, name: str, message: str, mark: Mark) -> None:
        super().__init__(f"required variable {name} is missing a value: {message}")
        self.mark = mark


Lookup = Callable[[str], Traced | None]

UNSET = "unset.invalid"
"""Stands for a value that no file gives: a host that exists nowhere (RFC 2606), and no number."""


@dataclass(frozen=True, slots=True)
class WithoutShell:
    """A look-up for those who read the files alone: somebody's shell may set what is missing.

    A variable without value or default then stands for `UNSET`, and for no empty text.
    """

    known: Lookup

    def __call__(self, name: str) -> Traced | None:
        """The value that the files give."""
        return self.known(name)


class _Gives(Enum):
    """What one expression becomes."""

    VALUE = "the variable's value"
    REST = "what follows the operator"
    NOTHING = "nothing"
    REFUSAL = "an error"


_OPERATORS = {
    "": (_Gives.VALUE, _Gives.NOTHING),
    "-": (_Gives.VALUE, _Gives.REST),
    "?": (_Gives.VALUE, _Gives.REFUSAL),
    "+": (_Gives.REST, _Gives.NOTHING),
}
"""What an expression becomes: with its variable set, and without. `:` counts "" as not set."""

_VARIABLE = late(r"\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(:?[-?+])?)")


@dataclass(slots=True)
class _Expansion:
    """The growing result of one substitution."""

    lookup: Lookup
    text: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    syntax: set[tuple[Source, int]] = field(default_factory=set)
    variables: list[Variable] = field(default_factory=list)

    def add(self, piece: Traced, variable: Variable | None) -> None:
        within_limits(len(self.marks) + len(piece.marks))
        self.text.append(piece.text)
        self.marks.extend(m._replace(variable=variable) if variable else m for m in piece.marks)

    def result(self) -> Traced:
        return Traced(
            "".join(self.text), tuple(self.marks), frozenset(self.syntax), tuple(self.variables)
        )


def interpolate(raw: Traced, lookup: Lookup) -> Traced:
    """Substitute `$VAR`, `${VAR}`, `:-`, `-`, `:?`, `?`, `:+`, `+` and `$$` as compose does.

    Raises `MissingVariable` for a required variable without a value, `TooCostly` for a value
    that becomes too long.
    """
    done = _Expansion(lookup)
    try:
        _expand(raw, done, None)
    except RecursionError:
        raise TooCostly("the variables of a value are nested too deeply") from None
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
        within_limits()
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
    done.syntax |= _syntax(raw, match, end)
    value, rest = done.lookup(name), raw[match.end() : end - 1]
    is_set = value is not None and (value.text != "" or not operator.startswith(":"))
    with_value, without = _OPERATORS[operator.removeprefix(":")]
    gives = with_value if is_set else without
    if gives is _Gives.VALUE and value is not None:
        done.add(value, variable)
    elif gives is _Gives.REST:
        _expand(rest, done, variable)
    elif isinstance(done.lookup, WithoutShell) and not operator.endswith("+"):
        done.add(unplaced(UNSET), variable)
    elif gives is _Gives.REFUSAL:
        raise MissingVariable(name, rest.text, raw.marks[match.start()])


def _syntax(raw: Traced, match: re.Match[str], end: int) -> set[tuple[Source, int]]:
    """Where `${NAME:-` and the closing brace stand, in each source that they come from."""
    closing = range(end - 1, end) if match[3] else range(0)
    marks = [raw.marks[index] for index in (*range(match.start(), match.end()), *closing)]
    return {(mark.source, mark.offset) for mark in marks if mark.source}


def _variable(raw: Traced, start: int, end: int, name: str, guarded: bool) -> Variable | None:
    first, last = raw.marks[start], raw.marks[end - 1]
    if first.source is None:
        return None
    return Variable(first.source, first.offset, last.offset + 1, name, guarded)
