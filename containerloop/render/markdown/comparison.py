"""A comparison as Markdown: a table under each heading."""

from __future__ import annotations

from containerloop.render import comparison as words
from containerloop.render.markdown.escape import prose, span
from containerloop.render.text.words import more
from containerloop.report.comparison.values import Comparison, Difference

MOST = 100
"""Rows of one table; a comment has room for no more than a few hundred."""


def render_comparison(comparison: Comparison, answers: tuple[str, str]) -> str:
    """The comparison, ending in a newline; `answers` are the first lines of both reports."""
    mark = "✓" if comparison.same else "✗"
    parts = [[f"### {mark} {prose(words.first_line(comparison))}"]]
    parts.append([f"- **{n}** {prose(said)}" for n, said in zip("AB", answers, strict=True)])
    parts.append(list(filter(None, [words.unexplained(comparison)])))
    for heading in words.headings(comparison):
        parts += [[f"#### {prose(heading.title)}"], _table(heading.differences)]
    parts.append([f"- not compared: {prose(each)}" for each in words.unseen(comparison)])
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _table(every: tuple[Difference, ...]) -> list[str]:
    rows = [_row(each) for each in every[:MOST]]
    left = len(every) - MOST
    end = ["", more(left, "difference", "differences")] if left > 0 else []
    return ["| | | A | B |", "|---|---|---|---|", *rows, *end]


def _row(each: Difference) -> str:
    sides = (span(said, in_cell=True) if said else words.NOTHING for said in (each.a, each.b))
    whose = prose(words.whose(each), in_cell=True)
    return f"| {whose} | {span(each.what, in_cell=True)} | {' | '.join(sides)} |"
