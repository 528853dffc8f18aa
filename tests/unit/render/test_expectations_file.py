"""The file of `verify --init`: read again, it states what held."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from containerloop.question import parse_target
from containerloop.render.expectations_file import expectations_file
from containerloop.report.expectation_line import ExpectationLine
from containerloop.report.expectations.joint_report import joint_report
from containerloop.survey.compose.yaml_tree import read_tree
from containerloop.survey.expectations.documents import Document
from containerloop.survey.expectations.statements import stated
from tests.support import reports
from tests.support.stated import line

HELD = line(3, True, "PostgreSQL answers", "from: api, reach: 'db:5432'")


def text(*lines: ExpectationLine) -> str:
    report = reports.report(attempts=(reports.postgres("service:api", "db:5432"),))
    found = joint_report(lines, [report])
    return expectations_file(found)


def test_what_holds_is_stated_with_its_protocol() -> None:
    full = replace(HELD, vantage="service:api")
    assert '  - {from: api, reach: "db:5432", protocol: postgresql}\n' in text(full)


def test_what_does_not_hold_is_a_comment_with_its_reason() -> None:
    bad = line(4, False, "db is not running", "from: api, reach: 'db:1'")
    shown = text(HELD, bad)
    assert '  # - {from: api, reach: "db:1"}   db is not running\n' in shown
    assert "#" not in text(HELD).partition("version")[2]


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("refused at db:1", True),
        ("db listens on 127.0.0.1 only", True),
        ("db listens on 172.18.0.2 only", False),
        ("db (pid 4000) has it", False),
        ("after 3.2 s", False),
    ],
)
def test_what_only_this_machine_has_is_left_out(reason: str, kept: bool) -> None:
    shown = text(HELD, line(4, False, reason, "from: api, reach: 'db:1'"))
    assert (reason in shown) is kept


@pytest.mark.parametrize("name", ["api", "on", "No", "null", "true", "1e3", "8", "a.b-c_d", "0x1"])
def test_every_name_is_read_as_it_is(name: str) -> None:
    shown = text(replace(HELD, vantage=f"service:{name}"))
    [row] = stated(Document("c.yaml", read_tree(shown, "c.yaml")), parse_target)
    assert row.vantage == name
    assert row.question.target == "db:5432"


def test_a_line_of_the_local_network_is_a_number() -> None:
    shown = text(line(3, True, "x", "from: lan, not-reach: 5432"))
    assert "  - {from: lan, not-reach: 5432}\n" in shown


def test_a_reason_cannot_end_the_comment() -> None:
    shown = text(HELD, line(4, False, "a\n  - {from: x}\x85", "from: api, reach: 'db:1'"))
    [row] = stated(Document("c.yaml", read_tree(shown, "c.yaml")), parse_target)
    assert row.vantage == "api"
