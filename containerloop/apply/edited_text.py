"""A file's text with its edits made: only these characters differ, all else stays. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product

from containerloop.apply.alignment import Span, alignments
from containerloop.diagnose.file_change import Added, Edit, Removed, Replaced, Reworded

MOST_READINGS = 16
"""Ways to read the masked lines of one file, together; more are not told apart."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start:end` of a text that become `new`; `line` counts from 1."""

    start: int
    end: int
    new: str
    line: int


class NotThere(Exception):
    """A line is not what was read. `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} is not what was read")
        self.line = line


class AtOdds(Exception):
    """Two edits replace the same characters by different ones. `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"two edits change the same words of line {line}")
        self.line = line


def readings(text: str, edits: Sequence[Edit]) -> list[tuple[Piece, ...]]:
    """The edits as pieces of the text, from its beginning to its end.

    More than one where a masked line can be read in several ways. Raises `NotThere`, `AtOdds`.
    """
    lines = _Lines(text)
    ways = [_pieces(lines, edit) for edit in _one_for_each_line(edits)]
    found = []
    for way in islice(product(*ways), MOST_READINGS + 1):
        every = (piece for each in way for piece in each)
        changing = [piece for piece in every if text[piece.start : piece.end] != piece.new]
        found.append(_apart(sorted(set(changing), key=lambda piece: (piece.start, piece.end))))
    return found


def _apart(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces, of which no two may replace the same characters."""
    for one, other in pairwise(pieces):
        if other.start < one.end:
            raise AtOdds(other.line)
    return tuple(pieces)


def edited(text: str, pieces: Iterable[Piece]) -> str:
    """The text with each piece in its place."""
    made, at = [], 0
    for piece in pieces:
        made += [text[at : piece.start], piece.new]
        at = piece.end
    return "".join([*made, text[at:]])


def _one_for_each_line(edits: Sequence[Edit]) -> Iterator[Edit]:
    """The edits, those of the same line as one; what is said twice is done once."""
    reworded: dict[tuple[int, str], set[Replaced]] = {}
    others: dict[Edit, None] = {}
    for edit in edits:
        if isinstance(edit, Reworded):
            reworded.setdefault((edit.line, edit.was), set()).update(edit.parts)
        else:
            others[edit] = None
    for (line, was), parts in reworded.items():
        yield Reworded(file=edits[0].file, line=line, was=was, parts=tuple(sorted(parts)))
    yield from others


class _Lines:
    """The lines of a text without their ends, and where each begins. A mark at its head is none."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [1 if text.startswith("\ufeff") else 0]
        self._starts += [at + 1 for at, char in enumerate(text) if char == "\n"]

    def span(self, line: int) -> Span:
        """Where a line stands, its end left out. Raises `NotThere`."""
        if not 1 <= line <= len(self._starts):
            raise NotThere(line)
        start = self._starts[line - 1]
        end = self.text.find("\n", start)
        end = len(self.text) if end < 0 else end
        return start, end - self.text.endswith("\r", start, end)

    def after(self, line: int) -> int:
        """Where the line after this one begins, or the end of the text."""
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def ending(self, line: int) -> str:
        """What ends a line: its own end, else that of the first one."""
        end = self.span(line)[1]
        own = self.text[end : self.after(line)]
        first = self.text.find("\n")
        return own or ("\r\n" if first > 0 and self.text[first - 1] == "\r" else "\n")


def _pieces(lines: _Lines, edit: Edit) -> list[tuple[Piece, ...]]:
    start, end = lines.span(edit.line)
    real = lines.text[start:end]
    if isinstance(edit, Added):
        return [_added(lines, edit)]
    if isinstance(edit, Removed):
        if real.split(":")[0].split("#")[0] != edit.was.split(":")[0]:
            raise NotThere(edit.line)
        return [(_removed(lines, edit.line, start),)]
    found = alignments(edit.was, real, [(first, last) for first, last, _ in edit.parts])
    if not found:
        raise NotThere(edit.line)
    return [
        tuple(
            Piece(start + first, start + last, new, edit.line)
            for (first, last), (_, _, new) in zip(places, edit.parts, strict=True)
        )
        for places in found
    ]


def _removed(lines: _Lines, line: int, start: int) -> Piece:
    """The line with its end, or with the one before it where it is the last and has none."""
    after = lines.after(line)
    if line > 1 and after == len(lines.text) and not lines.text.endswith("\n"):
        start = lines.span(line - 1)[1]
    return Piece(start, after, "", line)


def _added(lines: _Lines, edit: Added) -> tuple[Piece, ...]:
    at, ending = lines.after(edit.line), lines.ending(edit.line)
    unended = at == len(lines.text) and not lines.text.endswith("\n")
    new = ending.join(edit.lines)
    return (Piece(at, at, ending + new if unended else new + ending, edit.line),)
