"""Who cannot use what they rely on."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.report.unserved import answer_to, cut_off, turned_away
from containerloop.report.v1 import AttemptLine
from tests.support import reports

API = reports.API


def relied(attempt: AttemptLine) -> AttemptLine:
    return replace(attempt, relied_on=True)


REFUSED = relied(reports.refused(API, "localhost:5432"))
UNTRIED = relied(reports.attempt("host", "127.0.0.1:5432", "not-tried", reason="left out"))
DENIED = relied(
    reports.attempt("host", "127.0.0.1:6379", "answered", protocol="redis", refusal="DENIED")
)


def test_only_failures_of_what_somebody_relies_on_count() -> None:
    report = reports.report(attempts=(REFUSED, UNTRIED, reports.refused("service:web", "db:1")))
    assert cut_off(report) == (API,)
    assert turned_away(report) == ()


def test_an_answer_that_refuses_service_is_no_failed_connection() -> None:
    report = reports.report(attempts=(DENIED,))
    assert cut_off(report) == ()
    assert turned_away(report) == ("host",)


def test_an_outcome_of_a_later_version_is_a_failure() -> None:
    report = reports.report(attempts=(replace(REFUSED, outcome="teleported"),))
    assert cut_off(report) == (API,)


def test_who_has_another_way_is_neither_and_each_is_named_once() -> None:
    attempts = (REFUSED, REFUSED, DENIED)
    report = reports.report(attempts=attempts, reach_it_at={"host": "127.0.0.1:6380"})
    assert (cut_off(report), turned_away(report)) == ((API,), ())
    report = reports.report(attempts=attempts, reach_it_at={API: "db:5432"})
    assert (cut_off(report), turned_away(report)) == ((), ("host",))


def test_what_answers_at_the_address_of_a_finding() -> None:
    found = reports.localhost_finding(vantage="host", address="127.0.0.1:6379")
    elsewhere = reports.postgres(API, "127.0.0.1:6379")
    assert answer_to(found, reports.report(attempts=(elsewhere, REFUSED))) is None
    assert answer_to(found, reports.report(attempts=(elsewhere, DENIED))) == DENIED
