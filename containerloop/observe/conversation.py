"""A conversation with every address of a look: what is sent, and sent on a second try. Pure.

The caller passes the function that exchanges a batch, so that probes and own sockets have the
same conversation. Only the choice of hellos belongs here; outcomes are `classify`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from containerloop import protocols
from containerloop.facts import Attempt, Resolution, Transport
from containerloop.observe.classify import (
    attempt,
    expected_protocol,
    not_tried,
    resolution,
    unresolved,
)
from containerloop.observe.first_calls import NOT_ACCEPTED, FirstCalls
from containerloop.observe.probe.records import NameRecord, Record, TryRecord
from containerloop.observe.probe.requests import AttemptRequest
from containerloop.plan.values import PlannedAttempt, ServerPlace
from containerloop.protocols import Call
from containerloop.protocols.mismatch import other_languages

_COMPARISON_MS = 1000
"""Longest wait for a connection to an address that nobody relies on."""
_REPLY_MS = 1000
"""Longest wait for a reply over UDP or to a guessed hello, where silence is likely."""
_UNKNOWN_UDP_HELLO = b"\n"
"""Sent to an unknown UDP server: the engine's proxy does not forward an empty datagram."""

Exchange = Callable[[Sequence[AttemptRequest]], Iterable[Record]]


def converse(
    vantage: str,
    tries: Sequence[PlannedAttempt],
    timeout_s: float,
    exchange: Exchange,
    calls: FirstCalls | None = None,
) -> tuple[tuple[Attempt, ...], tuple[Resolution, ...]]:
    """Dial every try; repeat, in another protocol, those that accepted and did not reply.

    With `calls`, each server gets one call first, and no second one if it does not accept that.
    Raises what `exchange` raises.
    """
    made = _Made(tries, timeout_s, exchange)
    left_out = made.one_by_one(calls) if calls else made.dial(range(len(tries)))
    dialled = [r for r in made.records if isinstance(r, TryRecord)]
    names = [r for r in made.records if isinstance(r, NameRecord)]
    silent = [r for r in dialled if _accepted_without_reply(tries[r.id], r)]
    silent = [r for r in silent if not (calls and calls.hanging(tries[r.id].server))]
    retried = _retry(tries, silent, timeout_s, exchange) if silent else {}
    numbered = [(n, not_tried(vantage, tries[n], NOT_ACCEPTED)) for n in left_out]
    for record in dialled:
        best, retried_as = retried.get((record.id, record.addr), (record, None))
        numbered.append((record.id, attempt(vantage, tries[record.id], best, retried_as)))
    for name in names:
        if not name.addrs:
            numbered.append((name.id, unresolved(vantage, tries[name.id], name)))
    numbered.sort(key=lambda each: each[0])
    resolutions = tuple(resolution(tries[name.id].address.host, name) for name in names)
    return tuple(each for _, each in numbered), resolutions


@dataclass(slots=True)
class _Made:
    """The calls that were made so far, as records with the numbers of their tries."""

    tries: Sequence[PlannedAttempt]
    timeout_s: float
    exchange: Exchange
    records: list[Record] = field(default_factory=list)

    def dial(self, numbers: Iterable[int]) -> list[int]:
        """Make these calls, all at once; none is left out."""
        requests = [request_of(n, self.tries[n], self.timeout_s) for n in numbers]
        self.records += self.exchange(requests) if requests else ()
        return []

    def one_by_one(self, calls: FirstCalls) -> list[int]:
        """Make one call to each server, then the others; the numbers of those left out."""
        first, later = calls.divide(self.tries)
        servers = {s for n in first if (s := self.tries[n].server)}
        try:
            with calls.watched(servers):
                self.dial(first)
        finally:
            for server in servers:
                calls.heard(server, mute=self._mute(server))
        left_out = [n for n in later if calls.hanging(self.tries[n].server)]
        self.dial(n for n in later if n not in left_out)
        return left_out

    def _mute(self, server: ServerPlace) -> bool:
        """Whether a server accepted its first call and said nothing."""
        made = [r for r in self.records if isinstance(r, TryRecord)]
        there = [r for r in made if self.tries[r.id].server == server]
        answered = any(r.data for r in there)
        return not answered and any(
            _accepted_without_reply(self.tries[r.id], r) and r.end == "deadline" for r in there
        )


def request_of(number: int, wanted: PlannedAttempt, timeout_s: float) -> AttemptRequest:
    """The first call of a try, as a request to a probe."""
    address, known = wanted.address, expected_protocol(wanted)
    full = int(timeout_s * 1000)
    connect_ms = full if wanted.expected else min(full, _COMPARISON_MS)
    if address.transport is Transport.UDP:
        return AttemptRequest(
            id=number,
            host=address.host,
            port=address.port,
            transport="udp",
            connect_ms=connect_ms,
            reply_ms=min(full, _REPLY_MS),
            first=(known.udp_hello if known else None) or _UNKNOWN_UDP_HELLO,
        )
    hello = protocols.hello_of(known, Call(str(address), wanted.scheme, wanted.opening))
    # a page that is made on request may take seconds, and its real client waits for it
    relied = wanted.expected and known is not None
    return AttemptRequest(
        id=number,
        host=address.host,
        port=address.port,
        connect_ms=connect_ms,
        reply_ms=full if relied else min(full, _REPLY_MS),
        greet_ms=hello.greet_ms,
        first=hello.first,
        then=hello.then or None,
    )


def _accepted_without_reply(wanted: PlannedAttempt, record: TryRecord) -> bool:
    """Whether it was accepted and not answered: the server may speak another protocol."""
    tcp = wanted.address.transport is Transport.TCP
    return tcp and record.stage == "reply" and not record.data


def _other_protocols(wanted: PlannedAttempt) -> tuple[protocols.Protocol, ...]:
    if wanted.scheme is None or protocols.by_scheme(wanted.scheme) is None:
        return protocols.second_tries(expected_protocol(wanted), wanted.hint)
    port = wanted.port_there or wanted.address.port
    return other_languages(wanted.scheme, port, wanted.hint)


def _retry(
    tries: Sequence[PlannedAttempt],
    silent: Sequence[TryRecord],
    timeout_s: float,
    exchange: Exchange,
) -> dict[tuple[int, str], tuple[TryRecord, protocols.Protocol]]:
    """The replies to another protocol's hello, with that protocol, by try and address."""
    retries: list[tuple[TryRecord, protocols.Protocol]] = [
        (record, other) for record in silent for other in _other_protocols(tries[record.id])
    ]
    requests = []
    for number, (record, other) in enumerate(retries):
        again = PlannedAttempt(tries[record.id].address, scheme=next(iter(other.schemes), None))
        request = request_of(number, again, timeout_s)
        requests.append(
            AttemptRequest(
                id=number,
                host=record.addr,
                port=request.port,
                connect_ms=_COMPARISON_MS,
                reply_ms=request.reply_ms,
                greet_ms=request.greet_ms,
                first=request.first,
                then=request.then,
            )
        )
    found: dict[tuple[int, str], tuple[TryRecord, protocols.Protocol]] = {}
    for reply_record in exchange(requests) if requests else ():
        if isinstance(reply_record, TryRecord) and reply_record.data:
            record, other = retries[reply_record.id]
            if not _rejects_other_protocol(
                expected_protocol(tries[record.id]), other, reply_record.data
            ):
                found.setdefault((record.id, record.addr), (reply_record, other))
    return found


def _rejects_other_protocol(
    first: protocols.Protocol | None, other: protocols.Protocol, reply: bytes
) -> bool:
    """Whether the server replies to another protocol's hello that it speaks only the first one.

    That does not make it answer a correct call: an nginx that returns 444 (closes without
    a reply) to every call still says "400 Bad Request" to a TLS hello.
    """
    read = protocols.identify(reply, other)
    if first is None or read is None:
        return False
    return first is not other and read.protocol == first.key
