"""The control experiment: a throw-away listener on the engine's host, dialled from two sides.

It lives for a call or two, on one address and a free port, and answers nothing. What the
comparison means is not said here.
"""

from __future__ import annotations

from containerloop.errors import ProbeUnavailable
from containerloop.facts import ENGINE_HOST, Address, Attempt, Control, Outcome
from containerloop.looks import EngineHost, Experiment, Try
from containerloop.observe.classify import attempt
from containerloop.observe.observer import Observer, placement
from containerloop.observe.records import ListenRecord, TryRecord
from containerloop.observe.session import ProbeSession
from containerloop.observe.wire import Drop, Listen
from containerloop.observe.wire import Try as Dial

_LISTENER = 901
_MARGIN_S = 5.0
_CONNECT_MS = 2000
"""Enough for a second packet after the first second, on a way of no length."""


def run(experiment: Experiment, observer: Observer) -> Control | None:
    """The experiment's outcome; None where no probe could listen or dial."""
    session = observer.open_session(experiment.vantage)
    if session is None:
        return None
    try:
        with observer.fresh(placement(EngineHost())) as listening:
            port = _listen(listening, experiment.host)
            if port is None:
                return None
            address = Address(host=experiment.host, port=port)
            try:
                far = _dialled(session, experiment.vantage, address)
                near = _dialled(listening, ENGINE_HOST, address)
            finally:
                listening.exchange([Drop(id=_LISTENER)], _MARGIN_S)
    except ProbeUnavailable:
        return None
    return Control(vantage=experiment.vantage, host=experiment.host, far=far, near=near)


def _listen(session: ProbeSession, host: str) -> int | None:
    wanted = Listen(id=_LISTENER, address=host, port=0)
    for record in session.exchange([wanted], _MARGIN_S):
        if isinstance(record, ListenRecord) and record.errno == 0:
            return record.port
    return None


def _dialled(session: ProbeSession, vantage: str, address: Address) -> Attempt:
    dial = Dial(id=0, host=address.host, port=address.port, connect_ms=_CONNECT_MS, reply_ms=100)
    for record in session.exchange([dial], _CONNECT_MS / 1000 + _MARGIN_S):
        if isinstance(record, TryRecord):
            return attempt(vantage, Try(address), record)
    return Attempt(vantage=vantage, address=address, outcome=Outcome.NOT_TRIED, reason="no answer")
