"""A command as words, each with the place of its characters in the text. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from containerloop.facts import Value
from containerloop.survey.references.traced_text import Mark, Source, Traced, at


class Word(Value, frozen=True):
    """One word; `at[i]` is where its character i stands in the whole command's text."""

    text: str
    at: tuple[int, ...]

    def slice(self, start: int, end: int) -> Word:
        """The characters `start:end`."""
        return Word(self.text[start:end], self.at[start:end])


class Command(Value, frozen=True):
    """A command's whole text, its words, and (for a list) the span of each item."""

    whole: Traced
    words: tuple[Word, ...]
    items: tuple[tuple[int, int], ...] | None = None


_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})
_END = Word(";", ())
_BREAKS = frozenset(";|&()\n`")


def command_of_text(whole: Traced, shell: bool = False) -> Command:
    """A command written as one string; `shell`: a shell reads it (a healthcheck)."""
    line = Word(whole.text, tuple(range(len(whole.text))))
    return Command(whole, tuple(_inner(split(line, shell))))


def command_of_argv(argv: Sequence[str]) -> Command:
    """A command that no file holds, as a running container has it."""
    source = Source(" ".join(argv))
    starts = [sum(len(word) + 1 for word in argv[:index]) for index in range(len(argv))]
    return command_of_items(
        [at(source, start, start + len(word)) for start, word in zip(starts, argv, strict=True)]
    )


def command_of_items(items: Sequence[Traced]) -> Command:
    """A command written as a list (or a running container's argv)."""
    text, marks, spans = "", list[Mark](), list[tuple[int, int]]()
    for item in items:
        if spans:
            text += " "
            marks.append(Mark(None, -1))
        spans.append((len(text), len(text) + len(item.text)))
        text += item.text
        marks.extend(item.marks)
    syntax = frozenset[tuple[Source, int]]().union(*(item.syntax for item in items))
    variables = tuple(v for item in items for v in item.variables)
    whole = Traced(text, tuple(marks), syntax, variables)
    words = [Word(text[a:b], tuple(range(a, b))) for a, b in spans]
    return Command(whole, tuple(_inner(words)), tuple(spans))


def _inner(words: Sequence[Word]) -> list[Word]:
    """The words with a shell's script (`sh -c …`, CMD-SHELL) taken apart."""
    for index, word in enumerate(words):
        name = word.text.rsplit("/", 1)[-1]
        script = index + 1 if name == "CMD-SHELL" else index + 2
        if name in _SHELLS and not (
            index + 1 < len(words) and words[index + 1].text in ("-c", "-ec", "-lc", "-xc")
        ):
            continue
        if (name == "CMD-SHELL" or name in _SHELLS) and script < len(words):
            inner = _inner(split(words[script]))
            return [*words[:script], _END, *inner, _END, *words[script + 1 :]]
    return list(words)


def split(line: Word, shell: bool = True) -> list[Word]:
    """Take a line apart into words; for a shell `;`, `|`, `&` and brackets end commands.

    `shlex` would give the same words and lose where their characters stand.

    >>> line = "psql -h 'my db'; exit"
    >>> [word.text for word in split(Word(line, tuple(range(len(line)))))]
    ['psql', '-h', 'my db', ';', 'exit']
    """

    def separates(read: _Read) -> bool:
        return not read.literal and (read.char.isspace() or (shell and read.char in _BREAKS))

    words: list[Word] = []
    for between, group in groupby(_unquoted(line), separates):
        if between:
            words += [Word(";", (at,)) for char, at, _ in group if shell and char in _BREAKS]
        else:
            read = list(group)
            text = "".join(char for char, _, _ in read)
            words.append(Word(text, tuple(at for char, at, _ in read if char)))
    return words


class _Read(NamedTuple):
    """One character of a line, where it stands, and whether it was quoted or escaped.

    A quote mark or a backslash gives "": it belongs to a word without being part of its text.
    """

    char: str
    at: int
    literal: bool


def _unquoted(line: Word) -> Iterator[_Read]:
    quote, escaped = "", False
    for char, position in zip(line.text, line.at, strict=True):
        if escaped:
            escaped = False
            yield _Read(char, position, True)
        elif char == "\\" and quote != "'":
            escaped = True
            yield _Read("", position, True)
        elif char == quote or (not quote and char in "\"'"):
            quote = "" if quote else char
            yield _Read("", position, True)
        else:
            yield _Read(char, position, bool(quote))
