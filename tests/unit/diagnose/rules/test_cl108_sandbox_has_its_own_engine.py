"""CL108 sandbox-has-its-own-engine: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.diagnose.trials import Untriable
from containerloop.facts import Address
from tests.support.rule_worlds import finding
from tests.support.sandbox_worlds import (
    OUTSIDE,
    asked,
    blocked,
    kept_in,
    sandbox,
    served_outside,
)

CALLED = f"http://{OUTSIDE}:11434"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\n\r\n404 page not found\n"
NOBODY_THERE = b"HTTP/1.1 502 Bad Gateway\r\n\r\ndial tcp 127.0.0.1:11434: connection refused"


@pytest.mark.parametrize(
    "outcome", ["timed-out", "refused", "name-not-found", "accepted-then-closed"]
)
def test_a_port_outside_that_the_policy_forbids(outcome: str) -> None:
    (found,) = kept_in(outcome=outcome).report(CALLED, "host").findings
    assert found.code == "CL108"
    assert found.summary == (
        "the network policy of the sandbox shop-box does not let host.docker.internal:11434 out"
    )
    assert 'says: "Blocked' not in found.evidence[0].saw
    assert '"Blocked by network policy: domain localhost:11434"' in found.evidence[1].saw


def remedy(reply: bytes) -> str:
    (only,) = finding(kept_in(reply), CALLED, "CL108", "host").remedies
    assert isinstance(only.trial, Untriable)
    return only.summary


def test_whose_rule_it_is_decides_what_lifts_it() -> None:
    allow = "outside the sandbox, run sbx policy allow network --sandbox shop-box localhost:11434"
    assert remedy(blocked("localhost:11434")) == allow
    corporate = blocked(
        "localhost:11434", '  rule: "x" (domain, deny)', "  origin: corporate policy"
    )
    ours = blocked("localhost:11434", "  origin: local policy", "  detail: no")
    assert remedy(ours) == allow
    ask = "ask who manages your organization's sandbox policy to allow localhost:11434"
    assert remedy(corporate) == ask
    head = b"HTTP/1.1 403 Forbidden\r\n\r\n"
    assert remedy(head + b"Blocked by org policy\n") == ask
    assert "sbx policy rm network" in remedy(head + b"Blocked by local rule for localhost:11434\n")


def test_a_database_is_asked_for_by_a_tunnel() -> None:
    world = sandbox()
    world.attempt("host", f"{OUTSIDE}:5432", "accepted-then-closed", resolved="169.254.1.1")
    asked(world, 5432, blocked("localhost:5432"), tunnel=True)
    assert world.codes(f"{OUTSIDE}:5432", "host") == ["CL108"]


def test_a_tunnel_that_is_opened_says_nothing() -> None:
    world = sandbox()
    world.attempt("host", f"{OUTSIDE}:5432", "accepted-then-closed", resolved="169.254.1.1")
    asked(world, 5432, b"HTTP/1.1 200 OK\r\n\r\n", tunnel=True)
    assert "CL108" not in world.codes(f"{OUTSIDE}:5432", "host")


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 403 Forbidden\r\n\r\n",
        b"HTTP/1.1 403 Forbidden\r\n\r\n<p>Blocked by network policy: domain x",
        b"HTTP/1.1 200 OK\r\n\r\nBlocked by network policy: domain localhost:11434",
        NOBODY_THERE,
        NOT_FOUND,
    ],
    ids=["another 403", "a page that quotes it", "a page", "nobody there", "another page"],
)
def test_other_answers_of_the_proxy(reply: bytes) -> None:
    assert "CL108" not in kept_in(reply).codes(CALLED, "host")


def test_a_proxy_that_does_not_answer() -> None:
    world = sandbox()
    world.attempt("host", f"{OUTSIDE}:11434", "timed-out", scheme="http")
    asked(world, 11434, None)
    assert "CL108" not in world.codes(CALLED, "host")


@pytest.mark.parametrize(
    "machine",
    [
        {"sandbox": None},
        {"sandbox_proxy": None},
        {"sandbox_proxy": Address(host="host.docker.internal", port=3128)},
    ],
)
def test_anywhere_but_in_a_sandbox_with_that_proxy(machine: dict[str, Any]) -> None:
    world = kept_in()
    world.machine |= machine
    assert "CL108" not in world.codes(CALLED, "host")


def test_the_words_for_another_port() -> None:
    world = sandbox()
    world.attempt("host", f"{OUTSIDE}:11434", "timed-out", scheme="http")
    asked(world, 11435, blocked("localhost:11435"))
    assert "CL108" not in world.codes(CALLED, "host")


def test_what_is_served_is_no_failure() -> None:
    world = kept_in(outcome="answered")
    last = world.attempts.pop(0)
    world.attempt("host", f"{OUTSIDE}:11434", "answered", protocol="http", code="200",
                  scheme=last.scheme, banner="HTTP/1.1 200 OK")  # fmt: skip
    assert world.codes(CALLED, "host") == []


def answered_itself(vantage: str = "host", host: str = OUTSIDE) -> Any:
    """The proxy stands in the way of the call itself, and answers in the server's place."""
    world = sandbox()
    asked(world, 11434, blocked(f"{host}:11434"))
    said = world.attempts.pop()
    world.attempt(vantage, f"{host}:11434", "answered", protocol="http", code="403", scheme="http",
                  refusal=said.refusal, banner=said.banner, resolved="169.254.1.1")  # fmt: skip
    return world


@pytest.mark.parametrize("vantage", ["host", "service:web"])
def test_an_answer_of_the_proxy_is_none_of_the_server(vantage: str) -> None:
    report = answered_itself(vantage).report(CALLED, vantage)
    assert report.verdict == "unreachable"
    assert [f.code for f in report.findings] == ["CL108"]
    assert "Blocked by network policy" in str(report.findings[0].evidence)


def test_another_host_is_allowed_by_its_own_name() -> None:
    world = answered_itself(host="192.168.1.30")
    (only,) = finding(world, "http://192.168.1.30:11434", "CL108", "host").remedies
    assert only.summary.endswith("--sandbox shop-box 192.168.1.30:11434")


def test_those_words_outside_of_a_sandbox_are_a_server_s() -> None:
    world = answered_itself()
    world.machine = {}
    assert "CL108" not in world.codes(CALLED, "host")


def test_a_server_that_runs_outside() -> None:
    (found,) = served_outside().report("localhost:11434", "host").findings
    assert found.code == "CL108"
    assert found.summary.startswith("the server on port 11434 runs outside the sandbox shop-box")
    (only,) = finding(served_outside(), "localhost:11434", "CL108", "host").remedies
    assert only.address == Address(host=OUTSIDE, port=11434)


@pytest.mark.parametrize("reply", [blocked("localhost:11434"), NOBODY_THERE, NOT_FOUND])
def test_nobody_who_is_known_to_have_started_it_outside(reply: bytes) -> None:
    assert served_outside(reply).codes("localhost:11434", "host") == ["CL212"]


@pytest.mark.parametrize("outcome", ["timed-out", "accepted-then-closed", "silent"])
def test_a_port_that_somebody_in_the_sandbox_has(outcome: str) -> None:
    world = served_outside()
    world.attempts.pop(0)
    world.attempt("host", "localhost:11434", outcome, resolved="127.0.0.1")
    assert "CL108" not in world.codes("localhost:11434", "host")


def test_a_service_of_the_project_that_does_not_publish_it() -> None:
    world = served_outside()
    world.container("ollama", listens=["0.0.0.0:11434"])
    assert "CL108" not in world.codes("localhost:11434", "host")


def test_a_container_that_nobody_could_look_into_may_be_meant() -> None:
    world = served_outside()
    world.container("ollama", listens=None)
    report = world.report("localhost:11434", "host")
    assert "CL108" not in [f.code for f in report.findings]
    assert "CL108" in [n.code for n in report.not_checked]


def test_a_port_that_a_container_of_the_sandbox_publishes() -> None:
    world = served_outside()
    world.container("ollama", publishes=["11434:80"], listens=[])
    assert "CL108" not in world.codes("localhost:11434", "host")


def test_a_container_s_localhost_is_the_container() -> None:
    world = served_outside()
    world.attempt("service:web", "localhost:11434", "refused", resolved="127.0.0.1")
    assert "CL108" not in world.codes("localhost:11434", "service:web")
