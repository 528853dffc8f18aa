"""One finding as lines: what is wrong, what works now, and what to change.

Only the words around one finding may live here; the matrix and the verdict have their own files.
"""

from __future__ import annotations

from containerloop.render.offer import changes, offered
from containerloop.render.sentences import fault
from containerloop.render.text.layout import TextLayout
from containerloop.render.text.remedy import (
    change,
    proof_line,
    proven,
    reach,
    standing,
    works_already,
)
from containerloop.render.text.styled_lines import Line, code, line, name, wrap
from containerloop.report.v1 import Remedy, Report, ReportedFinding

Block = list[Line]
"""Lines that stand together; an empty line goes between two blocks."""


def finding(found: ReportedFinding, report: Report, look: TextLayout) -> list[Block]:
    """A cause in full: the answer, what works, the change, the other ways."""
    answer, fix, others = _parts(found, report, look)
    return [[*answer, *works_already(found, report, look)], fix, others]


def _parts(found: ReportedFinding, report: Report, look: TextLayout) -> tuple[Block, Block, Block]:
    remedies = offered(found)
    answer = headline(found, report, look)
    if look.verbose or not any(map(proven, remedies)):
        answer += _evidence(found, look)
    if not remedies:
        return answer, _stands_at(found, look), _others(found, [], report, look)
    first, *rest = remedies
    answer += reach(first, found, report, look)
    fix = change(first, found, report, look)
    others = _others(found, rest, report, look)
    if not changes(first):
        return answer + fix, _stands_at(found, look), others
    return answer, fix, others


def also(found: ReportedFinding, report: Report, look: TextLayout) -> Block:
    """A further cause, more briefly: the same parts without space between them."""
    answer, fix, others = _parts(found, report, look)
    return [*answer, *fix, *others, read_more(found)]


def warning(found: ReportedFinding, report: Report, look: TextLayout) -> Block:
    """A warning in two lines: what is so, and what could be done."""
    lines = wrap(line(("! ", "unsure"), name(found.summary)), look.width, 2)
    for remedy in found.remedies[: None if look.verbose else 1]:
        lines += wrap(line("  ", name(remedy.summary)), look.width, 4)
        lines += proof_line(remedy, found, look)
        if look.verbose:
            lines += change(remedy, found, report, look)
    return [*lines, read_more(found)]


def headline(found: ReportedFinding, report: Report, look: TextLayout) -> Block:
    """The first line: who cannot reach what, and why."""
    return wrap(line(("✗ ", "bad"), (fault(found, report), "strong")), look.width, 2)


def read_more(found: ReportedFinding) -> Line:
    """The code, the name, and the command that prints the page."""
    called = name(found.code)[0]
    return line((f"  {called} {name(found.name)[0]} · ", "dim"), f"containerloop explain {called}")


def _evidence(found: ReportedFinding, look: TextLayout) -> Block:
    lines: Block = []
    for each in found.evidence[: None if look.verbose else 1]:
        lines += wrap(line("  seen  ", name(each.saw)), look.width, 8)
        if each.command:
            lines.append(line(("        $ ", "dim"), code(each.command, "dim")))
    return lines


def _stands_at(found: ReportedFinding, look: TextLayout) -> Block:
    return [] if found.location is None else standing(found.location, look)


def _others(found: ReportedFinding, rest: list[Remedy], report: Report, look: TextLayout) -> Block:
    lines: Block = []
    for remedy in rest:
        more = "  (-v shows the change)" if changes(remedy) and not look.verbose else ""
        lines += wrap(line("  or  ", name(remedy.summary), (more, "dim")), look.width, 6)
        lines += proof_line(remedy, found, look)
        if look.verbose:
            lines += change(remedy, found, report, look)
    for remedy in found.remedies:
        if remedy.proof.status == "refuted":
            told = line("  does not help: ", name(remedy.summary))
            lines += wrap(told, look.width, 6) + proof_line(remedy, found, look)
    return lines
