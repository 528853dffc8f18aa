"""A conversation with every address of a look: what is asked, and asked again. Pure.

The caller says how a batch is exchanged, so that probes and own sockets have the same
conversation. Only the choice of hellos may live here; outcomes are `classify`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from containerloop import protocols
from containerloop.facts import Attempt, Resolution, Transport
from containerloop.observe.classify import attempt, expected, nameless, resolution
from containerloop.observe.probe.records import NameRecord, Record, TryRecord
from containerloop.observe.probe.requests import AttemptRequest
from containerloop.plan.values import PlannedAttempt
from containerloop.protocols.mismatch import other_languages

_MATRIX_MS = 1000
"""Addresses that nobody relies on are not worth a longer wait."""
_REPLY_MS = 1000
"""An answer takes milliseconds; to a guess, and over UDP, silence is what is to be expected."""
_ANYBODY = b"\n"
"""To an unknown UDP server: an empty datagram is one that the engine's proxy does not pass on."""

Exchange = Callable[[Sequence[AttemptRequest]], Iterable[Record]]


def converse(
    vantage: str, tries: Sequence[PlannedAttempt], timeout_s: float, exchange: Exchange
) -> tuple[tuple[Attempt, ...], tuple[Resolution, ...]]:
    """AttemptRequest every try; ask again, in other words, who hung up on a guess."""
    records = list(exchange([_dial(n, t, timeout_s) for n, t in enumerate(tries)]))
    dialled = [r for r in records if isinstance(r, TryRecord)]
    unsaid = [r for r in dialled if _accepted_without_reply(tries[r.id], r)]
    better = _retried(tries, unsaid, timeout_s, exchange) if unsaid else {}
    made: list[tuple[int, Attempt]] = []
    led: list[Resolution] = []
    for record in records:
        if isinstance(record, TryRecord):
            again, spoken = better.get((record.id, record.addr), (record, None))
            made.append((record.id, attempt(vantage, tries[record.id], again, spoken)))
        elif isinstance(record, NameRecord):
            led.append(resolution(tries[record.id].address.host, record))
            if not record.addrs:
                made.append((record.id, nameless(vantage, tries[record.id], record)))
    made.sort(key=lambda numbered: numbered[0])
    return tuple(each for _, each in made), tuple(led)


def _dial(number: int, wanted: PlannedAttempt, timeout_s: float) -> AttemptRequest:
    address, known = wanted.address, expected(wanted)
    full = int(timeout_s * 1000)
    connect_ms = full if wanted.expected else min(full, _MATRIX_MS)
    if address.transport is Transport.UDP:
        return AttemptRequest(
            id=number,
            host=address.host,
            port=address.port,
            transport="udp",
            connect_ms=connect_ms,
            reply_ms=min(full, _REPLY_MS),
            first=(known.udp_hello if known else None) or _ANYBODY,
        )
    hello = protocols.hello_of(known, str(address))
    # a web page that is made while one waits may take seconds; who relies on it would wait
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
    """Accepted and not a word: what was said may be another language than the server's."""
    tcp = wanted.address.transport is Transport.TCP
    return tcp and record.stage == "reply" and not record.data


def _other_protocols(wanted: PlannedAttempt) -> tuple[protocols.Protocol, ...]:
    if wanted.scheme is None or protocols.by_scheme(wanted.scheme) is None:
        return protocols.second_tries(expected(wanted), wanted.hint)
    port = wanted.port_there or wanted.address.port
    return other_languages(wanted.scheme, port, wanted.hint)


def _retried(
    tries: Sequence[PlannedAttempt],
    unsaid: Sequence[TryRecord],
    timeout_s: float,
    exchange: Exchange,
) -> dict[tuple[int, str], tuple[TryRecord, protocols.Protocol]]:
    """What answered to another hello, by try and address, with the language it answered in."""
    asked: list[tuple[TryRecord, protocols.Protocol]] = [
        (record, other) for record in unsaid for other in _other_protocols(tries[record.id])
    ]
    dials = []
    for number, (record, other) in enumerate(asked):
        again = PlannedAttempt(tries[record.id].address, scheme=next(iter(other.schemes), None))
        first = _dial(number, again, timeout_s)
        dials.append(
            AttemptRequest(
                id=number,
                host=record.addr,
                port=first.port,
                connect_ms=_MATRIX_MS,
                reply_ms=first.reply_ms,
                greet_ms=first.greet_ms,
                first=first.first,
                then=first.then,
            )
        )
    found: dict[tuple[int, str], tuple[TryRecord, protocols.Protocol]] = {}
    for said in exchange(dials) if dials else ():
        if isinstance(said, TryRecord) and said.data:
            record, other = asked[said.id]
            if not _complains(expected(tries[record.id]), other, said.data):
                found.setdefault((record.id, record.addr), (said, other))
    return found


def _complains(first: protocols.Protocol | None, other: protocols.Protocol, reply: bytes) -> bool:
    """Whether a server that hung up on its own language says in it that it knows no other.

    It answers nobody who speaks to it as it should: an nginx that returns 444 to a call
    says "400 Bad Request" to a TLS hello.
    """
    read = protocols.identify(reply, other)
    if first is None or read is None:
        return False
    return first is not other and read.protocol == first.key
