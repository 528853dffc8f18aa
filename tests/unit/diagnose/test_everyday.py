"""The everyday errors and the steps by hand: a report settles each of them, and says so first."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from containerloop.diagnose.codes import CODES
from containerloop.diagnose.everyday import ERRORS, STEPS, Row
from containerloop.pipeline.report_step import answer
from containerloop.report.v1 import Report
from tests.support import recorded
from tests.support.catalogue import CATALOGUE
from tests.support.world import World

DIAGNOSED = {entry.code for entry in CATALOGUE}
EACH = pytest.mark.parametrize("row", [*ERRORS, *STEPS], ids=lambda row: row.seen)


@cache
def first_codes() -> frozenset[str]:
    """The first code of the report on each recorded snapshot."""
    reports = (answer(recorded.read(path)) for path in recorded.all_recorded())
    return frozenset(r.findings[0].code for r in reports if r.findings)


def test_there_are_six_errors_and_seven_steps() -> None:
    assert (len(ERRORS), len(STEPS)) == (6, 7)


@EACH
def test_every_code_is_one_and_has_a_page(row: Row) -> None:
    assert set(row.codes) <= {code.code for code in CODES}
    assert len(set(row.codes)) == len(row.codes) > 0


@EACH
def test_a_run_on_a_real_engine_has_named_each_of_them_first(row: Row) -> None:
    """CL710 is beyond this machine, where no run can look."""
    settled = set(row.codes) & DIAGNOSED
    assert settled >= set(row.codes) - {"CL710"}
    assert settled <= first_codes()


def stopped() -> World:
    world = World()
    world.container("db", status="exited", exposes=[5432])
    world.container("api", refers=["postgres://db:5432/app"])
    world.attempt("service:api", "db:5432", "name-server-failed")
    return world


def one_digit_off() -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], publishes=["127.0.0.1:5432:5432"])
    world.attempt("host", "127.0.0.1:5433", "refused", resolved="127.0.0.1")
    return world


def name_without_address() -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("api", refers=["postgres://dbb:5432/app"])
    world.attempt("service:api", "dbb:5432", "name-server-failed")
    return world


def only_ipv4() -> World:
    world = World()
    world.container("web", listens=["0.0.0.0:80"], publishes=["127.0.0.1:8080:80"])
    world.attempt("host", "[::1]:8080", "refused", resolved="::1")
    world.attempt("host", "127.0.0.1:8080", "answered", resolved="127.0.0.1")
    return world


def own_loopback() -> World:
    world = World()
    world.container("db", listens=["127.0.0.1:5432"], exposes=[5432])
    world.container("api", refers=["postgres://db:5432/app"])
    world.attempt("service:api", "db:5432", "refused", resolved="172.18.0.2")
    return world


def in_a_container() -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("api", refers=["postgres://localhost:5432/app"])
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    return world


@pytest.mark.parametrize(
    ("step", "make", "target", "code", "said"),
    [
        (1, stopped, "5432", "CL201", "db is not running (it exited with status 1)"),
        (2, one_digit_off, "127.0.0.1:5433", "CL212", "5432"),
        (3, name_without_address, "5432", "CL402", "db:5432"),
        (4, only_ipv4, "[::1]:8080", "CL410", "IPv4"),
        (6, own_loopback, "5432", "CL501", "127.0.0.1"),
        (7, in_a_container, "5432", "CL401", "inside a container, localhost is the container"),
    ],
)
def test_what_one_would_look_at_by_hand_stands_in_the_report(
    step: int, make: Callable[[], World], target: str, code: str, said: str
) -> None:
    report = make().report(target)
    assert code in STEPS[step - 1].codes
    assert [f.code for f in report.findings] == [code]
    assert said in _all_that_is_said(report)


def _all_that_is_said(report: Report) -> str:
    found = report.findings[0]
    saw = [evidence.saw for evidence in found.evidence]
    return "\n".join((found.summary, *saw, *(r.summary for r in found.remedies), *report.notes))
