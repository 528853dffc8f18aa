"""The table of everyday errors, for `explain` without a code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from containerloop.diagnose.everyday import Row
from containerloop.render.text.styled_lines import Line, line, wrap, written

_SETTLED = "containerloop why PORT goes through all of it and says which it is."
_MORE = "containerloop explain CODE has the page of a cause; containerloop causes lists them all."


def render_everyday(
    errors: Iterable[Row],
    steps: Iterable[Row],
    *,
    width: int,
    color: bool,
    encoding: str = "utf-8",
) -> str:
    """What people see with what it may be, then the steps by hand, then where to read on."""
    lines: list[Line] = []
    for row in errors:
        lines += wrap(line((row.seen, "strong")), width)
        lines += [each for what in row.may_be for each in _cause(*what, width)]
    lines += [(), *wrap(line(("What one would look at by hand", "strong")), width)]
    lines += _steps(steps, width)
    lines += [(), *wrap(line(_SETTLED), width), *wrap(line(_MORE), width)]
    return written(lines, color=color, encoding=encoding)


def _cause(text: str, codes: tuple[str, ...], width: int) -> list[Line]:
    return _two_columns(text, codes, width, indent=2)


def _steps(steps: Iterable[Row], width: int) -> Iterator[Line]:
    for row in steps:
        yield from _two_columns(row.seen, row.codes, width, indent=2)


def _two_columns(text: str, codes: tuple[str, ...], width: int, *, indent: int) -> list[Line]:
    """The text, and the codes in a column of their own where there is room for that."""
    shown = " ".join(codes)
    column = 60
    if width < column + len(shown):
        return wrap(line(" " * indent, text, " ", (shown, "dim")), width, indent)
    return [line(f"{' ' * indent}{text}".ljust(column), (shown, "dim"))]
