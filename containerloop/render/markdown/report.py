"""The whole report as Markdown (`--format markdown`), short enough for a comment.

Only the order of its parts may live here; what makes a finding of lines stands in `finding`.
"""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.facts import Outcome
from containerloop.render import counts, grid, sentences
from containerloop.render.markdown.escape import prose, span
from containerloop.render.markdown.finding import Lines, finding, read_more
from containerloop.render.origin import Origin
from containerloop.render.stated import MARKS, at, is_verified, said
from containerloop.render.text.cell import attempted, cell
from containerloop.render.text.words import happened, more, place
from containerloop.report.v1 import Report

MOST_FINDINGS = 20
MOST_DETAILS = 200
"""Lines of one list; GitHub refuses a comment of more than 65536 characters."""


def render(report: Report, origin: Origin) -> str:
    """Verdict, faults with their fixes as diffs, the matrix; all else folded away."""
    told = sentences.answer(report, predicted=origin.predicted)
    parts: list[Lines] = [[f"### {origin.mark_of(report)} {prose(told)}"], _stated(report)]
    for found in report.findings[:MOST_FINDINGS]:
        first = bool(report.causes) and found is report.causes[0] and not is_verified(report)
        parts += finding(found, report, origin, headed=not first)
    left = len(report.findings) - MOST_FINDINGS
    parts.append([more(left, "finding", "findings")] if left > 0 else [])
    matrix = [] if is_verified(report) else _matrix(report)
    parts += [_works(report), _notes(report.notes), matrix]
    parts += [
        _folded("What was tried", _tried(report)),
        _folded("What was judged", _judged(report)),
    ]
    parts.append([read_more(report.causes[0])] if report.causes else [])
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _stated(report: Report) -> Lines:
    """Each expectation that a file states, broken or not."""
    every = report.expectations
    return _bounded([f"- {MARKS[e.holds]} {prose(said(e))} ({span(at(e))})" for e in every])


def _works(report: Report) -> Lines:
    """Where the port works, unless a fault's own lines say it."""
    if report.causes:
        beside = counts.working_beside(report)
        return [f"**✓** {prose(beside)}"] if beside else []
    works = [sentences.works(report, v, at) for v, at in report.reach_it_at.items()]
    return _bounded([f"- reach it {prose(each)}" for each in works])


def _notes(notes: Iterable[str]) -> Lines:
    return [f"- {prose(note)}" for note in notes]


def _matrix(report: Report) -> Lines:
    if not report.attempts:
        return []
    cells = attempted(report)
    columns = grid.columns(report)
    shown = columns[: grid.MOST_COLUMNS]
    heads = [f"from {prose(place(column), in_cell=True)}" for column in shown]
    lines = [_row(["", *heads]), "|---" * (len(shown) + 1) + "|"]
    rows = grid.rows(report)
    for row in rows:
        told = [prose(cell(cells, row, column)[0], in_cell=True) for column in shown]
        lines.append(_row([span(row, in_cell=True), *told]))
    left = _left_out(
        len(columns) - len(shown), len({a.address for a in report.attempts}) - len(rows)
    )
    return [*lines, *left]


def _left_out(columns: int, rows: int) -> Lines:
    left = [more(columns, "vantage", "vantages")] if columns else []
    left += [more(rows, "address", "addresses")] if rows else []
    return ["", f"{', '.join(left)}, all of them below"] if left else []


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _folded(title: str, lines: Lines) -> Lines:
    if not lines:
        return []
    return [f"<details><summary>{title}</summary>", "", *_bounded(lines), "", "</details>"]


def _bounded(lines: Lines) -> Lines:
    left = len(lines) - MOST_DETAILS
    return lines if left <= 0 else [*lines[:MOST_DETAILS], f"- {more(left, 'line', 'lines')}"]


def _tried(report: Report) -> Lines:
    lines = []
    for each in report.attempts:
        why = f": {each.reason}" if each.outcome == Outcome.NOT_TRIED and each.reason else ""
        said = f"- from {prose(place(each.vantage))} to {span(each.address)}"
        lines.append(f"{said}: {prose(happened(each) + why)}")
    return list(dict.fromkeys(lines))


def _judged(report: Report) -> Lines:
    ruled_out = ", ".join(filter(None, map(span, report.ruled_out)))
    lines = [f"- ruled out: {ruled_out}"] if ruled_out else []
    by_reason: dict[str, list[str]] = {}
    for each in report.not_checked:
        by_reason.setdefault(each.reason, []).append(span(each.code))
    return lines + [
        f"- not checked: {prose(reason)}: {', '.join(filter(None, codes))}"
        for reason, codes in by_reason.items()
    ]
