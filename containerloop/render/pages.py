"""The pages: one cause for `explain`, and the catalogue for `causes`.

The text of a page is the rule's docstring, or is handed over; only its showing may live here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from containerloop.diagnose.diagnosis import Diagnosis
from containerloop.facts import Outcome
from containerloop.render.text.styled_lines import Line, line, wrap, written
from containerloop.render.text.words import outcome_named


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRow:
    """One cause of the catalogue."""

    code: str
    name: str
    description: str


def render_page(diagnosis: Diagnosis, *, width: int, color: bool, encoding: str = "utf-8") -> str:
    """The page of one cause, ending in a newline; as it is written where colour is off."""
    head = wrap(line((f"{diagnosis.code} {diagnosis.name}", "strong")), width)
    seen = [outcome_named(each) for each in Outcome if each in diagnosis.explains]
    kind = "warning" if diagnosis.severity == "warning" else "explains"
    if seen:
        head += wrap(line((f"{kind}: ", "dim"), ", ".join(seen)), width, 2)
    return _page(head, diagnosis.page, width, color=color, encoding=encoding)


def _page(head: list[Line], page: str, width: int, *, color: bool, encoding: str) -> str:
    body: list[Line] = [line(row) for row in page.splitlines()]
    if not color:
        return written([*head, (), *body], color=False, encoding=encoding)
    # imported here: it costs five times what the rest of a page does, and only in colour
    from containerloop.render.colored_page import colored_page  # noqa: PLC0415

    top = written([*head, ()], color=True, encoding=encoding)
    return top + colored_page(page, width=width, encoding=encoding)


def render_catalogue(
    rows: Iterable[CatalogueRow], *, width: int, color: bool, encoding: str = "utf-8"
) -> str:
    """One line or more for each cause."""
    known = list(rows)
    codes = max((len(each.code) for each in known), default=0)
    names = max((len(each.name) for each in known), default=0)
    lines = [each for row in known for each in _entry(row, codes, names, width)]
    return written(lines, color=color, encoding=encoding)


def _entry(row: CatalogueRow, codes: int, names: int, width: int) -> list[Line]:
    label = f"{row.code:{codes}}  {row.name:{names}}  "
    indent = len(label)
    if width - indent < 24:  # too narrow for a third column: the description goes below
        return [line(label), *wrap(line("    ", row.description), width, 4)]
    return wrap(line(label, row.description), width, indent)
