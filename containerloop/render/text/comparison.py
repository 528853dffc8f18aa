"""A comparison as text for a terminal.

Only its lines may live here; the words stand in `render.comparison`.
"""

from __future__ import annotations

from containerloop.render import comparison as words
from containerloop.render.text.layout import TextLayout
from containerloop.render.text.styled_lines import Line, line, name, wrap, written
from containerloop.report.comparison.values import Comparison, Difference

MOST = 12
"""Differences under one heading, unless -v asks for all."""


def render_comparison(
    comparison: Comparison,
    answers: tuple[str, str],
    *,
    look: TextLayout,
    color: bool,
    encoding: str = "utf-8",
) -> str:
    """The comparison, ending in a newline; `answers` are the first lines of both reports."""
    mark = ("✓ ", "good") if comparison.same else ("✗ ", "bad")
    lines = wrap(line(mark, (words.first_line(comparison), "strong")), look.width, 2)
    for side, answer in zip("AB", answers, strict=True):
        lines += wrap(line((f"  {side}  ", "dim"), name(answer)), look.width, 5)
    if said := words.unexplained(comparison):
        lines += [(), *wrap(line("  ", said), look.width, 2)]
    for heading in words.headings(comparison):
        lines += [(), *wrap(line("  ", (heading.title, "strong")), look.width, 2)]
        lines += _differences(heading.differences, look)
    missed = words.unseen(comparison)
    for at, each in enumerate(missed):
        label = "  not compared  " if at == 0 else " " * 16
        lines += [()] if at == 0 else []
        lines += wrap(line((label, "dim"), name(each)), look.width, 16)
    return written(lines, color=color, encoding=encoding)


def _differences(every: tuple[Difference, ...], look: TextLayout) -> list[Line]:
    shown = every if look.verbose else every[:MOST]
    lines = [row for each in shown for row in _difference(each, look)]
    left = len(every) - len(shown)
    return [*lines, line("  ", (f"+{left} more, -v shows all", "dim"))] if left else lines


def _difference(each: Difference, look: TextLayout) -> list[Line]:
    what = line("  ", words.whose(each), *(("  ", name(each.what)) if each.what else ()))
    rows = wrap(what, look.width, 4)
    for side, said in (("A", each.a), ("B", each.b)):
        told = name(said) if said is not None else (words.NOTHING, "dim")
        rows += wrap(line((f"    {side}  ", "dim"), told), look.width, 7)
    return rows
