"""A map as one page (`map --format html`): the picture, and all of it as a table. Pure."""

from __future__ import annotations

from containerloop.render import arrows
from containerloop.render.html.elements import Html, element, literal, scrolled, text
from containerloop.render.html.page import page
from containerloop.render.svg.drawing import STYLE, picture
from containerloop.render.text.words import more, place
from containerloop.report.map.values import CellLine, ProjectMap, Reach, ServerLine

_WIDE = """body { max-width: 110rem; }
@media (min-width: 48rem) { tbody th, thead td { position: sticky; left: 0;
  background: var(--page); } }
"""
"""A picture has the width that it needs, where the window has it; of a wide table one sees whose
row it is."""

_MARKS = {Reach.ANSWERS: ("✓", "good"), Reach.FAILS: ("✗", "bad"), Reach.UNKNOWN: ("–", "dim")}


def render_page(project: ProjectMap) -> str:
    """The page, ending in a newline."""
    drawn = arrows.drawing(project)
    kind = {"✓": "good", "✗": "bad", "?": "unsure"}[arrows.mark(project)]
    mark = element("span", arrows.mark(project), class_=kind)
    left = more(drawn.left_out, "answer", "answers") if drawn.left_out else ""
    said = f"{left} that nobody relies on: in the table below." if left else ""
    return page(
        f"containerloop: {drawn.title}",
        element("h1", mark, " ", text(drawn.title)),
        scrolled("Picture of the map", picture(project)),
        element("p", text(said), class_="dim") if said else "",
        element("h2", "Who reaches what"),
        _table(project),
        _lost(project),
        style=STYLE + _WIDE,
    )


def _table(project: ProjectMap) -> Html:
    heads = [element("th", _server(each), scope="col") for each in project.servers]
    rows = []
    for at in project.places:
        cells = [_cell(at.vantage, at.name, each, project) for each in project.servers]
        label = element("th", text(place(at.vantage)), scope="row")
        rows.append(element("tr", label, *cells))
    table = element(
        "table",
        element("caption", "Each server, from this machine and from each service."),
        element("thead", element("tr", element("td"), *heads)),
        element("tbody", *rows),
    )
    return scrolled("Who reaches what", table)


def _server(each: ServerLine) -> Html:
    return f"{text(each.name)} {text(arrows.port(each))}"


def _cell(vantage: str, name: str, server: ServerLine, project: ProjectMap) -> Html:
    wanted = (vantage, server.name, server.port, server.transport)
    told = (c for c in project.cells if (c.vantage, c.server, c.port, c.transport) == wanted)
    cell = next(told, None)
    if cell is None:
        return element("td", "itself" if name == server.name else "", class_="dim")
    return _came_of(cell)


def _came_of(cell: CellLine) -> Html:
    mark, kind = _MARKS[cell.reach]
    address = f" {literal(cell.address)}" if cell.address else ""
    said = "" if cell.reach is Reach.ANSWERS else f" {text(arrows.came_of(cell))}"
    relied = " (relied on)" if cell.relied_on and cell.reach is not Reach.ANSWERS else ""
    return element("td", mark, address, said, relied, class_=kind)


def _lost(project: ProjectMap) -> Html:
    lost = [c for c in project.cells if c.server is None]
    if not lost:
        return ""
    rows = [
        element("tr", element("th", text(place(c.vantage)), scope="row"), _came_of(c)) for c in lost
    ]
    table = element(
        "table",
        element("caption", "Addresses that lead to no server of the project."),
        element("tbody", *rows),
    )
    return element("h2", "Leads nowhere") + scrolled("Leads nowhere", table)
