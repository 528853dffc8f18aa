"""Addresses in which the host is missing: `postgres://app@:5432/app`, `DB_HOST=`. Pure.

A name is put where the host should be; what is found with it then has the missing host's place.
"""

from __future__ import annotations

import re
from dataclasses import replace

from containerloop.facts.late_pattern import late
from containerloop.survey.references.traced_text import Mark, Source, Traced, Variable

STAND_IN = "host-that-is-not-set"
"""A host that nobody has, and that reads as one everywhere."""

_GAP = late(
    r"://(?:[^/@\s?#]*@)?(?=:\d)|://[^/@\s?#]+@(?=[/?]|$)|^(?=:\d)|^$"
    r"|\b(?:host|server|data source)\s*=(?=[\s;]|$)",
    re.IGNORECASE,
)


def with_stand_in(value: Traced) -> Traced | None:
    """The value with the stand-in where variables gave nothing, or where a host is missing.

    None where there is no such place.

    >>> from containerloop.survey.references.traced_text import untraced
    >>> with_stand_in(untraced("postgres://app@:5432/app")).text
    'postgres://app@host-that-is-not-set:5432/app'
    """
    empty = _gave_nothing(value)
    filled = value
    for variable in reversed(empty):
        mark = Mark(variable.source, variable.start, variable)
        filled = _inserted(filled, _place(filled, variable), mark)
    if not empty:
        gap = _GAP.search(value.text)
        if gap is None:
            return None
        filled = _inserted(value, gap.end(), _after(value, gap.end()))
    return filled


def names_not_set(value: Traced) -> tuple[str, ...]:
    """The variables that the stand-in stands for in a value that `with_stand_in` gave."""
    start = value.text.find(STAND_IN)
    names = (m.variable.name for m in value.marks[start : start + len(STAND_IN)] if m.variable)
    return tuple(dict.fromkeys(names)) if start >= 0 else ()


def _gave_nothing(value: Traced) -> list[Variable]:
    used = {mark.variable for mark in value.marks}
    return [variable for variable in value.variables if variable not in used]


def _place(value: Traced, variable: Variable) -> int:
    """How many characters of the value stand before the variable in its source."""
    for index, mark in enumerate(value.marks):
        at = mark.variable or mark
        offset = at.start if isinstance(at, Variable) else at.offset
        if at.source is variable.source and offset > variable.start:
            return index
    return len(value.marks)


def _after(value: Traced, place: int) -> Mark:
    return value.marks[place] if place < len(value.marks) else Mark(Source(""), 0)


def _inserted(value: Traced, place: int, mark: Mark) -> Traced:
    text = value.text[:place] + STAND_IN + value.text[place:]
    marks = (*value.marks[:place], *(mark,) * len(STAND_IN), *value.marks[place:])
    return replace(value, text=text, marks=marks)
