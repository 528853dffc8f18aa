"""Names that mean harm, and a report that is made of one."""

from __future__ import annotations

from containerloop.diagnose.finding import Evidence, Location, NotChecked, Patch
from containerloop.report.v1 import Report
from tests.support.reports.parts import HOST, attempt, postgres, proven, refused, report
from tests.support.reports.worlds import localhost_finding, sibling_remedy

NAMES = (
    "[web]",
    "[/x] [bold red]api",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "\u202eevil\u2066 \u200fname",
    "two\nlines\r\nand\ttab",
    "n" * 1000,
    "データベース🐘",
    "",
)


def hostile(called: str) -> Report:
    """The example, with the service called so and everything it says saying so too."""
    vantage, address = f"service:{called}", f"{called}:5432"
    said = attempt(
        vantage, address, "answered", protocol=called, banner=called, refusal=called, ms=1.0
    )
    found = localhost_finding(
        summary=called,
        vantage=vantage,
        address=address,
        location=Location(file=called, line=1, key=called),
        evidence=(Evidence(saw=called, command=called),),
        remedies=(
            sibling_remedy(
                address=address,
                patch=Patch(file=called, diff=f"- {called}\n+ {called}"),
                override={called: [called]},
                host_command=called,
                proof=proven(said),
            ),
        ),
    )
    return report(
        target=called,
        findings=(found,),
        reach_it_at={vantage: address, HOST: "127.0.0.1:5432"},
        attempts=(said, refused(vantage, "localhost:5432"), postgres(HOST, "127.0.0.1:5432")),
        notes=(called,),
        ruled_out=(called,),
        not_checked=(NotChecked(code=called, reason=called),),
    )
