"""From a probe's record of one attempt to an attempt with its outcome. Pure.

Whether a connection was answered is decided here and nowhere else. A connect alone is not
an answer: the proxy of a published port accepts before it connects to the server.
"""

from __future__ import annotations

import errno

from containerloop import protocols
from containerloop.facts import Address, Attempt, Onward, Outcome, Resolution, Transport
from containerloop.observe.probe.records import NameRecord, TryRecord
from containerloop.plan.values import PlannedAttempt
from containerloop.protocols.servers import http

_BY_ERRNO = {
    errno.ECONNREFUSED: Outcome.REFUSED,
    errno.ETIMEDOUT: Outcome.TIMED_OUT,
    errno.EHOSTUNREACH: Outcome.HOST_UNREACHABLE,
    errno.EHOSTDOWN: Outcome.HOST_UNREACHABLE,
    errno.ENETUNREACH: Outcome.NETWORK_UNREACHABLE,
    errno.EADDRNOTAVAIL: Outcome.ADDRESS_UNAVAILABLE,
    errno.EAFNOSUPPORT: Outcome.ADDRESS_UNAVAILABLE,
    errno.ECONNRESET: Outcome.ACCEPTED_THEN_RESET,
    errno.EPIPE: Outcome.ACCEPTED_THEN_RESET,
}
_NXDOMAIN = 3


def attempt(
    vantage: str,
    wanted: PlannedAttempt,
    record: TryRecord,
    retried_as: protocols.Protocol | None = None,
) -> Attempt:
    """One dialled address as an attempt; `retried_as` is the protocol of a second try."""
    sent = retried_as or expected_protocol(wanted)
    answer = protocols.identify(record.data, sent) if record.data else None
    outcome = Outcome.ANSWERED if record.data else _outcome_without_reply(wanted, record)
    return Attempt(
        vantage=vantage,
        address=wanted.address,
        resolved=record.addr,
        outcome=outcome,
        protocol=answer.protocol if answer else None,
        banner=answer.banner or None if answer else _unknown_protocol(record.data),
        refusal=answer.refusal if answer else None,
        code=answer.code if answer else None,
        errno=errno.errorcode.get(record.errno) if record.errno else None,
        ms=round((record.first_us or record.end_us) / 1000, 1),
        scheme=wanted.scheme,
        opening=wanted.opening,
        onward=tuple(_onward(place, wanted) for place in answer.onward) if answer else (),
        missing=_missing(record, answer),
    )


def _missing(record: TryRecord, answer: protocols.Answer | None) -> int:
    """How much of an announced reply had not come while the connection stayed open."""
    cut = record.end == "reply" and answer is not None and answer.protocol == "http"
    return http.missing(record.data) if cut else 0


def _onward(place: protocols.Place, wanted: PlannedAttempt) -> Onward:
    """The place as an address; the same server keeps its address and its scheme."""
    if place.host is None:
        scheme = place.scheme or wanted.scheme
        return Onward(address=wanted.address, by=place.by, scheme=scheme, opening=place.opening)
    address = Address(host=place.host, port=place.port)
    return Onward(address=address, by=place.by, scheme=place.scheme, opening=place.opening)


def expected_protocol(wanted: PlannedAttempt) -> protocols.Protocol | None:
    """The protocol that the server is likely to speak; None if nothing suggests one."""
    port = wanted.port_there or wanted.address.port
    return protocols.expected(wanted.scheme, port, wanted.hint)


def _unknown_protocol(data: bytes) -> str | None:
    return f"{len(data)} bytes of an unknown protocol" if data else None


def _outcome_without_reply(wanted: PlannedAttempt, record: TryRecord) -> Outcome:
    if record.stage == "connect":
        return _connect_failure(record)
    if record.end == "eof":
        return Outcome.ACCEPTED_THEN_CLOSED
    if record.end in ("reset", "error"):
        if wanted.address.transport is Transport.UDP:
            return _connect_failure(record)
        return Outcome.ACCEPTED_THEN_RESET
    if wanted.address.transport is Transport.UDP or expected_protocol(wanted) is not None:
        return Outcome.SILENT
    return Outcome.OPEN


def _connect_failure(record: TryRecord) -> Outcome:
    if record.end == "timeout":
        return Outcome.TIMED_OUT
    # other errnos are a local refusal to send (EPERM, EACCES)
    return _BY_ERRNO.get(record.errno, Outcome.HOST_UNREACHABLE)


def not_tried(vantage: str, wanted: PlannedAttempt, reason: str) -> Attempt:
    """An attempt that was planned and left out."""
    return Attempt(
        vantage=vantage,
        address=wanted.address,
        outcome=Outcome.NOT_TRIED,
        reason=reason,
        opening=wanted.opening,
        scheme=wanted.scheme,
    )


def unresolved(vantage: str, wanted: PlannedAttempt, record: NameRecord) -> Attempt:
    """An attempt that ended at the name: it has no address."""
    return Attempt(
        vantage=vantage,
        address=wanted.address,
        outcome=_name_outcome(record),
        errno=errno.errorcode.get(record.errno) if record.errno else None,
        ms=round(record.us / 1000, 1),
        reason=_unreadable_file(record),
        scheme=wanted.scheme,
        opening=wanted.opening,
    )


def _unreadable_file(record: NameRecord) -> str | None:
    """Why the name was not looked up: it may be in the part of a file that could not be read."""
    name = {"hosts": "/etc/hosts", "conf": "/etc/resolv.conf"}.get(record.source)
    if name is None or not record.errno:
        return None
    code = errno.errorcode.get(record.errno, str(record.errno))
    return f"{name} cannot be read completely ({code}), so the name was not looked up"


def _name_outcome(record: NameRecord) -> Outcome:
    """NXDOMAIN and a name without addresses are answers; anything else is a server failure."""
    if _unreadable_file(record):
        return Outcome.NOT_TRIED
    found_nothing = record.rcode in (0, _NXDOMAIN) and record.errno == 0
    return Outcome.NAME_NOT_FOUND if found_nothing else Outcome.NAME_SERVER_FAILED


def resolution(name: str, record: NameRecord) -> Resolution:
    """What a name resolved to, as a fact."""
    source = {"builtin": "hosts", "conf": "none"}.get(record.source, record.source)
    return Resolution(
        name=name,
        addresses=record.addrs,
        source=source,
        ms=round(record.us / 1000, 1),
    )
