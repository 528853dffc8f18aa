"""What the sections of a page are made of, which each format writes in its own way. Pure values."""

from __future__ import annotations

from dataclasses import dataclass

from containerloop.report.map.values import ProjectMap


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of a line: a sentence, or (`literal`) an address or a name to copy."""

    text: str
    literal: bool = False


Cell = tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of text."""

    said: Cell


@dataclass(frozen=True, slots=True)
class Note:
    """A warning that stands out."""

    title: str
    said: Cell


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their heads."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """Items in an order that means nothing."""

    items: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Lines to copy; `language` as Markdown has it."""

    language: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of a map."""

    map: ProjectMap


Block = Paragraph | Note | Table | Bullets | Code | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; `part` is its name in markers."""

    part: str
    title: str
    blocks: tuple[Block, ...]


def literal(text: str) -> Said:
    """What is copied as it stands."""
    return Said(text, literal=True)
