"""One finding as Markdown: what is wrong, what works now, and the change as a diff.

Only the lines of one finding may live here.
"""

from __future__ import annotations

from containerloop.diagnose.remedies.compose_yaml import as_yaml
from containerloop.render.annotations import said_of
from containerloop.render.markdown.escape import block, prose, span
from containerloop.render.offer import changes, offer, offered, standing, where
from containerloop.render.origin import Origin
from containerloop.report.apply_commands import OVERRIDE, after_edit, after_override
from containerloop.report.v1 import Remedy, Report, ReportedFinding

Lines = list[str]
"""Lines that stand together; an empty line goes between two such."""


def finding(found: ReportedFinding, report: Report, origin: Origin, *, headed: bool) -> list[Lines]:
    """The parts of a finding; `headed` where its sentence is not the report's own title."""
    parts: list[Lines] = []
    if headed:
        mark = "✗" if found.severity == "cause" else "!"
        parts.append([f"**{mark}** {prose(said_of(found, report))} {read_more(found)}"])
    remedies = offered(found)
    if not remedies:
        parts.append(_standing(found))
    for first in remedies[:1]:
        parts += _remedy(first, found, report, origin)
    if not any(each.proof.status == "proven" for each in remedies):
        parts.append([f"- seen: {prose(each.saw)}" for each in found.evidence])
    parts.append([f"- or {prose(each.summary)}" for each in remedies[1:]])
    return parts


def read_more(found: ReportedFinding) -> str:
    """The code and its name, and the command that prints the page."""
    command = span(f"containerloop explain {found.code}")
    return f"<sub>{span(f'{found.code} {found.name}')} · {command}</sub>"


def _remedy(remedy: Remedy, found: ReportedFinding, report: Report, origin: Origin) -> list[Lines]:
    told = offer(remedy, found, report, live=origin.live)
    value = span(told.value) if told.as_it_is else prose(told.value)
    lines = [f"**{told.label}** {value} · {prose(told.proof)}"]
    if told.as_it_is and not changes(remedy):
        lines.append(f"({prose(remedy.summary)})")
    if told.works_now is not None:
        lines.append(f"**Works now** {span(told.works_now)}")
    return [_broken(lines), *_change(remedy, found, report)]


def _broken(lines: Lines) -> Lines:
    """Lines of one paragraph that stay lines."""
    return [*(f"{each}  " for each in lines[:-1]), *lines[-1:]]


def _change(remedy: Remedy, found: ReportedFinding, report: Report) -> list[Lines]:
    parts: list[Lines] = []
    at = found.location
    if remedy.patch is not None:
        patch = remedy.patch
        parts.append(_place(*where(patch, at)))
        parts.append(block([row for row in patch.diff.split("\n") if row], "diff"))
        parts.append(_then(after_edit(patch, found, report)))
    elif remedy.override is not None:
        rows = [f"+ {row}" for row in as_yaml(remedy.override)]
        parts += [[f"{span(OVERRIDE)} (add this)"], block(rows, "diff")]
        parts.append(_then(after_override(found, report)))
    else:
        parts.append(_standing(found))
    if remedy.host_command:
        parts.append(block([remedy.host_command], "console"))
    return parts


def _standing(found: ReportedFinding) -> Lines:
    return [] if found.location is None else _place(*standing(found.location))


def _place(file_and_line: str, key: str) -> Lines:
    return [f"{span(file_and_line)} · {span(key)}" if key else span(file_and_line)]


def _then(command: str | None) -> Lines:
    return [f"then {span(command)}"] if command else []
