"""A forecast as lines that editors and CI jump to: `compose.yaml:14:27: CL401 …`, and the fix.

A line is never wrapped: its beginning is for programs, and the rest is copied.
"""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.diagnose.finding import Location
from containerloop.diagnose.remedies.compose_yaml import as_yaml
from containerloop.facts import Outcome
from containerloop.render.sentences import fault, foretold
from containerloop.render.text.styled_lines import Line, code, line, name, written
from containerloop.report.v1 import Remedy, Report, ReportedFinding

_DIFF_STYLES = {"-": "bad", "+": "good"}
_EXPOSED = "CL611"


def render_forecast(report: Report, *, color: bool, encoding: str = "utf-8") -> str:
    """The findings by file and line, each with its fix; then what was not read, and the count."""
    causes = sorted(report.causes, key=_place)
    warnings = [f for f in report.findings if f.severity != "cause"]
    lines = [row for each in causes for row in _finding(each, fault(each, report))]
    for found in (f for f in warnings if f.code != _EXPOSED):
        lines += _finding(found, found.summary)
    lines += _exposed([f for f in warnings if f.code == _EXPOSED])
    lines += [line(("note: ", "unsure"), code(note)) for note in report.notes]
    lines += [()] if lines else []
    return written([*lines, _summary(report)], color=color, encoding=encoding)


def _place(found: ReportedFinding) -> tuple[str, int, int, str]:
    at = found.location
    return (at.file, at.line, at.column or 0, found.code) if at else ("", 0, 0, found.code)


def _at(at: Location | None) -> str:
    if at is None:
        return ""
    return ":".join(map(str, filter(None, (at.file, at.line, at.column)))) + ": "


def _finding(found: ReportedFinding, told: str) -> list[Line]:
    warned = "warning: " if found.severity != "cause" else ""
    style = "unsure" if warned else "bad"
    first = line(code(_at(found.location), "strong"), " ", (found.code, style), f" {warned}")
    return [(*first, name(told)), *_fix(found.remedies[:1])]


def _fix(remedies: Iterable[Remedy]) -> list[Line]:
    """What to change, as the diff of a file or as lines to add to one."""
    lines: list[Line] = []
    for remedy in remedies:
        lines.append(line("  fix: ", name(remedy.summary)))
        rows = remedy.patch.diff.split("\n") if remedy.patch else []
        if not remedy.patch and remedy.override:
            rows = [f"+ {row}" for row in as_yaml(remedy.override)]
        lines += [line("  ", code(row, _DIFF_STYLES.get(row[:1], "dim"))) for row in rows if row]
    return lines


def _exposed(warnings: list[ReportedFinding]) -> list[Line]:
    """All servers that are open to other machines in one line; each is in the JSON."""
    if len(warnings) < 2:
        return [row for each in warnings for row in _finding(each, each.summary)]
    first = min(warnings, key=_place)
    places = ", ".join(_at(each.location)[:-2] for each in sorted(warnings, key=_place))
    said = f"{len(warnings)} servers are published on every address of this machine"
    head = line(code(_at(first.location), "strong"), " ", (_EXPOSED, "unsure"), " warning: ")
    return [
        (*head, name(f"{said}: ufw and firewalld rules do not stop other machines")),
        line("  fix: ", code(f"publish them for this machine only, on 127.0.0.1: {places}")),
    ]


def _summary(report: Report) -> Line:
    left = any(a.outcome == Outcome.NOT_TRIED for a in report.attempts)
    return line(foretold(report) + (": containerloop why-cant-i-reach" if left else ""))
