"""The answer where no cause is printed: reachable, or not to be told from here.

Only the words of these two verdicts may live here, with the lists of what was judged.
"""

from __future__ import annotations

from containerloop.render import sentences
from containerloop.render.sentences import answer_at, listed
from containerloop.render.text.layout import TextLayout
from containerloop.render.text.styled_lines import Line, cells, fit, line, name, wrap
from containerloop.render.text.words import happened, more, place
from containerloop.report.v1 import Report, Verdict

_MOST = 4


def reachable(report: Report, look: TextLayout) -> list[Line]:
    """Who answers, and the address for each vantage that relies on the port."""
    said = sentences.reachable(report)
    lines = wrap(line(("✓ ", "good"), (said, "strong")), look.width, 2)
    rows = list(report.reach_it_at.items())
    for vantage, address in rows[: None if look.verbose else 2 * _MOST]:
        lines += _reach(report, vantage, address, look)
    if not look.verbose and len(rows) > 2 * _MOST:
        left = more(len(rows) - 2 * _MOST, "vantage", "vantages")
        lines.append(line("  ", (f"{left}, -v shows all", "dim")))
    return lines


def inconclusive(report: Report, look: TextLayout) -> list[Line]:
    """What is known, and that no cause is."""
    said = sentences.undetermined(report)
    lines = wrap(line(("? ", "unsure"), (said, "strong")), look.width, 2)
    for vantage, address in list(report.reach_it_at.items())[: None if look.verbose else _MOST]:
        lines += _reach(report, vantage, address, look)
    return lines


def ruled_out(report: Report, look: TextLayout) -> list[Line]:
    """The codes that were judged and do not apply; all of them with -v."""
    codes = [name(code)[0] for code in report.ruled_out]
    if not codes:
        return []
    return _short("  ruled out    ", codes, ", ", look)


def not_checked(report: Report, look: TextLayout) -> list[Line]:
    """The codes that could not be judged, under the reason that they share."""
    by_reason: dict[str, list[str]] = {}
    for each in report.not_checked:
        by_reason.setdefault(each.reason, []).append(name(each.code)[0])
    full = look.verbose or (not report.causes and report.verdict is not Verdict.REACHABLE)
    if not full:
        said = [f"{listed(codes)}: {name(reason)[0]}" for reason, codes in by_reason.items()]
        return _short("  not checked  ", said, "; ", look) if said else []
    lines: list[Line] = []
    for reason, codes in by_reason.items():
        shown = ", ".join(codes) if look.verbose else listed(codes)
        told = f"{shown}: {name(reason)[0]}"
        lines += wrap(line(("  not checked  ", "dim"), told), look.width, 15)
    return lines


def _short(label: str, items: list[str], between: str, look: TextLayout) -> list[Line]:
    """As many as fit on one line, and how many more there are; all with -v."""
    if look.verbose:
        return wrap(line((label, "dim"), between.join(items)), look.width, len(label))
    for shown in range(len(items), 0, -1):
        more = f"{between}+{len(items) - shown} more (-v)" if shown < len(items) else ""
        each = line((label, "dim"), between.join(items[:shown]) + more)
        if cells(each) <= look.width:
            return [each]
    more = f"{between}+{len(items) - 1} more (-v)" if len(items) > 1 else " (-v)"
    room = max(look.width - len(label) - len(more), 1)
    return [line((label, "dim"), fit(items[0], room) + more)]


def _reach(report: Report, vantage: str, address: str, look: TextLayout) -> list[Line]:
    answer = answer_at(report, vantage, address)
    said = f": {happened(answer)}" if answer else ""
    told = line(f"  reach it from {place(vantage)} at ", name(address, "strong"), (said, "good"))
    return wrap(told, look.width, 4)
