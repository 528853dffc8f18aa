"""What the attempts of a trial prove."""

from typing import Any

import pytest

from containerloop.facts import Address, Attempt, Outcome
from containerloop.prove.judge import judge, untried


def attempt(outcome: str = "answered", **more: Any) -> Attempt:
    address = Address(host="db", port=5432)
    return Attempt(vantage="service:api", address=address, outcome=Outcome(outcome), **more)


def test_without_any_attempt_nothing_was_tried() -> None:
    assert judge((), None) == untried("the probe returned nothing")


@pytest.mark.parametrize(
    ("scheme", "protocol", "status"),
    [
        ("postgres", "postgresql", "proven"),
        ("postgres", "redis", "refuted"),
        ("postgres", None, "refuted"),
        (None, "redis", "proven"),
        (None, None, "proven"),
        ("made-up", "redis", "proven"),
    ],
)
def test_only_the_server_that_is_demanded_proves_a_fix(
    scheme: str | None, protocol: str | None, status: str
) -> None:
    proof = judge([attempt(protocol=protocol)], scheme)
    assert proof.status == status
    wrong = "a different server answered" if status == "refuted" else None
    assert proof.reason == wrong


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("answered", "proven"), ("open", "proven"), ("refused", "refuted"), ("timed-out", "refuted"),
     ("accepted-then-closed", "refuted")],
)  # fmt: skip
def test_an_outcome_proves_a_fix_only_if_the_server_was_reached(outcome: str, status: str) -> None:
    proof = judge([attempt(outcome)], None)
    assert (proof.status, proof.reason) == (status, None)


def test_of_several_addresses_one_that_is_right_is_enough() -> None:
    right = attempt(protocol="postgresql", resolved="172.18.0.3")
    wrong = attempt("refused", resolved="172.18.0.2")
    assert judge([wrong, right], "postgres").attempt == right
    assert judge([wrong, wrong], "postgres").attempt == wrong


def test_a_server_that_turns_the_client_away_is_another_fault() -> None:
    refusal = "sorry, too many clients already"
    away = attempt(protocol="postgresql", refusal=refusal, code="53300")
    proof = judge([away], "postgres")
    assert (proof.status, proof.reason, proof.attempt) == ("untried", refusal, away)
