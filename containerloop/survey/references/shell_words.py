"""A command as words that know where they stand. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from containerloop.survey.references.traced_text import Mark, Source, Traced, at


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `at[i]` is where its character i stands in the whole command's text."""

    text: str
    at: tuple[int, ...]

    def slice(self, start: int, end: int) -> Word:
        """The characters `start:end`."""
        return Word(self.text[start:end], self.at[start:end])


@dataclass(frozen=True, slots=True)
class Command:
    """A command's whole text, its words, and (for a list) the span of each item."""

    whole: Traced
    words: tuple[Word, ...]
    items: tuple[tuple[int, int], ...] | None = None


_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})
_END = Word(";", ())
_BREAKS = ";|&()\n`"


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
    """Take a line apart into words; for a shell `;`, `|`, `&` and brackets end commands."""
    words: list[Word] = []
    text: list[str] = []
    at: list[int] = []
    quote, started, escaped = "", False, False

    def close() -> None:
        if started:
            words.append(Word("".join(text), tuple(at)))
            text.clear()
            at.clear()

    for char, position in zip(line.text, line.at, strict=True):
        if not (quote or escaped) and (char.isspace() or (shell and char in _BREAKS)):
            close()
            started = False
            if char in _BREAKS and shell:
                words.append(Word(";", (position,)))
        elif char == "\\" and quote != "'" and not escaped:
            escaped = started = True
            continue
        elif not escaped and char in "\"'" and quote in ("", char):
            quote, started = ("" if quote else char), True
        else:
            text.append(char)
            at.append(position)
            started = True
        escaped = False
    close()
    return words
