"""The inside/outside matrix: addresses down, vantages across, what happened in between.

Which of them stand in it, `grid` says; how much of it fits is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from containerloop.facts import Outcome
from containerloop.render import grid
from containerloop.render.text.cell import Cells, attempted, cell, short_reason
from containerloop.render.text.layout import TextLayout
from containerloop.render.text.styled_lines import Line, Span, fit, line, name, wrap
from containerloop.render.text.words import more, place
from containerloop.report.v1 import Report

_WIDEST_CELL = 30
_NARROWEST_CELL = 8
_MARGIN = 2
_GAP = 2


@dataclass(frozen=True, slots=True)
class _Table:
    """A part of the matrix that fits beside one another."""

    rows: list[str]
    columns: list[str]
    cells: Cells


def matrix(report: Report, look: TextLayout) -> list[Line]:
    """The table, the count of what it leaves out, and why something was not tried."""
    if not report.attempts:
        return []
    cells = attempted(report)
    rows = grid.rows(report, None if look.verbose else grid.MOST_ROWS)
    columns = grid.columns(report)
    first = _first_width(rows, look)
    shown = list(_pages(_Table(rows, columns, cells), first, look))
    if not look.verbose:
        shown = shown[:1]
    lines = [each for page in shown for each in _drawn(page, first, look)]
    left_out = len(columns) - sum(len(page.columns) for page in shown)
    all_rows = len({a.address for a in report.attempts})
    return lines + _left_out(left_out, all_rows - len(rows)) + _reasons(report, look)


def _pages(table: _Table, first: int, look: TextLayout) -> Iterator[_Table]:
    columns = list(table.columns)
    while columns:
        count = _how_many(_Table(table.rows, columns, table.cells), first, look)
        yield _Table(table.rows, columns[:count], table.cells)
        columns = columns[count:]


def _how_many(table: _Table, first: int, look: TextLayout) -> int:
    used, count = _MARGIN + first, 0
    for width in _widths(table):
        used += _GAP + width
        if used > look.width or count == grid.MOST_COLUMNS:
            break
        count += 1
    # Inside against outside is the point, so two stand there even where both are cut short.
    return max(count, min(2, len(table.columns)))


def _widths(table: _Table) -> list[int]:
    def widest(column: str) -> int:
        texts = [_head(column), *(cell(table.cells, row, column)[0] for row in table.rows)]
        return min(max(map(cell_len, texts)), _WIDEST_CELL)

    return [widest(column) for column in table.columns]


def _first_width(rows: Iterable[str], look: TextLayout) -> int:
    return min(max(cell_len(name(row)[0]) for row in rows), max(look.width * 2 // 5, 12))


def _drawn(table: _Table, first: int, look: TextLayout) -> list[Line]:
    room = look.width - _MARGIN - first - _GAP * len(table.columns)
    widths = _widths(table)
    if sum(widths) > room:
        widths = _narrowed(widths, room)
    heads = [(_head(column), "dim") for column in table.columns]
    lines = [_row(("", ""), heads, first, widths)]
    for row in table.rows:
        cells = [cell(table.cells, row, column) for column in table.columns]
        lines.append(_row(name(row), cells, first, widths))
    return lines


def _narrowed(widths: list[int], room: int) -> list[int]:
    """The widest columns give way first, none below what shows a mark and a word."""
    for most in range(_WIDEST_CELL, _NARROWEST_CELL, -1):
        cut = [min(width, most) for width in widths]
        if sum(cut) <= room:
            return cut
    return [min(width, _NARROWEST_CELL) for width in widths]


def _row(label: Span, cells: list[Span], first: int, widths: list[int]) -> Line:
    spans: list[Span] = [(" " * _MARGIN, ""), (fit(label[0], first), label[1])]
    for (text, style), width in zip(cells, widths, strict=True):
        spans += [(" " * _GAP, ""), (fit(text, width), style)]
    return tuple(spans)


def _head(column: str) -> str:
    return f"from {place(column)}"


def _left_out(columns: int, rows: int) -> list[Line]:
    left = [more(columns, "vantage", "vantages")] if columns else []
    left += [more(rows, "address", "addresses")] if rows else []
    return [line("  ", (f"{', '.join(left)}, -v shows all", "dim"))] if left else []


def _reasons(report: Report, look: TextLayout) -> list[Line]:
    untried = [
        a
        for a in report.attempts
        if a.outcome == Outcome.NOT_TRIED and a.reason and not short_reason(a.reason)
    ]
    said = {(a.vantage, a.reason): None for a in untried}
    lines: list[Line] = []
    for vantage, reason in list(said)[: None if look.verbose else 2]:
        told = line(f"  not tried from {place(vantage)}: ", name(reason or ""))
        lines += wrap(told, look.width, 4)
    return lines
