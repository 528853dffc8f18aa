"""One call to each server before there is a second: a server that hangs must not be hung further.

Every connection that a process does not accept stays in the queue of its socket, where the
calls of real clients wait as well; a short queue is soon full.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from containerloop.plan.values import PlannedAttempt, ServerPlace

NOT_ACCEPTED = "its process has not accepted the first call"
LONGEST_WAIT_S = 1.5
"""So long a call waits for another vantage's first one; a connection may take longer to fail."""


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
            if mute and server not in self._hanging and self._hangs(server):
                self._hanging.add(server)
        finally:
            self._heard[server].set()

    def hanging(self, server: ServerPlace | None) -> bool:
        """Whether a server is known to accept no connections, once its first call was heard of."""
        if server is None or server not in self._heard:
            return False
        self._heard[server].wait(LONGEST_WAIT_S)
        return server in self._hanging
