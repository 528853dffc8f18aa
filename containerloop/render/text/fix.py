"""What `fix` says as text: the faults with their edits, what was written, and what comes next.

Only these words may live here; the answer to the question itself is rendered by `report`.
"""

from __future__ import annotations

from containerloop.render.text.layout import TextLayout
from containerloop.render.text.styled_lines import Line, code, line, name, wrap, written
from containerloop.render.text.words import place, tried
from containerloop.report.fix_v1 import EditLine, FixReport, RepairLine, RepairStatus

_DIFF_STYLES = {"-": "bad", "+": "good"}
Block = list[Line]


def render_fix(
    told: FixReport,
    *,
    width: int,
    color: bool,
    encoding: str = "utf-8",
    hints: tuple[str, ...] = (),
) -> str:
    """The faults, their edits and what was written, ending in a newline.

    `hints` are what to type next, where nothing was written.
    """
    look = TextLayout(width=width)
    blocks = [_repair(each, number, told, look) for number, each in enumerate(told.repairs, 1)]
    blocks += [_done(told, look), _next(told, hints, look)]
    lines: list[Line] = []
    for block in blocks:
        lines += ([()] if lines and block else []) + block
    return written(lines, color=color, encoding=encoding)


def _repair(repair: RepairLine, number: int, told: FixReport, look: TextLayout) -> Block:
    mark = f"{number}. " if len(told.repairs) > 1 else ""
    said = f"{mark}{repair.code}, from {place(repair.vantage)} at {name(repair.address)[0]}: "
    lines = wrap(
        line(("✗ ", "bad"), (said, "strong"), name(repair.summary, "strong")), look.width, 2
    )
    if repair.remedy is None:
        page = f"containerloop explain {repair.code}"
        return [
            *lines,
            *wrap(line(f"  no fix that helps is known here: see {page}"), look.width, 4),
        ]
    lines += wrap(line("  Fix  ", name(repair.remedy, "strong")), look.width, 7)
    if repair.proof is not None:
        how = tried(repair.proof, at=repair.address, as_it_is=False, live=True)
        style = "good" if repair.proof.status == "proven" else "unsure"
        lines += wrap(line("       ", (how, style)), look.width, 7)
    for edit in repair.edits:
        lines += _edit(edit, look)
    if repair.override_yaml is not None:
        lines += [line("  ", code(f"+ {row}", "good")) for row in repair.override_yaml.splitlines()]
    return lines + _outcome(repair, look)


def _edit(edit: EditLine, look: TextLayout) -> Block:
    where = edit.file if edit.line is None else f"{edit.file}:{edit.line}"
    lines = wrap(line("  ", name(where, "strong")), look.width, 4)
    rows = edit.diff.split("\n")
    lines += [line("  ", code(row, _DIFF_STYLES.get(row[:1], "dim"))) for row in rows]
    if edit.effect:
        said = line(("  behaviour-changing: ", "unsure"), name(edit.effect))
        return lines + wrap(said, look.width, 4)
    return [*lines, line(("  changes the address only", "dim"))]


def _outcome(repair: RepairLine, look: TextLayout) -> Block:
    lines: Block = []
    if repair.status is RepairStatus.REFUSED:
        why = line(("  not written: ", "unsure"), name(repair.reason or ""))
        lines += wrap(why, look.width, 4)
        if repair.edits:
            lines.append(line(("  Edit the lines above by hand.", "dim")))
    if repair.status is RepairStatus.BY_HAND:
        lines += wrap(line(("  by hand: ", "unsure"), name(repair.reason or "")), look.width, 4)
    if repair.host_command:
        lines.append(line("  $ ", code(repair.host_command, "strong")))
    return lines


def _done(told: FixReport, look: TextLayout) -> Block:
    if not told.written:
        return []
    lines = wrap(
        line(("✓ ", "good"), ("Written: ", "strong"), name(", ".join(told.written))), look.width, 2
    )
    for command in told.undo:
        lines.append(line(("  undo  ", "dim"), code(command)))
    if len(told.undo) < len(told.written):
        lines.append(line(("  undo  ", "dim"), "change the lines marked + back to those marked -"))
    for command in told.ran:
        lines.append(line(("  now   ", "dim"), code(command)))
    return lines


def _next(told: FixReport, hints: tuple[str, ...], look: TextLayout) -> Block:
    lines: Block = []
    if told.written and told.then and not told.ran:
        said = "  The answer changes once these services are recreated:"
        lines += wrap(line(said), look.width, 2)
        lines += [line("  $ ", code(command, "strong")) for command in told.then]
    if not told.written:
        lines += [line("  $ ", code(hint, "strong")) for hint in hints]
    return lines
