"""The report of `verify` for a terminal: every expectation with its line, then the causes.

Only its list may live here; causes are told as for one port (`finding`).
"""

from __future__ import annotations

from containerloop.render.stated import MARKS, at, said, verified
from containerloop.render.text.layout import TextLayout
from containerloop.render.text.styled_lines import Line, line, wrap
from containerloop.report.v1 import ExitStatus, Report

_STYLES = {True: "good", False: "bad", None: "unsure"}
_HELD = {ExitStatus.REACHABLE: True, ExitStatus.FAULT_FOUND: False, ExitStatus.INCONCLUSIVE: None}


def answer(report: Report, look: TextLayout) -> list[list[Line]]:
    """How many hold; which, and why not."""
    held = _HELD.get(report.exit_status)
    head = line((f"{MARKS[held]} ", _STYLES[held]), (verified(report), "strong"))
    return [wrap(head, look.width, 2), _rows(report, look)]


def _rows(report: Report, look: TextLayout) -> list[Line]:
    places = [at(each) for each in report.expectations]
    room = min(max(map(len, places), default=0), look.width // 3)
    lines: list[Line] = []
    for where, each in zip(places, report.expectations, strict=True):
        mark = (f"  {MARKS[each.holds]} ", _STYLES[each.holds])
        told = line(mark, (where.ljust(room), "dim"), f"  {said(each)}")
        lines += wrap(told, look.width, 6)
    return lines
