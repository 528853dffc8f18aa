"""The team's page as Markdown, whole or by parts, in the style of the site that shows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from containerloop.render import team_page as words
from containerloop.render.markdown.escape import block, prose, span
from containerloop.render.mermaid import render_mermaid
from containerloop.render.page_blocks import (
    Block,
    Bullets,
    Cell,
    Code,
    Note,
    Paragraph,
    Picture,
    Said,
    Section,
    Table,
)
from containerloop.render.team_page import sections
from containerloop.report.page.values import PageReport

SIGNED = "Written by `containerloop document --write`: change the compose file, not this page."
"""The first comment of a page that is written whole; only such a page is written again."""


class Style(StrEnum):
    """Whose Markdown it is."""

    PLAIN = "plain"
    MKDOCS = "mkdocs"
    DOCUSAURUS = "docusaurus"
    STARLIGHT = "starlight"


@dataclass(frozen=True, slots=True)
class _Dialect:
    """Front matter and notes. MDX takes `<!--` for a tag, so there the comment is YAML's."""

    front_matter: bool = True
    heading: bool = False
    before: str = ""
    indent: str = ""
    after: str = ""


_DIALECTS = {
    Style.PLAIN: _Dialect(front_matter=False, heading=True, indent="> "),
    Style.MKDOCS: _Dialect(heading=True, before='!!! warning "{}"', indent="    "),
    Style.DOCUSAURUS: _Dialect(before=":::warning[{}]", after=":::"),
    Style.STARLIGHT: _Dialect(before=":::caution[{}]", after=":::"),
}


def render_page(page: PageReport, style: Style) -> str:
    """The whole page, ending in a newline."""
    dialect = _DIALECTS[style]
    head = _front_matter() if dialect.front_matter else [f"<!-- {SIGNED} -->"]
    parts = ["\n".join(head), *([f"# {words.TITLE}"] if dialect.heading else [])]
    parts.append(words.INTRODUCTION)
    for section in sections(page):
        parts += [f"## {section.title}", _section(section, dialect)]
    return "\n\n".join(parts) + "\n"


def render_parts(page: PageReport, style: Style) -> dict[str, str]:
    """Each part without its heading, by its name in markers; "" for one that is not there."""
    made = {each.part: _section(each, _DIALECTS[style]) for each in sections(page)}
    return {part: made.get(part, "") for part in words.PARTS}


def _front_matter() -> list[str]:
    return ["---", f"# {SIGNED}", f"title: {words.TITLE}", "---"]


def _section(section: Section, dialect: _Dialect) -> str:
    return "\n\n".join("\n".join(_block(each, dialect)) for each in section.blocks)


def _block(each: Block, dialect: _Dialect) -> list[str]:
    if isinstance(each, Paragraph):
        return [_line(each.said)]
    if isinstance(each, Bullets):
        return [f"- {_line(item)}" for item in each.items]
    if isinstance(each, Code):
        return block(list(each.lines), each.language)
    if isinstance(each, Picture):
        return block(render_mermaid(each.map).splitlines(), "mermaid")
    return _table(each) if isinstance(each, Table) else _note(each, dialect)


def _table(table: Table) -> list[str]:
    rule = "|---" * len(table.heads) + "|"
    rows = (f"| {' | '.join(_line(cell, in_cell=True) for cell in row)} |" for row in table.rows)
    return [f"| {' | '.join(table.heads)} |", rule, *rows]


def _note(note: Note, dialect: _Dialect) -> list[str]:
    said = _line(note.said)
    if not dialect.before:
        return [f"{dialect.indent}**{note.title}.** {said}"]
    end = ["", dialect.after] if dialect.after else []
    return [dialect.before.format(note.title), "", f"{dialect.indent}{said}", *end]


def _line(cell: Cell, *, in_cell: bool = False) -> str:
    return " ".join(filter(None, (_said(each, in_cell=in_cell) for each in cell)))


def _said(each: Said, *, in_cell: bool) -> str:
    return span(each.text, in_cell=in_cell) if each.literal else prose(each.text, in_cell=in_cell)
