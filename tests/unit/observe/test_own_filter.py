"""Whether a container's own firewall keeps in what it sends."""

from collections.abc import Sequence
from typing import Any, cast

import pytest

from containerloop.facts import Address, Attempt, Outcome
from containerloop.observe.own_filter import kept_in
from containerloop.observe.probe.records import TryRecord
from containerloop.observe.probe.requests import AttemptRequest
from containerloop.observe.probe.session import ProbeSession

EPERM, ECONNREFUSED = 1, 111


class Session:
    """A probe to whose datagram the kernel says `code`."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.asked: list[Any] = []

    def exchange(self, requests: Sequence[Any], _timeout_s: float) -> list[TryRecord]:
        self.asked += requests
        return [
            TryRecord(id=0, addr="172.18.0.2", stage="reply", end="error", errno=self.code,
                      connect_us=0, end_us=9, sent=False, data_hex="", then_hex="")
        ]  # fmt: skip


def call(outcome: Outcome, resolved: str | None = "172.18.0.2") -> Attempt:
    address = Address(host="db", port=5432)
    return Attempt(vantage="service:api", address=address, outcome=outcome, resolved=resolved)


@pytest.mark.parametrize(("code", "kept"), [(EPERM, True), (ECONNREFUSED, False), (0, False)])
def test_the_kernel_tells_the_sender_of_a_datagram(code: int, kept: bool) -> None:
    session = Session(code)
    assert kept_in(cast(ProbeSession, session), call(Outcome.TIMED_OUT)) is kept
    (sent,) = session.asked
    assert isinstance(sent, AttemptRequest)
    assert (sent.host, sent.port, sent.transport, sent.first) == ("172.18.0.2", 5432, "udp", None)


@pytest.mark.parametrize("made", [call(Outcome.OPEN), call(Outcome.TIMED_OUT, None)])
def test_what_arrived_or_led_nowhere_is_not_asked_about(made: Attempt) -> None:
    session = Session(EPERM)
    assert not kept_in(cast(ProbeSession, session), made)
    assert session.asked == []
