"""The answer to a question about several ports: what works is counted, what fails is told.

Only these words may live here; each fault is told as it is for one port (`finding`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from containerloop.render.counts import counted, without_a_cause
from containerloop.render.sentences import left_untried
from containerloop.render.text.layout import TextLayout
from containerloop.render.text.matrix import matrix
from containerloop.render.text.styled_lines import Line, line, name, wrap
from containerloop.render.text.words import happened, more, place, server
from containerloop.report.relied_pairs import Pair, relied_pairs, working
from containerloop.report.v1 import AttemptLine, Report, Verdict

T = TypeVar("T")

_MOST = 8
_MOST_PLACES = 4


def summary(report: Report, look: TextLayout) -> list[Line]:
    """The answer where no cause is printed: all that is relied on, and whether it works."""
    every, fine = relied_pairs(report), working(report)
    mark = ("✓ ", "good") if report.verdict is Verdict.REACHABLE else ("? ", "unsure")
    told = wrap(line(mark, (without_a_cause(report), "strong")), look.width, 2)
    failing = {p: a for p, a in every.items() if p not in fine}
    rows = _rows(fine, look) if report.verdict is Verdict.REACHABLE else []
    return [*told, *rows, *_failures(failing, look)]


def healthy(report: Report, look: TextLayout) -> list[Line]:
    """Beside causes: how many addresses work, and those that fail without a cause."""
    every, fine = relied_pairs(report), working(report)
    told = {(f.vantage, f.address) for f in report.causes}
    rest = {p: a for p, a in every.items() if p not in fine and p not in told}
    some = line(("  ✓ ", "good"), f"{counted(len(fine), report)} reachable")
    lines = wrap(some, look.width, 4) if fine else []
    return [*lines, *_failures(rest, look)]


def matrix_of_faults(report: Report, look: TextLayout) -> list[Line]:
    """The matrix of the addresses that a finding is about; of all with -v."""
    told = {f.address for f in report.findings}
    told |= {r.address for f in report.findings for r in f.remedies if r.address}
    kept = tuple(a for a in report.attempts if look.verbose or a.address in told)
    return matrix(replace(report, attempts=kept), look)


def _rows(pairs: dict[Pair, AttemptLine], look: TextLayout) -> list[Line]:
    """Each address with its server, and from where it was reached."""
    by_address: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_address.setdefault(pair[1], []).append(pair)
    lines: list[Line] = []
    for address, there in _first(by_address.items(), look):
        who = server(pairs[there[0]].protocol)
        places = _listed([place(vantage) for vantage, _ in there], look)
        left = left_untried([pairs[pair] for pair in there])
        told = line("  ", name(address, "strong"), (f"  {who}", "good"), f"  from {places}{left}")
        lines += wrap(told, look.width, 4)
    return lines + _left_out(len(by_address), look)


def _failures(pairs: dict[Pair, AttemptLine], look: TextLayout) -> list[Line]:
    lines: list[Line] = []
    for (vantage, address), attempt in _first(pairs.items(), look):
        said = name(attempt.reason or "")[0] if attempt.outcome == "not-tried" else ""
        told = line("  ✗ ", f"{place(vantage)} → ", name(address), f": {said or happened(attempt)}")
        lines += wrap(told, look.width, 4)
    return lines + _left_out(len(pairs), look)


def _first(items: Iterable[T], look: TextLayout) -> list[T]:
    return list(items)[: None if look.verbose else _MOST]


def _left_out(count: int, look: TextLayout) -> list[Line]:
    if look.verbose or count <= _MOST:
        return []
    left = more(count - _MOST, "address", "addresses")
    return [line("  ", (f"{left}, -v shows all", "dim"))]


def _listed(words: list[str], look: TextLayout) -> str:
    shown = words if look.verbose else words[:_MOST_PLACES]
    rest = f" +{len(words) - len(shown)} more" if len(words) > len(shown) else ""
    return ", ".join(shown) + rest
