"""One remedy as lines: the address that works, the change as a diff, and its proof.

Nothing is offered here that the report does not hold; the words stand in `words`.
"""

from __future__ import annotations

from typing import Any

from containerloop.diagnose.finding import Location, Patch
from containerloop.diagnose.remedies.compose_yaml import as_yaml
from containerloop.render.offer import changes, offer
from containerloop.render.offer import standing as stands
from containerloop.render.offer import where as where_changed
from containerloop.render.text.layout import TextLayout
from containerloop.render.text.styled_lines import Line, cells, code, line, name, wrap
from containerloop.render.text.words import place, tried
from containerloop.report.apply_commands import OVERRIDE, after_edit, after_override
from containerloop.report.v1 import Remedy, Report, ReportedFinding

_PROOF_STYLES = {"proven": "good", "refuted": "bad", "untried": "unsure"}
_DIFF_STYLES = {"-": "bad", "+": "good"}


def proven(remedy: Remedy) -> bool:
    """Whether a probe got the answer with this remedy."""
    return remedy.proof.status == "proven"


def reach(remedy: Remedy, found: ReportedFinding, report: Report, look: TextLayout) -> list[Line]:
    """What to do in one line, with its proof."""
    told = offer(remedy, found, report, live=look.live)
    value = line(f"  {told.label}  ", (told.value, "strong"))
    lines = _beside(value, _styled(told.proof, remedy), look)
    if told.as_it_is and not changes(remedy):  # then nothing below says what to do with it
        lines += wrap(line("    ", name(remedy.summary)), look.width, 4)
    if told.works_now is not None:
        lines += wrap(line("  Works now  ", told.works_now), look.width, 4)
    return lines


def proof_line(remedy: Remedy, found: ReportedFinding, look: TextLayout) -> list[Line]:
    """The proof alone, under the remedy it belongs to."""
    words = tried(remedy.proof, at=found.address, as_it_is=False, live=look.live)
    return wrap(line("      ", *_styled(words, remedy)), look.width, 6)


def change(remedy: Remedy, found: ReportedFinding, report: Report, look: TextLayout) -> list[Line]:
    """The change itself: location and diff, else an override; and the commands."""
    lines: list[Line] = []
    if remedy.patch is not None:
        patch, at = remedy.patch, found.location
        lines += [*_heading(patch, at, look), *_diff(patch.diff)]
        lines += _then(after_edit(patch, found, report))
    if remedy.override is not None and (remedy.patch is None or look.verbose):
        lines += _override(remedy.override, found, report)
    if remedy.host_command:
        lines.append(line("  $ ", code(remedy.host_command, "strong")))
    return lines


def _styled(proof: str, remedy: Remedy) -> Line:
    return line((proof, _PROOF_STYLES.get(remedy.proof.status, "unsure")))


def _beside(value: Line, proof: Line, look: TextLayout) -> list[Line]:
    for gap in ("      ", "  "):
        if cells(value) + len(gap) + cells(proof) <= look.width:
            return [(*value, (gap, ""), *proof)]
    return wrap(value, look.width, 4) + wrap(line("    ", *proof), look.width, 4)


def works_already(found: ReportedFinding, report: Report, look: TextLayout) -> list[Line]:
    """Where the port works already: the other vantages and their addresses."""
    others = {v: a for v, a in report.reach_it_at.items() if v != found.vantage}
    if not others:
        return []
    shown = list(others.items())[: None if look.verbose else 2]
    said = ", ".join(f"from {place(v)} at {name(a)[0]}" for v, a in shown)
    more = f", +{len(others) - len(shown)} more" if len(others) > len(shown) else ""
    return wrap(line(("  Works already  ", "dim"), said, more), look.width, 4)


def _heading(patch: Patch, at: Location | None, look: TextLayout) -> list[Line]:
    return _place(*where_changed(patch, at), look)


def standing(at: Location, look: TextLayout) -> list[Line]:
    """File, line and key of a place in the project's files."""
    return _place(*stands(at), look)


def _place(where: str, key: str, look: TextLayout) -> list[Line]:
    spot = line("  ", (where, "strong"), *(("  ", key) if key else ()))
    return wrap(spot, look.width, 4)


def _diff(diff: str) -> list[Line]:
    # Left as long as they are: a terminal wraps them, and a copied line stays one line.
    return [
        line("  ", code(row, _DIFF_STYLES.get(row[:1], "dim"))) for row in diff.split("\n") if row
    ]


def _then(command: str | None) -> list[Line]:
    return [line(("  then  ", "dim"), code(command))] if command else []


def _override(override: dict[str, Any], found: ReportedFinding, report: Report) -> list[Line]:
    rows = [line("  ", code(f"+ {row}", "good")) for row in as_yaml(override)]
    heading = line("  ", (OVERRIDE, "strong"), "  (add this)")
    return [heading, *rows, *_then(after_override(found, report))]
