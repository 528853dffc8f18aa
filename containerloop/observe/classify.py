"""From what a socket did to an attempt with its outcome. Pure.

Whether a connection was answered is decided here and nowhere else: a connect alone
never is, for a published port's proxy accepts before it dials.
"""

from __future__ import annotations

import errno

from containerloop import protocols
from containerloop.facts import Attempt, Outcome, Resolution, Transport
from containerloop.observe.probe.records import NameRecord, TryRecord
from containerloop.plan.values import PlannedAttempt

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
    spoken: protocols.Protocol | None = None,
) -> Attempt:
    """One dialled address as an attempt; `spoken` is the language of a second hello."""
    sent = spoken or expected(wanted)
    answer = protocols.identify(record.data, sent) if record.data else None
    outcome = Outcome.ANSWERED if record.data else _without_a_word(wanted, record)
    return Attempt(
        vantage=vantage,
        address=wanted.address,
        resolved=record.addr,
        outcome=outcome,
        protocol=answer.protocol if answer else None,
        banner=answer.banner or None if answer else _unknown(record.data),
        refusal=answer.refusal if answer else None,
        code=answer.code if answer else None,
        errno=errno.errorcode.get(record.errno) if record.errno else None,
        ms=round((record.first_us or record.end_us) / 1000, 1),
    )


def expected(wanted: PlannedAttempt) -> protocols.Protocol | None:
    """What the server is believed to speak; None where nothing says."""
    port = wanted.port_there or wanted.address.port
    return protocols.expected(wanted.scheme, port, wanted.hint)


def _unknown(data: bytes) -> str | None:
    return f"{len(data)} bytes of an unknown protocol" if data else None


def _without_a_word(wanted: PlannedAttempt, record: TryRecord) -> Outcome:
    if record.stage == "connect":
        return _failed(record)
    if record.end == "eof":
        return Outcome.ACCEPTED_THEN_CLOSED
    if record.end in ("reset", "error"):
        if wanted.address.transport is Transport.UDP:
            return _failed(record)
        return Outcome.ACCEPTED_THEN_RESET
    if wanted.address.transport is Transport.UDP or expected(wanted) is not None:
        return Outcome.SILENT
    return Outcome.OPEN


def _failed(record: TryRecord) -> Outcome:
    if record.end == "timeout":
        return Outcome.TIMED_OUT
    # an errno that the table does not know is a local refusal to send (EPERM, EACCES)
    return _BY_ERRNO.get(record.errno, Outcome.HOST_UNREACHABLE)


def nameless(vantage: str, wanted: PlannedAttempt, record: NameRecord) -> Attempt:
    """A name that gave no address, as the one attempt there is."""
    return Attempt(
        vantage=vantage,
        address=wanted.address,
        outcome=_name_outcome(record),
        errno=errno.errorcode.get(record.errno) if record.errno else None,
        ms=round(record.us / 1000, 1),
        reason=_unread(record),
    )


def _unread(record: NameRecord) -> str | None:
    """Why nobody was asked for a name: it may stand in what could not be read."""
    name = {"hosts": "/etc/hosts", "conf": "/etc/resolv.conf"}.get(record.source)
    if name is None or not record.errno:
        return None
    code = errno.errorcode.get(record.errno, str(record.errno))
    return f"{name} could not be read to its end ({code}), so the name was not looked up"


def _name_outcome(record: NameRecord) -> Outcome:
    """NXDOMAIN, or a name without addresses, is an answer; all else is a server's failure."""
    if _unread(record):
        return Outcome.NOT_TRIED
    found_nothing = record.rcode in (0, _NXDOMAIN) and record.errno == 0
    return Outcome.NAME_NOT_FOUND if found_nothing else Outcome.NAME_SERVER_FAILED


def resolution(name: str, record: NameRecord) -> Resolution:
    """Where a name led, as a fact."""
    source = {"builtin": "hosts", "conf": "none"}.get(record.source, record.source)
    return Resolution(
        name=name,
        addresses=record.addrs,
        source=source,
        ms=round(record.us / 1000, 1),
    )
