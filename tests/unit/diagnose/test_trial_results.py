"""What a trial shows of its remedy, beside how the call fared before."""

from typing import Any

import pytest

from containerloop.diagnose.file_change import FileChange, Reworded
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.symptom import Symptom
from containerloop.diagnose.trial_results import FORBIDDEN, as_told
from containerloop.diagnose.trials import Dial, Publish, Rebind, Trial
from containerloop.facts import Address, Attempt, Outcome, Proof
from containerloop.plan.values import Expectation, Strength
from containerloop.prove.judge import judge

DB = Address(host="db", port=5432)
DIAL = Dial(vantage="service:api", address=DB)


def attempt(outcome: str, **more: Any) -> Attempt:
    return Attempt(vantage="service:api", address=DB, outcome=Outcome(outcome), **more)


def symptom(outcome: str) -> Symptom:
    expectation = Expectation(vantage="service:api", address=DB, strength=Strength.ASKED)
    before = attempt(outcome)
    return Symptom(expectation, (before,), before.outcome)


def relay(listen_on: str = "172.18.0.2", loopback: str = "127.0.0.1") -> Rebind:
    return Rebind(
        container="id", listen_on=listen_on, port=5432, vantage="host", address=DB,
        server=Address(host=loopback, port=5432),
    )  # fmt: skip


def told(
    before: str, after: str, *, trial: Trial = DIAL, warning: bool = False,
    said: dict[str, Any] | None = None, **more: Any,
) -> Proof:  # fmt: skip
    proposal = Proposal(summary="use db:5432", trial=trial, **more)
    proof = judge([attempt(after, **(said or {}))], None)
    return as_told(proof, proposal, symptom(before), warning=warning)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("refused", "refused"), ("timed-out", "timed-out"), ("timed-out", "host-unreachable"),
        ("name-not-found", "name-server-failed"), ("accepted-then-closed", "accepted-then-reset"),
        ("accepted-then-closed", "silent"),
    ],
)  # fmt: skip
def test_what_fails_as_before_does_not_help(before: str, after: str) -> None:
    assert told(before, after).status == "refuted"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("refused", "timed-out"), ("refused", "name-not-found"), ("timed-out", "refused"),
        ("name-not-found", "timed-out"), ("refused", "accepted-then-closed"),
        ("address-unavailable", "refused"),
    ],
)  # fmt: skip
def test_what_fails_otherwise_met_a_second_fault(before: str, after: str) -> None:
    proof = told(before, after)
    assert proof.status == "untried"
    assert proof.reason is not None
    assert proof.reason.startswith(f"now {after.replace('-', ' ')} instead of ")


def test_a_page_that_is_forbidden_to_a_stranger_is_a_second_fault() -> None:
    forbidden = {"protocol": "http", "code": "403"}
    inside: tuple[Trial, ...] = (relay(), Publish(container="id", port=80, loopback="127.0.0.1"))
    for trial in inside:
        proof = told("refused", "answered", trial=trial, said=forbidden)
        assert (proof.status, proof.reason) == ("untried", FORBIDDEN)
    # without a relay that stands before the server's own localhost, the call is what it will be
    for trial in (DIAL, Publish(container="id", port=80, loopback=None)):
        assert told("refused", "answered", trial=trial, said=forbidden).status == "proven"
    for said in ({"protocol": "http", "code": "401"}, {"protocol": "ldap", "code": "403"}):
        assert told("refused", "answered", trial=relay(), said=said).status == "proven"


def test_a_guessed_server_that_does_not_answer_is_not_the_one() -> None:
    assert told("refused", "accepted-then-closed", guess=True).status == "refuted"
    assert told("refused", "silent", guess=True).status == "refuted"
    assert told("refused", "timed-out", guess=True).status == "untried"


def test_another_server_than_the_one_demanded_is_no_second_fault() -> None:
    proof = judge([attempt("answered", protocol="redis")], "postgres")
    assert proof.status == "refuted"
    assert as_told(proof, Proposal(summary="", trial=DIAL), symptom("refused")) == proof


def test_a_warnings_remedy_is_not_for_what_fails_beside_it() -> None:
    proof = told("accepted-then-closed", "accepted-then-closed", warning=True)
    assert proof.status == "untried"
    assert proof.reason == "it does not answer yet, with or without this change"
    assert told("answered", "refused", warning=True).status == "refuted"


def test_a_server_that_refuses_the_caller_is_the_end_of_the_path() -> None:
    said = {"protocol": "redis", "code": "DENIED", "refusal": "DENIED protected mode"}
    proof = told("refused", "answered", trial=relay(), said=said)
    assert proof.status == "untried"
    assert proof.reason == "the path works, and then Redis refuses: DENIED protected mode"


@pytest.mark.parametrize(
    ("trial", "protocol", "open_question"),
    [
        (relay(), "redis", False), (relay(), "mysql", False), (relay(), None, False),
        (relay(), "postgresql", True), (relay(), "amqp", True), (relay(), "mqtt", True),
        (relay(loopback="::1"), "redis", True), (relay("fd00::2", "::1"), "redis", False),
        (Publish(container="id", port=5432, loopback="127.0.0.1"), "redis", False),
        (Publish(container="id", port=5432, loopback="::1"), "redis", True),
        (Publish(container="id", port=5432), "postgresql", False), (DIAL, "postgresql", False),
    ],
)  # fmt: skip
def test_a_relay_proves_the_path_and_says_what_it_leaves_open(
    trial: Trial, protocol: str | None, open_question: bool
) -> None:
    proof = told("refused", "answered", trial=trial, said={"protocol": protocol})
    assert proof.status == "proven"
    assert ("admits other callers was not tested" in (proof.reason or "")) is open_question


PATCH = FileChange(edits=(Reworded(file="compose.yaml", line=1, was="a", parts=((0, 1, "b"),)),))


def test_half_a_change_is_not_proven_by_a_relay_that_does_the_other_half() -> None:
    first: dict[str, Any] = {"first": ("make db listen on 0.0.0.0",), "trial": relay()}
    proof = told("refused", "answered", whole=False, patch=PATCH, **first)
    assert proof.status == "untried"
    assert "a relay stood in for step 1" in (proof.reason or "")
    assert told("refused", "answered", whole=True, patch=PATCH, **first).status == "proven"
    assert told("refused", "answered", whole=False, **first).status == "proven"
    assert told("refused", "answered", whole=False, patch=PATCH, trial=relay()).status == "proven"
    override: dict[str, Any] = {"services": {"db": {}}}
    proof = told("refused", "answered", whole=False, override=override, **first)
    assert (proof.reason or "").startswith("a server answered while a relay stood in for step 1")
    said = {"protocol": "redis"}
    proof = told("refused", "answered", whole=False, override=override, said=said, **first)
    assert (proof.reason or "").startswith("Redis answered while")


def test_what_was_not_tried_stays_so() -> None:
    proof = Proof(status="untried", reason="it only needs time")
    assert as_told(proof, Proposal(summary="", trial=DIAL), symptom("refused")) == proof
