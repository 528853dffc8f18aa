"""The tests of what the engine's host forwards: the host calls where a container's call was lost.

A test listener answers nothing, and lives for a call or two. What the comparison means is not
decided here.
"""

from __future__ import annotations

from collections.abc import Sequence

from containerloop.errors import ProbeUnavailable
from containerloop.facts import ENGINE_HOST, Address, Attempt, Control
from containerloop.observe.classify import attempt
from containerloop.observe.own_filter import kept_in
from containerloop.observe.probe.placement import placement
from containerloop.observe.probe.records import ListenRecord, TryRecord
from containerloop.observe.probe.requests import AttemptRequest, Drop, Listen
from containerloop.observe.probe.session import ProbeSession
from containerloop.observe.probe.session_pool import SessionPool
from containerloop.plan.forwarding_tests import ForwardingTest
from containerloop.plan.values import EngineHost, PlannedAttempt

_MARGIN_S = 5.0
_CONNECT_MS = 1300
"""Enough for the second packet, which leaves after one second."""


def run_forwarding_tests(
    tests: Sequence[ForwardingTest], sessions: SessionPool
) -> tuple[Control, ...]:
    """The result of each test; those where no probe could stand are left out."""
    if not tests:
        return ()
    try:
        with sessions.temporary(placement(EngineHost())) as host:
            made = [_run(test, host, sessions) for test in tests]
    except ProbeUnavailable:
        return ()
    return tuple(each for each in made if each is not None)


def _run(test: ForwardingTest, host: ProbeSession, sessions: SessionPool) -> Control | None:
    led, call = test.call.resolved or "", test.call
    client = sessions.get(call.vantage)
    try:
        if test.server is None:
            there = Address(host=led, port=call.address.port)
            return _compared(client, call, led, call, _dialled(host, ENGINE_HOST, there))
        if client is None:
            return None
        with sessions.temporary(placement(test.server)) as listening:
            at = _listening(listening, led)
            far = _dialled(client, call.vantage, at) if at else None
            near = _dialled(host, ENGINE_HOST, at) if at else None
            listening.exchange([Drop(id=0)], _MARGIN_S)
        made = _compared(client, call, led, far, near)
    except ProbeUnavailable:
        return None
    # the probe of a container that has ended has lost the network
    return None if sessions.has_ended(call.vantage) else made


def _compared(
    client: ProbeSession | None,
    call: Attempt,
    led: str,
    far: Attempt | None,
    near: Attempt | None,
) -> Control | None:
    if far is None or near is None:
        return None
    kept = client is not None and kept_in(client, far)
    return Control(vantage=call.vantage, host=led, far=far, near=near, kept_in=kept)


def _listening(session: ProbeSession, host: str) -> Address | None:
    for record in session.exchange([Listen(id=0, address=host, port=0)], _MARGIN_S):
        if isinstance(record, ListenRecord) and record.errno == 0:
            return Address(host=host, port=record.port)
    return None


def _dialled(session: ProbeSession, vantage: str, address: Address) -> Attempt | None:
    request = AttemptRequest(
        id=0, host=address.host, port=address.port, connect_ms=_CONNECT_MS, reply_ms=100
    )
    for record in session.exchange([request], _CONNECT_MS / 1000 + _MARGIN_S):
        if isinstance(record, TryRecord):
            return attempt(vantage, PlannedAttempt(address), record)
    return None
