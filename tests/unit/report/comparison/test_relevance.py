"""Which difference explains a cause that only one of two reports has."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from containerloop.report.comparison.relevance import explained
from containerloop.report.comparison.values import Difference
from containerloop.report.v1 import Report
from tests.support import reports

WHOLE, BROKEN = reports.reachable(), reports.localhost_in_container()


def difference(kind: str, where: str, what: str = "X", b: str = "other") -> Difference:
    return Difference(kind=kind, where=where, what=what, a="one", b=b)


def codes(*differences: Difference, a: Report = WHOLE, b: Report = BROKEN) -> dict[str, str | None]:
    return {each.what: each.explains for each in explained(differences, a, b)}


def test_of_two_values_the_one_that_names_the_failing_address_comes_first() -> None:
    other = difference("value", "api", "A_URL", "redis://cache:6379")
    meant = difference("value", "api", "Z_URL", "postgres://localhost:5432")
    assert [d.what for d in explained([other, meant], WHOLE, BROKEN)] == ["Z_URL", "A_URL"]
    assert [d.what for d in explained([meant, other], BROKEN, WHOLE)] == ["Z_URL", "A_URL"]


@pytest.mark.parametrize(
    ("kind", "where", "explains"),
    [
        ("value", "api", "CL401"),
        ("value", "db", None),
        ("name", "service:api", "CL401"),
        ("name", "host", None),
        ("service", "db", "CL401"),
        ("service", "web", None),
        ("listener", "service:api", None),
        ("platform", "engine", None),
        ("route", "host", None),
    ],
)
def test_a_cause_is_about_few_kinds_and_few_things(
    kind: str, where: str, explains: str | None
) -> None:
    assert codes(difference(kind, where)) == {"X": explains}


@pytest.mark.parametrize(
    ("code", "kind", "where", "explains"),
    [
        ("CL102", "platform", "engine", True),
        ("CL701", "platform", "host", True),
        ("CL701", "route", "host", True),
        ("CL501", "listener", "host", False),
        ("CL501", "listener", "service:db", True),
        ("CL601", "publication", "db", True),
        ("CL601", "publication", "web", False),
        ("CL201", "container", "db", True),
    ],
)
def test_each_rung_has_its_own(code: str, kind: str, where: str, explains: bool) -> None:
    [found] = BROKEN.findings
    broken = replace(BROKEN, findings=(replace(found, code=code),))
    assert (codes(difference(kind, where), b=broken)["X"] == code) is explains


def test_a_cause_that_both_have_explains_nothing() -> None:
    assert codes(difference("value", "api"), a=BROKEN, b=BROKEN) == {"X": None}


def test_what_explains_nothing_comes_last_in_the_order_of_repair() -> None:
    several = [difference("route", "x", "r"), difference("platform", "x", "p")]
    meant = difference("value", "api", "v")
    assert [d.what for d in explained([*several, meant], WHOLE, BROKEN)] == ["v", "p", "r"]
