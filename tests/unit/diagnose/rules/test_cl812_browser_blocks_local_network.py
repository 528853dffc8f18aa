"""CL812 browser-blocks-local-network: where it warns, and what only looks like it."""

import pytest

from containerloop.diagnose.trials import Untriable
from tests.support.desktop_worlds import BLOCKED, blocked_by_the_browser
from tests.support.rule_worlds import trials


def test_the_server_answers_and_the_browser_said_that_it_sent_nothing() -> None:
    report = blocked_by_the_browser().report(BLOCKED)
    assert [(f.code, f.severity) for f in report.findings] == [("CL812", "warning")]
    assert (report.verdict, report.exit_status) == ("reachable", 0)
    (found,) = report.findings
    assert found.summary.startswith("localhost:8312 answers programs on this machine")
    assert found.evidence[0].saw.startswith("from this machine, localhost:8312")
    assert "app.example.com" not in repr(report)


def test_no_browser_is_opened_to_try_it() -> None:
    (trial,) = trials(blocked_by_the_browser(), BLOCKED, "CL812")
    assert isinstance(trial, Untriable)


@pytest.mark.parametrize(
    "question",
    [
        "localhost:8312",
        "8312",
        "",
        "GET http://localhost:8312/ net::ERR_CONNECTION_REFUSED",
        "Access to fetch at 'http://localhost:8312/' from origin 'https://app.example.com' has been"
        " blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present; connect"
        " ECONNREFUSED 127.0.0.1:8312",
    ],
    ids=["an address", "a port", "everything", "refused", "another fault of CORS"],
)
def test_without_the_browser_s_own_words_nothing_is_said(question: str) -> None:
    assert "CL812" not in blocked_by_the_browser().codes(question)


@pytest.mark.parametrize("outcome", ["refused", "timed-out", "accepted-then-closed", "silent"])
def test_a_server_that_does_not_answer_has_another_fault(outcome: str) -> None:
    assert "CL812" not in blocked_by_the_browser(outcome).codes(BLOCKED)


def test_a_container_is_no_browser() -> None:
    world = blocked_by_the_browser()
    world.attempts.clear()
    world.attempt(
        "service:web", "localhost:8312", "answered", resolved="127.0.0.1", protocol="http"
    )
    assert "CL812" not in world.codes(BLOCKED, "service:web")
