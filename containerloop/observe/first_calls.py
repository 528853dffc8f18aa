"""One call to each server before there is a second: a server that hangs must not be hung further.

Every connection that a process does not accept stays in the queue of its socket, where the
calls of real clients wait as well; a short queue is soon full. And a process that does one thing
at a time, and is busy with our first call, lets the others wait: their queue is of our making.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from containerloop.facts import Listener, Maybe, Transport, Unobserved
from containerloop.plan.values import Inside, PlannedAttempt, ServerPlace

NOT_ACCEPTED = "its process has not accepted the first call"
LONGEST_WAIT_S = 3.0
"""So long a call waits for another vantage's first one; a connection may take longer to fail."""
SOON_S = 0.7
"""So long after a first call that is not over yet somebody looks whether it was accepted."""
MOST_WATCHED = 3
"""Servers of one look that are watched in this way: each takes a probe of its own."""


class FirstCalls:
    """Which servers were called, by all vantages of a run, and which accept no connections.

    `hangs` tells whether connections wait in a server's queue; it is asked once of each server
    that accepted a call and stayed mute.
    """

    def __init__(self, hangs: Callable[[ServerPlace], bool]) -> None:
        self._hangs = hangs
        self._lock = threading.Lock()
        self._heard: dict[ServerPlace, threading.Event] = {}
        self._hanging: set[ServerPlace] = set()
        self._accepting: set[ServerPlace] = set()
        self._seen: dict[ServerPlace, bool] = {}
        self._reserved: set[ServerPlace] = set()

    def reserve(self, tries: Iterable[PlannedAttempt]) -> None:
        """Keep the first call to each server for one of these, of those that are relied on.

        A mere comparison could come first otherwise, and leave no call for whom it is about.
        """
        with self._lock:
            for each in tries:
                if each.expected and each.server is not None and each.server not in self._heard:
                    self._heard[each.server] = threading.Event()
                    self._reserved.add(each.server)

    def give_up(self, tries: Iterable[PlannedAttempt]) -> None:
        """Let others call what was kept for these, which nobody can make."""
        with self._lock:
            kept = {t.server for t in tries if t.expected and t.server is not None}
            for server in kept & self._reserved:
                self._reserved.discard(server)
                self._heard[server].set()

    def divide(self, tries: Iterable[PlannedAttempt]) -> tuple[list[int], list[int]]:
        """The tries to make at once, by their numbers, and those that are to wait for another.

        Whoever is given a server's first call has to say what was `heard`.
        """
        first: list[int] = []
        later: list[int] = []
        with self._lock:
            for number, each in enumerate(tries):
                at_once = each.server is None or self._is_first(each.server, each.expected)
                (first if at_once else later).append(number)
        return first, later

    def _is_first(self, server: ServerPlace, expected: bool) -> bool:
        if expected and server in self._reserved:
            self._reserved.discard(server)
            return True
        if server in self._heard:
            return False
        self._heard[server] = threading.Event()
        return True

    def heard(self, server: ServerPlace, *, mute: bool) -> None:
        """What came of a first call; `mute`: it was accepted, and nothing was said."""
        try:
            if mute and server not in self._hanging:
                seen = self._seen.get(server)
                hangs = self._hangs(server) if seen is None else seen
                (self._hanging if hangs else self._accepting).add(server)
        finally:
            self._heard[server].set()

    @contextmanager
    def watched(self, servers: Collection[ServerPlace]) -> Iterator[None]:
        """While first calls are made to these: look soon whether those were accepted.

        Later other calls would wait in the queue as well, and be taken for a server that hangs.
        """
        over = threading.Event()
        watch = threading.Timer(SOON_S, self._look_into, (servers, over))
        watch.daemon = True
        if len(servers) <= MOST_WATCHED:
            watch.start()
        try:
            yield
        finally:
            over.set()
            watch.cancel()
            if watch.is_alive():
                watch.join()

    def _look_into(self, servers: Collection[ServerPlace], over: threading.Event) -> None:
        for server in servers:
            if over.is_set():
                return
            self._seen[server] = self._hangs(server)
            if self._seen[server]:
                self._hanging.add(server)
            self._heard[server].set()

    def without_ours(
        self, listeners: Maybe[tuple[Listener, ...]], stand: object
    ) -> Maybe[tuple[Listener, ...]]:
        """The listeners, with no queue where a process accepted our first call and is busy with it.

        What waits there then is as likely to be ours as anybody's.
        """
        if isinstance(listeners, Unobserved) or not isinstance(stand, Inside):
            return listeners
        busy = {
            each.port
            for each in self._accepting
            if each.stand.container_id == stand.container_id
        }  # fmt: skip
        tcp = Transport.TCP
        return tuple(
            replace(x, queue=0) if x.transport is tcp and x.port in busy else x for x in listeners
        )

    def hanging(self, server: ServerPlace | None) -> bool:
        """Whether a server is known to accept no connections, once its first call was heard of."""
        if server is None or server not in self._heard:
            return False
        self._heard[server].wait(LONGEST_WAIT_S)
        return server in self._hanging
