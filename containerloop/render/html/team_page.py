"""The team's page as one HTML file that loads nothing. Pure."""

from __future__ import annotations

from containerloop.render import team_page as words
from containerloop.render.html.elements import Html, diff, element, listed, literal, scrolled, text
from containerloop.render.html.page import page as framed
from containerloop.render.page_blocks import (
    Block,
    Bullets,
    Cell,
    Code,
    Note,
    Paragraph,
    Picture,
    Table,
)
from containerloop.render.svg.drawing import STYLE, picture
from containerloop.render.team_page import sections
from containerloop.report.page.values import PageReport

_WRAPPED = """
th, td { white-space: normal; overflow-wrap: break-word; min-width: 7rem; }
td code, th code { white-space: nowrap; }
@media (max-width: 48rem) { th, td { min-width: 11rem; } }
"""
"""Its tables hold sentences, which would hide the columns behind them."""


def render_page(page: PageReport) -> str:
    """The page, ending in a newline."""
    parts = [element("h1", text(words.TITLE)), element("p", text(words.INTRODUCTION))]
    for section in sections(page):
        parts.append(element("h2", text(section.title)))
        parts += [_block(each, section.title) for each in section.blocks]
    return framed(f"containerloop: {words.TITLE}", *parts, style=STYLE + _WRAPPED)


def _block(each: Block, title: str) -> Html:
    if isinstance(each, Paragraph):
        return element("p", _line(each.said))
    if isinstance(each, Bullets):
        return listed(map(_line, each.items))
    if isinstance(each, Code):
        return _code(each)
    if isinstance(each, Picture):
        return scrolled("Picture of the map", picture(each.map))
    return _table(each, title) if isinstance(each, Table) else _note(each)


def _code(each: Code) -> Html:
    if each.language == "diff":
        return diff(each.lines)
    shown = element("pre", "\n".join(map(literal, each.lines)), class_="command")
    return scrolled("To copy", shown)


def _note(note: Note) -> Html:
    said = element("span", f"{text(note.title)}.", class_="unsure strong")
    return element("p", said, " ", _line(note.said))


def _table(table: Table, title: str) -> Html:
    heads = (element("th", text(head), scope="col") for head in table.heads)
    rows = (
        element(
            "tr", element("th", _line(first), scope="row"), *(element("td", _line(c)) for c in rest)
        )
        for first, *rest in table.rows
    )
    return scrolled(
        title,
        element("table", element("thead", element("tr", *heads)), element("tbody", *rows)),
    )


def _line(cell: Cell) -> Html:
    return " ".join(literal(each.text) if each.literal else text(each.text) for each in cell)
