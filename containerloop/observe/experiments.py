"""The control experiments: test listeners on the engine's host, dialled from two sides.

Each listens on one address and a free port, for a call or two, and answers nothing. What the
comparison means is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from containerloop.errors import ProbeUnavailable
from containerloop.facts import ENGINE_HOST, Address, Attempt, Control
from containerloop.observe.classify import attempt
from containerloop.observe.own_filter import kept_in
from containerloop.observe.probe.placement import placement
from containerloop.observe.probe.records import ListenRecord, TryRecord
from containerloop.observe.probe.requests import AttemptRequest, Drop, Listen
from containerloop.observe.probe.session import ProbeSession
from containerloop.observe.probe.session_pool import SessionPool
from containerloop.observe.thread_pool import threads
from containerloop.plan.values import EngineHost, Experiment, PlannedAttempt

MOST_AT_ONCE = 16
"""The most listeners that one probe can have. Each is dialled only twice: it never accepts, and
a full queue would look like a firewall's DROP."""
_MARGIN_S = 5.0
_CONNECT_MS = 1300
"""Enough for the second packet, which leaves after one second, on the same machine."""


def run_experiments(
    experiments: Sequence[Experiment], sessions: SessionPool
) -> tuple[Control, ...]:
    """The result of each experiment; those where no probe could listen or dial are left out.

    They run at the same time, so that together they take as long as one.
    """
    possible = [e for e in experiments if sessions.get(e.vantage) is not None]
    made: list[Control] = []
    for begin in range(0, len(possible), MOST_AT_ONCE):
        try:
            with sessions.temporary(placement(EngineHost())) as listening:
                made += _run_batch(possible[begin : begin + MOST_AT_ONCE], listening, sessions)
        except ProbeUnavailable:
            break
    return tuple(made)


def _run_batch(
    experiments: Sequence[Experiment], listening: ProbeSession, sessions: SessionPool
) -> list[Control]:
    at = _listen(listening, experiments)
    placed = [e for e in experiments if e in at]
    if not placed:
        return []
    groups = [list(group) for _, group in groupby(sorted(placed, key=_vantage), key=_vantage)]
    try:
        with threads(len(groups)) as pool:
            calls = pool.map(lambda group: _call_from(group, at, sessions), groups)
            near = _call_all(listening, [(ENGINE_HOST, at[e]) for e in placed])
            far = {e: made for each in calls for e, made in each.items()}
    finally:
        listening.exchange([Drop(id=n) for n in range(len(experiments))], _MARGIN_S)
    return [
        Control(
            vantage=e.vantage,
            host=e.host,
            far=far[e],
            near=near[at[e]],
            kept_in=_kept_in(far[e], sessions),
        )
        for e in placed
        if e in far and at[e] in near
    ]


def _kept_in(lost: Attempt, sessions: SessionPool) -> bool:
    session = sessions.get(lost.vantage)
    try:
        return session is not None and kept_in(session, lost)
    except ProbeUnavailable:
        return False


def _vantage(experiment: Experiment) -> str:
    return experiment.vantage


def _listen(session: ProbeSession, wanted: Sequence[Experiment]) -> dict[Experiment, Address]:
    """The address of each experiment's listener; those that could not listen are left out."""
    requests = [Listen(id=n, address=e.host, port=0) for n, e in enumerate(wanted)]
    return {
        wanted[record.id]: Address(host=wanted[record.id].host, port=record.port)
        for record in session.exchange(requests, _MARGIN_S)
        if isinstance(record, ListenRecord) and record.errno == 0
    }


def _call_from(
    group: Sequence[Experiment], at: Mapping[Experiment, Address], sessions: SessionPool
) -> dict[Experiment, Attempt]:
    """The attempts of one vantage's probe; empty if the probe or its container has ended."""
    session = sessions.get(group[0].vantage)
    assert session is not None
    try:
        made = _call_all(session, [(e.vantage, at[e]) for e in group])
    except ProbeUnavailable:
        return {}
    if sessions.has_ended(group[0].vantage):  # its probe has lost the network
        return {}
    return {e: made[at[e]] for e in group if at[e] in made}


def _call_all(
    session: ProbeSession, calls: Iterable[tuple[str, Address]]
) -> dict[Address, Attempt]:
    calls = list(calls)
    requests = [
        AttemptRequest(id=n, host=a.host, port=a.port, connect_ms=_CONNECT_MS, reply_ms=100)
        for n, (_, a) in enumerate(calls)
    ]
    return {
        calls[record.id][1]: attempt(
            calls[record.id][0], PlannedAttempt(calls[record.id][1]), record
        )
        for record in session.exchange(requests, _CONNECT_MS / 1000 + _MARGIN_S)
        if isinstance(record, TryRecord)
    }
