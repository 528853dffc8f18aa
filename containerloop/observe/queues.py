"""Queues of listening sockets: read twice, and not made longer by our own calls.

Only what follows from a queue for a look belongs here; what it means is a rule's to say.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from msgspec import structs
from msgspec.structs import replace

from containerloop.errors import ProbeUnavailable
from containerloop.facts import Listener, Maybe, Transport, Unobserved, is_loopback
from containerloop.facts.parsers import procnet
from containerloop.observe import namespace_files
from containerloop.observe.probe.placement import placement
from containerloop.observe.probe.requests import File
from containerloop.observe.probe.session import ProbeSession
from containerloop.observe.probe.session_pool import SessionPool
from containerloop.observe.reading import read_texts
from containerloop.plan.values import Inside, Look, PlannedAttempt, ServerPlace

_BETWEEN_S = 0.15
"""A process that accepts at all takes up a burst of connections within this time."""
NOT_ACCEPTED = "connections wait there already, which the process does not accept"

Listeners = Maybe[tuple[Listener, ...]]
Taken = dict[ServerPlace, frozenset[str]]
"""Whose connections a server's process had accepted and held, when its queue was looked at."""


def settled(first: Listeners, read: Callable[[], Listeners]) -> Listeners:
    """The listeners with the shorter of two queues, where there is a queue; else as they are.

    Raises what `read` raises.
    """
    if isinstance(first, Unobserved) or not any(map(_waited_at, first)):
        return first
    time.sleep(_BETWEEN_S)
    second = read()
    if isinstance(second, Unobserved):
        return first
    later = {(x.address, x.port, x.transport): x.queue for x in second}
    return tuple(
        structs.replace(x, queue=min(x.queue, later.get((x.address, x.port, x.transport), 0)))
        if _waited_at(x)
        else x
        for x in first
    )


def read_twice(session: ProbeSession) -> tuple[dict[File, Maybe[str]], Listeners]:
    """A namespace's files, and the listeners in them; queues as in `settled`. Raises ProbeLost."""
    texts = read_texts(session)
    read = namespace_files.listeners
    return texts, settled(read(texts), lambda: read(read_texts(session)))


def hangs(sessions: SessionPool, taken: Taken, server: ServerPlace) -> bool:
    """Whether connections wait in a server's queue; False where nobody could look.

    Whose connections its process has taken from there is kept in `taken`.
    """
    try:
        with sessions.temporary(placement(server.stand)) as session:
            texts, listeners = read_twice(session)
    except ProbeUnavailable:
        return False
    taken.setdefault(server, _taken(texts, server.port))
    seen = () if isinstance(listeners, Unobserved) else listeners
    return any(x.port == server.port and _waited_at(x) for x in seen)


def gone_on(
    listeners: Listeners, stand: object, taken: Taken, texts: Mapping[File, Maybe[str]]
) -> Listeners:
    """The listeners, with no queue where the process has taken somebody from it since `taken`.

    It does one thing at a time, and slowly: it does not hang.
    """
    if isinstance(listeners, Unobserved) or not isinstance(stand, Inside):
        return listeners
    mine = {p.port: c for p, c in taken.items() if p.stand.container_id == stand.container_id}
    went_on = {port for port, callers in mine.items() if _taken(texts, port) - callers}
    return tuple(
        structs.replace(x, queue=0) if _waited_at(x) and x.port in went_on else x for x in listeners
    )


def _taken(texts: Mapping[File, Maybe[str]], port: int) -> frozenset[str]:
    tables = (texts[which] for which in ("tcp", "tcp6") if which in texts)
    known = (table for table in tables if not isinstance(table, Unobserved))
    return frozenset(caller for table in known for caller in procnet.callers(table, port))


def spared(look: Look, listeners: Listeners) -> Look:
    """The look without comparisons that would only wait in the queue of its own server."""
    waiting = () if isinstance(listeners, Unobserved) else filter(_waited_at, listeners)
    ports = {x.port for x in waiting}
    left_out = [t for t in look.tries if _at_home(t) and t.address.port in ports]
    if not left_out:
        return look
    return replace(
        look,
        tries=tuple(t for t in look.tries if t not in left_out),
        untried=(*look.untried, *((t.address, NOT_ACCEPTED) for t in left_out)),
    )


def _waited_at(listener: Listener) -> bool:
    return listener.transport is Transport.TCP and listener.queue > 0


def _at_home(wanted: PlannedAttempt) -> bool:
    tcp = wanted.address.transport is Transport.TCP
    return tcp and not wanted.expected and is_loopback(wanted.address.host)
