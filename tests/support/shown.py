"""The sample reports as text, and the files in `data/render` that they are compared with.

`make golden` writes the files anew; a person reads the difference before it is kept.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from containerloop.render.text.report import render_text
from containerloop.report.v1 import Report
from tests.support import reports, stated

WRITE = "WRITE_GOLDEN" in os.environ
DATA = Path(__file__).parents[1] / "data" / "render"
SAMPLES = {
    "localhost-in-container": reports.localhost_in_container(),
    "loopback-listener": reports.loopback_listener(),
    "not-published": reports.not_published(),
    "two-findings": reports.two_findings(),
    "refuted-remedy": reports.refuted_remedy(),
    "untried-remedy": reports.untried_remedy(),
    "reachable": reports.reachable(),
    "inconclusive": reports.inconclusive(),
    "no-container": reports.no_container(),
    "forty-vantages": reports.forty_vantages(),
    "verified": stated.verified(),
    "not-verified": stated.not_asked(),
    "hostile-markup": reports.hostile("[/x] [bold red]api"),
    "hostile-wide": reports.hostile("データベース🐘"),
    "hostile-long": reports.hostile("n" * 1000),
}
SGR = re.compile(r"\x1b\[[0-9;]*m")


def text(report: Report, width: int = 80, verbose: bool = False, color: bool = False) -> str:
    return render_text(report, width=width, color=color, verbose=verbose)


def golden(name: str, shown: str) -> None:
    path = DATA / f"{name}.txt"
    if WRITE:
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
