"""One finding as lines: what is wrong, what works now, and what to change.

Only the words around one finding may live here; the matrix and the verdict have their own files.
"""

from __future__ import annotations

from containerloop.facts import REACHED, Outcome
from containerloop.render.text.layout import TextLayout
from containerloop.render.text.remedy import (
    change,
    changes,
    proof_line,
    proven,
    reach,
    standing,
    works_already,
)
from containerloop.render.text.styled_lines import Line, code, line, name, wrap
from containerloop.render.text.words import place, server
from containerloop.report.unserved import answer_to
from containerloop.report.v1 import Remedy, Report, ReportedFinding

_UNTELLING = frozenset({"http", "tls", "text"})
"""Protocols so common that naming one says nothing about who answers."""

Block = list[Line]
"""Lines that stand together; an empty line goes between two blocks."""


def finding(found: ReportedFinding, report: Report, look: TextLayout) -> list[Block]:
    """A cause in full: the answer, what works, the change, the other ways."""
    answer, fix, others = _parts(found, report, look)
    return [[*answer, *works_already(found, report, look)], fix, others]


def _parts(found: ReportedFinding, report: Report, look: TextLayout) -> tuple[Block, Block, Block]:
    offered = [each for each in found.remedies if each.proof.status != "refuted"]
    answer = headline(found, report, look)
    if look.verbose or not any(map(proven, offered)):
        answer += _evidence(found, look)
    if not offered:
        return answer, _stands_at(found, look), _others(found, [], report, look)
    first, *rest = offered
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
    said, style = name(found.summary.rstrip())
    # one span with its full stop, which no line may begin with
    reason = (said if said.endswith((".", "!", "?", "…")) else f"{said}.", style)
    told = line(("✗ ", "bad"), name(place(found.vantage)), *_fails(found, report))
    strong = tuple((text, style or "strong") for text, style in (*told, reason))
    return wrap(strong, look.width, 2)


def _fails(found: ReportedFinding, report: Report) -> Line:
    """What happens at the address, between who and why."""
    where = name(found.address)
    if found.outcome not in REACHED:
        return line(" cannot reach ", _titled(_proven_protocol(found)), where, ": ")
    answer = answer_to(found, report)
    refused = answer is not None and answer.refusal is not None
    but = "is refused service" if refused else "gets no usable answer"
    what = _titled(answer.protocol if answer else None)
    return line(" can connect to ", what, where, f" but {but}: ")


def _titled(protocol: str | None) -> str:
    return f"{server(protocol)} at " if protocol and protocol not in _UNTELLING else ""


def read_more(found: ReportedFinding) -> Line:
    """The code, the name, and the command that prints the page."""
    called = name(found.code)[0]
    return line((f"  {called} {name(found.name)[0]} · ", "dim"), f"containerloop explain {called}")


def _proven_protocol(found: ReportedFinding) -> str | None:
    # Only a server that really answered is named: a guess from the port would be invented.
    answers = (r.proof.attempt for r in found.remedies if proven(r) and r.proof.attempt)
    return next((a.protocol for a in answers if a.outcome == Outcome.ANSWERED), None)


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
