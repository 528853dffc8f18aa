"""How an edit is undone: a command that puts the very characters back. Pure.

Nothing is kept for it. A line may hold a credential, so that no line is in the command: only the
characters that were changed, and which of the equal ones on that line they are.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence

from containerloop.apply.edit_plan import EditedFile
from containerloop.apply.edited_text import Piece


def undo_command(file: EditedFile, named: str, *, bsd: bool = False) -> str | None:
    """The `sed` command for one file; None where its words do not say the edit exactly.

    `named` is the file as it is called from where the command is typed. `bsd`: for macOS, whose
    `sed -i` takes a suffix.
    """
    before = file.before.decode()
    steps = _Steps(before, file.after.decode(), file.pieces)
    if any(step is None for step in steps.found):
        return None
    words = [word for step in steps.found if step for word in ("-e", step)]
    return shlex.join(["sed", "-i", *([""] if bsd else []), *words, named])


_BETWEEN = " \t:=-,[]{}()\r"


class _Steps:
    """The steps of one file, the last change first: what stands before it is as it is now."""

    def __init__(self, before: str, after: str, pieces: Sequence[Piece]) -> None:
        self._before, self._after = before, after
        placed = []
        shift = 0
        for piece in pieces:
            placed.append((piece, piece.start + shift))
            shift += len(piece.new) - (piece.end - piece.start)
        self.found = [self._step(piece, at) for piece, at in reversed(placed)]

    def _step(self, piece: Piece, at: int) -> str | None:
        number = self._after.count("\n", 0, at) + 1
        old = self._before[piece.start : piece.end]
        if not old and "\n" in piece.new:
            return self._without_lines(piece, number)
        if not piece.new and old.endswith("\n"):
            last = at == len(self._after)
            return _line_again(old, "$a" if last else f"{number}i")
        return self._reworded(old, piece.new, at, number)

    def _without_lines(self, piece: Piece, number: int) -> str | None:
        if not piece.new.endswith("\n"):  # the file had no line feed at its end
            return None
        count = piece.new.count("\n")
        return f"{number}d" if count == 1 else f"{number},{number + count - 1}d"

    def _reworded(self, old: str, new: str, at: int, number: int) -> str | None:
        start = self._after.rfind("\n", 0, at) + 1
        end = self._after.find("\n", at)
        line, place = self._after[start : end if end >= 0 else len(self._after)], at - start
        if not (old + new).isprintable():
            return None
        if not new and place == len(line):
            return f"{number}s/$/{_replacement(old)}/"
        if not new:  # something has to be found there: what separates words, never a secret's part
            if place and line[place - 1] in _BETWEEN:
                place -= 1
                old, new = line[place] + old, line[place]
            elif line[place] in _BETWEEN:
                old, new = old + line[place], line[place]
        nth = _occurrence(line, new, place) if new else None
        return f"{number}s/{_pattern(new)}/{_replacement(old)}/{nth}" if nth else None


def _occurrence(line: str, words: str, at: int) -> int | None:
    """Which of the equal words of a line stands at `at`, as sed counts them, from 1."""
    return next((n for n, place in enumerate(_places(line, words), 1) if place == at), None)


def _places(line: str, words: str) -> Iterator[int]:
    place = line.find(words)
    while place >= 0:
        yield place
        place = line.find(words, place + len(words))


def _pattern(words: str) -> str:
    return re.sub(r"([\\/.*^$\[\]])", r"\\\1", words)


def _replacement(words: str) -> str:
    return re.sub(r"([\\/&])", r"\\\1", words)


def _line_again(old: str, where: str) -> str | None:
    """A line that was taken away, put back before the one that stands there now, or at the end."""
    text = old.rstrip("\r\n")
    if old.endswith("\r\n") or not text.isprintable() or "\\" in text:
        return None
    return f"{where}\\{text}"
