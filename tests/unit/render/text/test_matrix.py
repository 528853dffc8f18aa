"""The inside/outside matrix and its cells."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from containerloop.facts import Outcome
from containerloop.render.grid import MOST_ROWS
from containerloop.render.text.cell import attempted, cell
from containerloop.render.text.layout import TextLayout
from containerloop.render.text.matrix import matrix
from containerloop.render.text.words import outcome_named
from containerloop.report.v1 import AttemptLine
from tests.support import reports
from tests.support.shown import text


class TestCells:
    @staticmethod
    def of(*tries: AttemptLine, **parts: object) -> str:
        report = reports.report(attempts=tries, **parts)
        return cell(attempted(report), tries[0].address, tries[0].vantage)[0]

    @pytest.mark.parametrize("outcome", Outcome)
    def test_every_outcome_has_words_of_its_own(self, outcome: Outcome) -> None:
        assert outcome_named(outcome) not in {outcome_named(o) for o in Outcome if o is not outcome}
        mark = self.of(reports.attempt("service:api", "db:1", outcome))[0]
        assert mark == {"answered": "✓", "open": "✓", "not-tried": "–"}.get(outcome, "✗")

    def test_an_outcome_of_a_later_version(self) -> None:
        assert self.of(reports.attempt("host", "db:1", "teleported")) == "✗ teleported"

    def test_a_name_unknown_outside_is_expected_unless_somebody_relies_on_it(self) -> None:
        lost = reports.attempt("host", "db:5432", "name-not-found")
        assert self.of(lost) == "– not a name here"
        assert self.of(replace(lost, relied_on=True)) == "✗ no such name"

    def test_two_addresses_of_one_name(self) -> None:
        six = reports.attempt("host", "localhost:1", "refused", resolved="::1")
        four = reports.attempt(
            "host", "localhost:1", "answered", resolved="127.0.0.1", protocol="redis"
        )
        assert self.of(six, four) == "✓ Redis via 127.0.0.1"
        assert self.of(four, four) == "✓ Redis"
        assert self.of(six, six) == "✗ refused"

    def test_an_answer_that_serves_nobody_shows_its_status(self) -> None:
        page = reports.attempt("host", "web:80", "answered", protocol="http", code="404")
        assert self.of(replace(page, served=False)) == "! HTTP 404"
        assert self.of(page) == "✓ HTTP"
        assert self.of(replace(page, served=False, refusal="no")) == "! HTTP refuses service"

    def test_what_was_said_to_compare_does_not_count_where_somebody_relies_on_it(self) -> None:
        own = reports.attempt("host", "web:80", "accepted-then-closed", relied_on=True)
        other = reports.attempt("host", "web:80", "answered", protocol="http", asked="host x")
        assert self.of(other, own) == "✗ accepted, then closed"
        assert self.of(other) == "✓ HTTP"

    def test_a_missing_address_of_a_name_that_has_another(self) -> None:
        six = reports.attempt("host", "localhost:1", "address-unavailable", resolved="::1")
        four = reports.attempt("host", "localhost:1", "refused", resolved="127.0.0.1")
        assert self.of(six, four) == "✗ refused"
        assert self.of(six) == "✗ no such address here"

    def test_a_server_that_refuses_service_is_no_tick(self) -> None:
        no = reports.attempt("host", "db:1", "answered", protocol="redis", refusal="DENIED")
        assert self.of(no) == "! Redis refuses service"


class TestMatrix:
    def test_nothing_tried_is_no_table(self) -> None:
        assert matrix(reports.report(), TextLayout(width=80)) == []

    @pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
    def test_at_most_four_vantages_and_the_rest_counted(self, width: int) -> None:
        shown = text(reports.forty_vantages(), width)
        heads = next(row for row in shown.splitlines() if row.lstrip().startswith("from "))
        columns = len(re.findall(r"\bfrom ", heads))
        assert 2 <= columns <= 4
        assert f"+{43 - columns} more vantages, -v shows all" in shown

    def test_verbose_shows_every_vantage(self) -> None:
        shown = text(reports.forty_vantages(), 80, verbose=True)
        assert all(f"from worker-{number:02}" in shown for number in range(40))
        assert "more vantages" not in shown

    def test_the_interesting_rows_stay(self) -> None:
        noise = tuple(reports.refused("host", f"10.0.0.{n}:5432") for n in range(1, 30))
        sample = reports.localhost_in_container()
        answering = tuple(reports.postgres("service:x", f"10.1.0.{n}:5432") for n in range(9))
        tries = noise[:9] + answering + sample.attempts
        shown = text(reports.localhost_in_container(attempts=tries))
        assert "  db:5432  " in shown
        assert "10.0.0" not in shown
        shown = text(reports.localhost_in_container(attempts=noise + sample.attempts))
        assert "  db:5432  " in shown
        rows = len({a.address for a in sample.attempts})
        assert f"+{29 + rows - MOST_ROWS} more addresses, -v shows all" in shown
        one_more = noise[: MOST_ROWS + 1 - rows]
        shown = text(reports.localhost_in_container(attempts=one_more + sample.attempts))
        assert "+1 more address, -v shows all" in shown

    def test_why_something_was_not_tried(self) -> None:
        untried = reports.attempt(reports.API, "db:5432", "not-tried", reason="api has exited")
        assert "– api has exited" in text(reports.report(attempts=(untried,)))

    def test_a_long_reason_stands_below_the_table(self) -> None:
        long = "the probe could not be started there"
        untried = reports.attempt(reports.API, "db:5432", "not-tried", reason=long)
        assert f"not tried from api: {long}" in text(reports.report(attempts=(untried,)))

    def test_a_reason_of_something_tried_is_not_told_here(self) -> None:
        tries = (reports.attempt("host", "db:1", "timed-out", reason="the deadline passed"),)
        rows = matrix(reports.report(attempts=tries), TextLayout(width=80))
        assert "deadline" not in str(rows)


def test_the_server_stands_before_those_who_have_nothing_to_do_with_it() -> None:
    tries = [reports.attempt("host", "localhost:1", "refused")]
    tries += [reports.attempt(f"service:by{n}", "127.0.0.1:1", "refused") for n in range(4)]
    tries += [reports.attempt("service:server", "127.0.0.1:1", "answered", protocol="redis")]
    rows = matrix(reports.report(attempts=tuple(tries)), TextLayout(width=100))
    head = "".join(words for words, _ in rows[0])
    assert "from server" in head
    assert "from by3" not in head
