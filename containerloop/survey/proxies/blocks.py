"""Configurations made of statements and blocks in braces: nginx's and Caddy's. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from containerloop.facts.late_pattern import late
from containerloop.survey.references.traced_text import Source, Traced, at

_TOKEN = late(r"\$\{\w+\}|#[^\n]*|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|[{};\n]")
MOST_TOKENS = 40_000


@dataclass(frozen=True, slots=True)
class Block:
    """The statement that opens a block (`location /api/`), and where, which tells two apart."""

    head: str
    start: int

    @property
    def words(self) -> list[str]:
        """The words of its head, quotes taken off."""
        return [word.strip("\"'") for word in self.head.split()]


Inside = tuple[Block, ...]
"""The blocks that a statement stands in, the outermost first."""


def statements(
    source: Source, wanted: frozenset[str], *, by_line: bool
) -> Iterator[tuple[Inside, Traced]]:
    """Every statement with a wanted directive, with the blocks around it.

    `by_line`: a line's end ends a statement as well (Caddy), and braces that belong to a word
    (`{$NAME}`, `{path}`) are no blocks. A list of sites goes on after a comma at a line's end.
    """
    inside: list[Block] = []
    start, text = 0, source.text
    for token in islice(_TOKEN.finditer(text), MOST_TOKENS):
        mark = token[0]
        if mark.startswith("#"):
            if not text[start : token.start()].strip():
                start = token.end()
            continue
        if not _ends(mark, by_line) or (by_line and not _of_a_block(text, token.start())):
            continue
        said = text[start : token.start()]
        if mark == "\n" and said.rstrip().endswith(","):
            continue
        if said.split(None, 1)[:1] and said.split(None, 1)[0] in wanted:
            yield tuple(inside), _trimmed(source, start, token.end() - (mark != ";"))
        if mark == "{":
            inside.append(Block(said.strip(), start))
        elif mark == "}" and inside:
            inside.pop()
        start = token.end()


def _ends(mark: str, by_line: bool) -> bool:
    """Whether a token ends a statement: a brace, and a semicolon or a line's end."""
    return mark in ("{", "}", "\n" if by_line else ";")


def _of_a_block(text: str, at_: int) -> bool:
    """Whether a brace stands alone at the end of its line; a line's end always does."""
    if text[at_] == "\n":
        return True
    before = text[at_ - 1 : at_] if at_ else ""
    line_end = text.find("\n", at_)
    after = text[at_ + 1 : line_end if line_end >= 0 else len(text)]
    return before in ("", " ", "\t", "\n", "\r") and (not after.strip() or "#" in after[:3])


def _trimmed(source: Source, start: int, end: int) -> Traced:
    text = source.text[start:end]
    left = len(text) - len(text.lstrip())
    # what stands on several lines is shown by the line of its address, which begins anew there
    return at(source, start + left, max(start + left, start + len(text.rstrip())))
