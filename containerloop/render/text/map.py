"""A map as text for a terminal: each server, with who reaches it and by which address.

Those who fare alike share a line, so that fifty services are read as quickly as five.
"""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.render import arrows
from containerloop.render.text.layout import TextLayout
from containerloop.render.text.styled_lines import Line, line, name, wrap, written
from containerloop.render.text.words import place
from containerloop.report.map.values import CellLine, ProjectMap, Reach, ServerLine

_MOST_NAMES = 6
_MARKS = {Reach.ANSWERS: ("✓ ", "good"), Reach.FAILS: ("✗ ", "bad"), Reach.UNKNOWN: ("– ", "dim")}


def render_map(
    project: ProjectMap, *, look: TextLayout, color: bool, encoding: str = "utf-8"
) -> str:
    """The map, ending in a newline."""
    said = arrows.mark(project)
    mark = (f"{said} ", {"✓": "good", "✗": "bad", "?": "unsure"}[said])
    lines = wrap(line(mark, (arrows.title(project), "strong")), look.width, 2)
    for box in arrows.drawing(project).boxes:
        if box.title and not box.nodes[0].key.startswith("x"):
            told = ", ".join(n.name + ("" if n.running else " (not running)") for n in box.nodes)
            lines += wrap(line("  ", (f"{box.title}  ", "dim"), told), look.width, 6)
    for server in project.servers:
        lines += [(), *_server(server, project, look)]
    lost = [c for c in project.cells if c.server is None]
    if lost:
        heading = "leads to no server of the project"
        lines += [(), line("  ", (heading, "strong")), *_told(lost, look)]
    return written(lines, color=color, encoding=encoding)


def _server(server: ServerLine, project: ProjectMap, look: TextLayout) -> list[Line]:
    cells = [
        c
        for c in project.cells
        if (c.server, c.port, c.transport) == (server.name, server.port, server.transport)
    ]
    heading = line("  ", (f"{name(server.name)[0]}  {arrows.port(server)}", "strong"))
    if not cells:
        return [heading, line("    ", ("nobody else is there", "dim"))]
    return [heading, *_told(cells, look)]


def _told(cells: list[CellLine], look: TextLayout) -> list[Line]:
    """What fails first, then what answers, then what is not known; those who fare alike at once."""
    order = (Reach.FAILS, Reach.ANSWERS, Reach.UNKNOWN)
    groups: dict[tuple[int, str, str], list[CellLine]] = {}
    for cell in cells:
        said = "" if cell.reach is Reach.ANSWERS else arrows.came_of(cell)
        groups.setdefault((order.index(cell.reach), cell.address or "", said), []).append(cell)
    lines: list[Line] = []
    for (at, address, said), alike in sorted(groups.items(), key=lambda item: item[0]):
        who = _named((place(c.vantage) for c in alike), look)
        where = [": " if address else "", name(address)] if address else []
        relied = any(c.relied_on for c in alike) and order[at] is not Reach.ANSWERS
        told = f"  {said}" + (" (relied on)" if relied else "") if said else ""
        mark = _MARKS[order[at]]
        lines += wrap(line("    ", mark, who, *where, (told, mark[1])), look.width, 8)
    return lines


def _named(names: Iterable[str], look: TextLayout) -> str:
    every = list(dict.fromkeys(names))
    shown = every if look.verbose else every[:_MOST_NAMES]
    more = f" +{len(every) - len(shown)} more" if len(every) > len(shown) else ""
    return ", ".join(shown) + more
