"""The whole report as one page (`--format html`): works offline, light and dark, without script.

Only the order of its parts may live here.
"""

from __future__ import annotations

from containerloop.facts import Outcome
from containerloop.render import counts, grid, sentences
from containerloop.render.html.elements import (
    Html,
    element,
    folded,
    listed,
    literal,
    scrolled,
    text,
)
from containerloop.render.html.finding import finding
from containerloop.render.html.page import page
from containerloop.render.origin import Origin
from containerloop.render.stated import MARKS, at, said
from containerloop.render.text.cell import attempted, cell
from containerloop.render.text.styled_lines import Span
from containerloop.render.text.words import happened, place
from containerloop.report.expectation_line import ExpectationLine
from containerloop.report.v1 import AttemptLine, Report

_STYLES = {"✓": "good", "✗": "bad", "?": "unsure"}


def render(report: Report, origin: Origin) -> str:
    """The page: verdict, faults with their fixes, matrix, everything that was tried."""
    told = sentences.answer(report, predicted=origin.predicted)
    mark = origin.mark_of(report)
    head = element("h1", element("span", mark, class_=_STYLES[mark]), " ", text(told))
    parts = [head, _stated(report), *(finding(each, report, origin) for each in report.findings)]
    parts += [listed(map(text, report.notes)), _works(report), _matrix(report)]
    parts += [_attempts(report), _judged(report), _foot(report)]
    return page(f"containerloop: {told}", *filter(None, parts))


def _stated(report: Report) -> Html:
    """Each expectation that a file states, broken or not."""
    return listed(map(_expectation, report.expectations))


def _expectation(each: ExpectationLine) -> Html:
    mark = MARKS[each.holds]
    shown = element("span", mark, class_=_STYLES[mark])
    return f"{shown} {text(said(each))} {literal(at(each))}"


def _works(report: Report) -> Html:
    beside = element("p", text(rest)) if (rest := counts.working_beside(report)) else ""
    works = (sentences.works(report, v, at) for v, at in report.reach_it_at.items())
    title = element("h2", "Where it works") if report.reach_it_at else ""
    return beside + title + listed(map(text, works))


def _matrix(report: Report) -> Html:
    if not report.attempts:
        return ""
    cells, columns = attempted(report), grid.columns(report)
    heads = [element("th", f"from {text(place(c))}", scope="col") for c in columns]
    rows = [_row(row, [cell(cells, row, c) for c in columns]) for row in grid.rows(report, None)]
    table = element(
        "table",
        element("caption", "Each address, from each place that it was tried from."),
        element("thead", element("tr", element("td"), *heads)),
        element("tbody", *rows),
    )
    return element("h2", "From inside and from outside") + scrolled("Matrix", table)


def _row(address: str, cells: list[Span]) -> Html:
    return element("tr", element("th", literal(address), scope="row"), *(_cell(*c) for c in cells))


def _cell(words: str, style: str) -> Html:
    return element("td", text(words), class_=style or "dim")


def _attempts(report: Report) -> Html:
    shown = dict.fromkeys(_attempt(each) for each in report.attempts)
    return folded("Everything that was tried", listed(shown))


def _attempt(each: AttemptLine) -> Html:
    why = f": {each.reason}" if each.outcome == Outcome.NOT_TRIED and each.reason else ""
    led_on = each.resolved is not None and each.resolved not in each.address
    number = f" ({literal(each.resolved or '')})" if led_on else ""
    told = text(happened(each) + why)
    return f"from {text(place(each.vantage))} to {literal(each.address)}{number}: {told}"


def _judged(report: Report) -> Html:
    ruled_out = element("p", "Ruled out: ", ", ".join(map(text, report.ruled_out)))
    by_reason: dict[str, list[str]] = {}
    for each in report.not_checked:
        by_reason.setdefault(each.reason, []).append(text(each.code))
    unchecked = listed(
        f"Not checked: {text(reason)} ({', '.join(codes)})" for reason, codes in by_reason.items()
    )
    return folded("What was judged", ruled_out if report.ruled_out else "", unchecked)


def _foot(report: Report) -> Html:
    asked = report.question.target
    target = literal(asked) if asked else text("everything that is relied on here")
    return element("footer", element("p", "containerloop was asked about ", target, "."))
