"""Lines of styled text for a terminal: made, measured, wrapped and written out.

Only layout may live here; no word of the report's language. Rich supplies cell widths
and colours; its markup is never used, so "[web]" is five characters and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib import import_module

from rich.cells import cell_len, chop_cells, set_cell_size

from containerloop.facts.printable import printable

Span = tuple[str, str]
"""Text that is safe to print, and the name of its style ("" for none)."""

Line = tuple[Span, ...]

LIMIT = 200
"""The most characters of one name or sentence; beyond that nobody reads."""
CODE_LIMIT = 1000

_WITHOUT_UNICODE = {"✗": "x", "✓": "+", "–": "-", "—": "-", "·": "|", "…": "~", "→": ">"}


def line(*parts: str | Span) -> Line:
    """One line of parts, each a string or a styled span."""
    return tuple((part, "") if isinstance(part, str) else part for part in parts)


def name(text: str, style: str = "") -> Span:
    """A name or sentence of the user's world, made printable on one line."""
    return printable(text, LIMIT), style


def code(text: str, style: str = "") -> Span:
    """A line of a file or a command: made printable with its runs of spaces kept."""
    words = text[:CODE_LIMIT].expandtabs(4).split(" ")
    kept = " ".join(printable(word, CODE_LIMIT) for word in words).rstrip()
    return kept + ("…" if len(text) > CODE_LIMIT else ""), style


def cells(spans: Line) -> int:
    """How many terminal columns the line takes."""
    return sum(cell_len(text) for text, _ in spans)


def fit(text: str, width: int) -> str:
    """The text in exactly `width` columns: padded, or cut with an ellipsis."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1) + "…", width)


def wrap(spans: Line, width: int, indent: int = 0) -> list[Line]:
    """Break the line between words at `width` columns; later lines hang by `indent`."""
    lines: list[list[Span]] = [[]]
    room = width
    for word, style in _words(spans, max(width - indent, 1)):
        size = cell_len(word)
        if size > room and not word.isspace():
            lines.append([(" " * indent, "")])
            room = width - indent
        if word.isspace() and (room == width - indent) and len(lines) > 1:
            continue
        lines[-1].append((word, style))
        room -= size
    return [tuple(each) for each in lines]


def _words(spans: Line, longest: int) -> Iterable[Span]:
    for text, style in spans:
        for word in re.findall(r"\s+|\S+", text):
            for piece in chop_cells(word, longest) if cell_len(word) > longest else (word,):
                yield piece, style


def written(lines: Iterable[Line], *, color: bool, encoding: str) -> str:
    """The lines as one string that ends in a newline, in characters `encoding` can print."""
    show = _colored() if color else _bare
    text = "\n".join("".join(show(span) for span in _trimmed(each)) for each in lines)
    return printable_in(text, encoding) + "\n"


def printable_in(text: str, encoding: str) -> str:
    """The text with what `encoding` has no character for replaced: ✗ by x, names by `?`."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(map(_replacement(encoding), text))
    return text


def _replacement(encoding: str) -> Callable[[str], str]:
    def of(char: str) -> str:
        try:
            char.encode(encoding)
        except UnicodeEncodeError:
            return _WITHOUT_UNICODE.get(char, "?" * cell_len(char))
        return char

    return of


def _trimmed(spans: Line) -> Line:
    kept = list(spans)
    while kept:
        text, style = kept.pop()
        if text.rstrip():
            return (*kept, (text.rstrip(), style))
    return ()


def _bare(span: Span) -> str:
    return span[0]


def _colored() -> Callable[[Span], str]:
    """Loaded where there is a terminal: nobody else needs all of that."""
    shown: Callable[[Span], str] = import_module("containerloop.render.text.colors").colored
    return shown
