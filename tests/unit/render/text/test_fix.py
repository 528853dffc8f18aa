"""What `fix` says: names are text, a line fits its terminal, and each part stands in its order."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from containerloop.render.text.fix import render_fix
from containerloop.report.fix_v1 import EditLine, FixReport, RepairLine, RepairStatus
from tests.support.reports import parts

DIFF = "-      URL: http://me:***@localhost\n+      URL: http://me:***@db"


def repair(status: RepairStatus = RepairStatus.PROPOSED, **more: Any) -> RepairLine:
    whole: dict[str, Any] = {
        "code": "CL401", "name": "x", "summary": "localhost is api itself",
        "vantage": "service:api", "address": "localhost:80", "remedy": "use db:80",
        "proof": parts.proven(parts.postgres("service:api", "db:80")),
        "edits": (EditLine(file="compose.yaml", line=7, diff=DIFF),),
    }  # fmt: skip
    return RepairLine(status=status, **(whole | more))


def shown(*repairs: RepairLine, hints: tuple[str, ...] = (), width: int = 100, **more: Any) -> str:
    told = FixReport(target="80", repairs=repairs, report=parts.report(), **more)
    return render_fix(told, width=width, color=False, hints=hints)


def test_the_edit_and_what_to_type() -> None:
    assert shown(repair(), hints=("containerloop fix 80 --apply",)) == (
        "✗ CL401, from api at localhost:80: localhost is api itself\n"
        "  Fix  use db:80\n"
        "       tried just now on a probe from api to db:80: PostgreSQL answered in 0.4 ms\n"
        "  compose.yaml:7\n"
        "  -      URL: http://me:***@localhost\n"
        "  +      URL: http://me:***@db\n"
        "  changes the address only\n"
        "\n"
        "  $ containerloop fix 80 --apply\n"
    )


def test_what_was_written_its_undoing_and_what_is_to_be_done() -> None:
    out = shown(
        repair(RepairStatus.WRITTEN),
        written=("compose.yaml", ".env"),
        undo=("sed x",),
        then=("docker compose up -d api",),
    )
    *_, done, then = out.split("\n\n")
    assert done.splitlines() == [
        "✓ Written: compose.yaml, .env",
        "  undo  sed x",
        "  undo  change the lines marked + back to those marked -",
    ]
    assert then.splitlines() == [
        "  The answer changes once these services are recreated:",
        "  $ docker compose up -d api",
    ]


def test_what_is_run_is_not_said_to_be_left_to_do() -> None:
    out = shown(repair(RepairStatus.WRITTEN), written=("a",), undo=("b",), then=("c",), ran=("c",))
    assert "  now   c\n" in out
    assert "once these services" not in out


@pytest.mark.parametrize(
    ("status", "more", "said"),
    [
        (RepairStatus.REFUSED, {"reason": "read-only"}, ["not written: read-only", "by hand."]),
        (RepairStatus.REFUSED, {"reason": "x", "edits": ()}, ["not written: x"]),
        (RepairStatus.BY_HAND, {"reason": "y", "edits": (), "host_command": "sudo z"},
         ["by hand: y", "$ sudo z"]),
        (RepairStatus.BY_HAND, {"remedy": None, "proof": None, "reason": "w", "edits": ()},
         ["no fix that helps is known here: see containerloop explain"]),
        (RepairStatus.PROPOSED, {"override_yaml": "services: {}\n", "edits": ()},
         ["+ services: {}"]),
    ],
)  # fmt: skip
def test_what_is_not_written_is_told(
    status: RepairStatus, more: dict[str, Any], said: list[str]
) -> None:
    out = shown(repair(status, **more))
    for each in said:
        assert each in out
    assert "Edit the lines above" not in out or more.get("edits", True)


def test_an_edit_that_changes_more_than_an_address_says_so() -> None:
    edit = EditLine(file="a", line=None, diff="+x", effect="db listens everywhere")
    out = shown(repair(edits=(edit,)))
    assert "  a\n  +x\n  behaviour-changing: db listens everywhere\n" in out


def test_several_are_numbered_in_the_order_of_repair() -> None:
    out = shown(repair(), repair(code="CL501"))
    assert out.index("1. CL401") < out.index("2. CL501")


@pytest.mark.parametrize("width", [40, 77, 110])
def test_names_are_text_and_sentences_fit(width: int) -> None:
    odd = "\x1b[31m[red]\u202e" + "word " * 40
    out = shown(
        repair(RepairStatus.REFUSED, summary=odd, address=odd, remedy=odd, reason=odd, vantage=odd),
        written=(odd,), undo=(odd,), then=(odd,), width=width,
    )  # fmt: skip
    assert {c for c in out if unicodedata.category(c) in ("Cc", "Cf")} == {"\n"}
    code = ("  +", "  -", "  $", "  undo")
    assert all(len(row) <= width for row in out.splitlines() if not row.startswith(code))
    assert "[red]" in out
