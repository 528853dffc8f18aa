"""What is said to an address, and how long an answer is waited for."""

import pytest

from containerloop.facts import Address, Transport
from containerloop.observe.conversation import converse
from containerloop.observe.probe.requests import AttemptRequest
from containerloop.plan.values import PlannedAttempt


def test_no_datagram_is_empty() -> None:
    sent: list[AttemptRequest] = []
    for port in (53, 8125, 6379):
        wanted = PlannedAttempt(Address(host="127.0.0.1", port=port, transport=Transport.UDP))
        converse("host", [wanted], 1.0, lambda dials: sent.extend(dials) or ())  # type: ignore[func-returns-value]
    assert len(sent) == 3
    assert all(each.first for each in sent)


@pytest.mark.parametrize(
    ("wanted", "reply_ms"),
    [
        (PlannedAttempt(Address(host="web", port=8000), scheme="http", expected=True), 4000),
        (PlannedAttempt(Address(host="web", port=80), expected=True), 4000),
        (PlannedAttempt(Address(host="web", port=8000), scheme="http"), 1000),
        (PlannedAttempt(Address(host="web", port=27999), expected=True), 1000),
        (PlannedAttempt(Address(host="ns", port=53, transport=Transport.UDP), expected=True), 1000),
    ],
)
def test_an_answer_that_somebody_relies_on_is_waited_for(
    wanted: PlannedAttempt, reply_ms: int
) -> None:
    sent: list[AttemptRequest] = []
    converse("host", [wanted], 4.0, lambda dials: sent.extend(dials) or ())  # type: ignore[func-returns-value]
    assert [each.reply_ms for each in sent] == [reply_ms]
