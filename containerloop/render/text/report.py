"""The whole report as text for a terminal, one screen of it unless -v asks for all.

Only the order of its parts may live here; each part has a file of its own.
"""

from __future__ import annotations

import shlex
from itertools import islice

from containerloop.render.counts import is_several
from containerloop.render.stated import is_verified
from containerloop.render.text import verified
from containerloop.render.text.finding import Block, also, finding, read_more, warning
from containerloop.render.text.layout import TextLayout
from containerloop.render.text.matrix import matrix
from containerloop.render.text.several import healthy, matrix_of_faults, summary
from containerloop.render.text.styled_lines import Line, line, name, wrap, written
from containerloop.render.text.verdict import inconclusive, not_checked, reachable, ruled_out
from containerloop.render.text.words import duration, happened, place
from containerloop.report.v1 import AttemptLine, Report, ReportedFinding, Verdict

NARROWEST = 40
"""Columns; on a narrower terminal the lines are as for this one."""


def render_text(
    report: Report,
    *,
    width: int,
    color: bool,
    verbose: bool,
    encoding: str = "utf-8",
    live: bool = True,
) -> str:
    """The report for a terminal of `width` columns, ending in a newline.

    `color` adds SGR sequences and nothing else; `encoding` is the terminal's, which may
    have no ✗; `live` is False when the report comes from a saved snapshot.
    """
    look = TextLayout(width=max(width, NARROWEST), verbose=verbose, live=live)
    blocks = [*_answer(report, look), _table(report, look), *_further(report, look)]
    if verbose:
        blocks += [_attempts(report, look), _timings(report, look)]
    if verbose or not is_verified(report):
        blocks.append([*ruled_out(report, look), *not_checked(report, look)])
    blocks.append(_next(report, look))
    return written(_spaced(blocks), color=color, encoding=encoding)


def _table(report: Report, look: TextLayout) -> Block:
    if is_verified(report) and not look.verbose:
        return []
    return (matrix_of_faults if is_several(report) else matrix)(report, look)


def _answer(report: Report, look: TextLayout) -> list[Block]:
    notes = _notes(report, look)
    stated = verified.answer(report, look) if is_verified(report) else []
    if report.causes:
        answer, *rest = finding(report.causes[0], report, look)
        # of several ports they are mostly about what no cause explains, which comes later
        return [*stated, answer, *rest, [] if is_several(report) else notes]
    if stated:
        return [*stated, notes]
    if is_several(report):
        return [summary(report, look), notes]
    told = reachable if report.verdict is Verdict.REACHABLE else inconclusive
    return [told(report, look), notes]


def _notes(report: Report, look: TextLayout) -> Block:
    return [each for note in report.notes for each in wrap(line("  ", name(note)), look.width, 2)]


def _further(report: Report, look: TextLayout) -> list[Block]:
    causes = [also(each, report, look) for each in islice(report.causes, 1, None)]
    if report.causes and is_several(report):
        causes += [healthy(report, look), _notes(report, look)]
    return causes + [warning(each, report, look) for each in _warnings(report)]


def _warnings(report: Report) -> list[ReportedFinding]:
    return [each for each in report.findings if each.severity != "cause"]


def _next(report: Report, look: TextLayout) -> Block:
    """The last line: what to type next."""
    if report.causes:
        return [read_more(report.causes[0])]
    if is_verified(report):
        return []
    if report.verdict is Verdict.REACHABLE:
        return [] if look.verbose else [line("  ", ("-v shows everything that was tried", "dim"))]
    target = report.question.target
    words = ["containerloop", "why-cant-i-reach", *([name(target)[0]] if target else [])]
    again = f"{shlex.join(words)} --save snapshot.json"
    said = wrap(line(("  Nothing was changed. To share what was seen:", "dim")), look.width, 2)
    return [*said, line("  $ ", (again, "strong"))]


def _attempts(report: Report, look: TextLayout) -> Block:
    return [row for each in report.attempts for row in wrap(_attempt(each), look.width, 4)]


def _attempt(attempt: AttemptLine) -> Line:
    spans = list(line(f"  {place(attempt.vantage)} → ", name(attempt.address)))
    if attempt.resolved and attempt.resolved not in attempt.address:
        spans += line(" (", name(attempt.resolved), ")")
    told = happened(attempt)
    took = duration(attempt.ms) if attempt.ms is not None else None
    details = [None if took and took in told else took, attempt.errno, attempt.banner]
    details.append(attempt.reason)
    spans += line(f": {told}")
    for each in details:
        spans += line(", ", name(each)) if each else ()
    return tuple(spans)


def _timings(report: Report, look: TextLayout) -> Block:
    took = report.timings
    parts = f"survey {duration(took.survey_ms)}, observe {duration(took.observe_ms)}, "
    parts += f"prove {duration(took.prove_ms)}, in total {duration(took.total_ms)}"
    return wrap(line(("  " + parts, "dim")), look.width, 2)


def _spaced(blocks: list[Block]) -> list[Line]:
    lines: list[Line] = []
    for block in blocks:
        if block:
            lines += ([()] if lines else []) + block
    return lines
