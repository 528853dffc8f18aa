"""All looks of one round at once: probes in containers, own sockets on this machine.

Sessions stay open while the observer is, so that a proof or a second round need no new start.
Only the carrying out of looks belongs here; what to look at is `plan`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial

import docker
from msgspec.structs import replace

from containerloop.errors import EngineFailed, ProbeUnavailable
from containerloop.facts import (
    HOST,
    Attempt,
    Maybe,
    Resolution,
    State,
    Unobserved,
    View,
    Whereabouts,
)
from containerloop.facts.parsers import procnet
from containerloop.observe import namespace_files
from containerloop.observe.conversation import converse
from containerloop.observe.engine_host import whereabouts_by
from containerloop.observe.first_calls import FirstCalls
from containerloop.observe.own_sockets import dial_all
from containerloop.observe.probe.guard import Guard
from containerloop.observe.probe.session import ProbeSession
from containerloop.observe.probe.session_pool import SessionPool
from containerloop.observe.queues import Taken, gone_on, hangs, read_twice, spared
from containerloop.observe.reading import read_texts
from containerloop.observe.thread_pool import threads
from containerloop.observe.views import all_reached, untried
from containerloop.plan.values import EngineHost, Inside, Look, OwnSockets, PlannedAttempt

MOST_PROBES = 16
LONGEST_LIFE_S = 3600.0
"""A probe is told no longer life than that, and started again where it is over."""
_MARGIN_S = 5.0
_MOST_RESTARTS = 3
"""How often a container that restarts is inspected again before it is given up."""

Progress = Callable[[str], None]


@contextmanager
def open_observer(
    client: docker.APIClient | None,
    *,
    run_id: str,
    timeout_s: float,
    progress: Progress = lambda text: None,
    guard: Guard | None = None,
    stays_s: float = 0,
) -> Iterator[Observer]:
    """An observer with sessions of its own, closed at the end.

    `client` is None where no engine is asked; `timeout_s` is the deadline of one attempt.
    `stays_s`: so much longer than one run takes it is needed, in seconds.
    """
    life_s = min(60 + 4 * timeout_s + stays_s, LONGEST_LIFE_S)
    pool = SessionPool(client, run_id=run_id, life_s=life_s, guard=guard)
    with closing(pool):
        yield Observer(pool, timeout_s=timeout_s, progress=progress)


class Observer:
    """Carries out looks, from wherever each stands. `ended` has, by id, the latest states of
    containers that stopped meanwhile; `whereabouts` is where the engine's host is, once seen.
    """

    def __init__(
        self, sessions: SessionPool, *, timeout_s: float, progress: Progress = lambda text: None
    ) -> None:
        self.sessions = sessions
        self.timeout_s = timeout_s
        self._progress = progress
        self.ended: dict[str, State] = {}
        self._taken: Taken = {}
        self._first_calls = FirstCalls(partial(hangs, sessions, self._taken))
        self.whereabouts: Whereabouts | None = None
        self._any_probe_answered = False
        self._engine_failures: list[EngineFailed] = []

    def anew(self, timeout_s: float) -> Observer:
        """An observer with the same sessions, which knows of no call and no failure before."""
        return Observer(self.sessions, timeout_s=timeout_s)

    def observe(self, looks: Iterable[Look]) -> dict[str, Maybe[View]]:
        """Every look's view by its vantage; a look that failed has its reason instead.

        Raises EngineFailed when the engine failed and no probe could be started at all.
        """
        looks = list(looks)
        if not looks:
            return {}
        able = (look for look in looks if not isinstance(look.stand, Unobserved))
        self._first_calls.reserve(each for look in able for each in look.tries)
        with threads(min(len(looks), MOST_PROBES)) as pool:
            views = list(pool.map(self._look, looks))
        if self._engine_failures and not self._any_probe_answered:
            raise self._engine_failures[0]
        return dict(zip((look.vantage for look in looks), views, strict=True))

    def _look(self, look: Look) -> Maybe[View]:
        if isinstance(look.stand, Unobserved):
            return look.stand
        self._progress(f"measuring from {look.vantage}")
        for _ in range(_MOST_RESTARTS):
            seen = self._look_once(look)
            ended = None if all_reached(seen) else self.sessions.state_if_ended(look.stand)
            if ended is None:
                return self._view_or_reason(seen)
            look = self._look_after(look, ended)
            if isinstance(look.stand, Unobserved):
                return look.stand
        return Unobserved("the container restarts too often to be inspected")

    def _look_once(self, look: Look) -> View | ProbeUnavailable:
        assert not isinstance(look.stand, Unobserved)
        try:
            if isinstance(look.stand, OwnSockets):
                return self._own_view(look)
            return self._probe_view(look, self.sessions.open(look.vantage, look.stand))
        except ProbeUnavailable as unavailable:
            self._first_calls.give_up(look.tries)
            return unavailable

    def _view_or_reason(self, seen: View | ProbeUnavailable) -> Maybe[View]:
        if isinstance(seen, View):
            return seen
        if isinstance(seen, EngineFailed):
            self._engine_failures.append(seen)
        return Unobserved(seen.message)

    def _look_after(self, look: Look, ended: State) -> Look:
        """The look to take after its container stopped: at its restart, or from a substitute."""
        assert isinstance(look.stand, Inside)
        self.ended[look.stand.container_id] = ended
        self.sessions.close_session(look.vantage)
        restarted = replace(look.stand, since=ended.started_at)
        return replace(look, stand=restarted if ended.running else look.stand.substitute)

    def _own_view(self, look: Look) -> View:
        attempts, resolutions = converse(
            HOST, look.tries, self.timeout_s, dial_all, self._first_calls
        )
        told = Unobserved("this machine's own sockets are part of the survey")
        return View(
            vantage=look.vantage,
            listeners=told,
            dialling=told,
            hosts=told,
            name_servers=told,
            routes=told,
            resolutions=resolutions,
            attempts=attempts + untried(look),
        )

    def converse(
        self,
        session: ProbeSession,
        vantage: str,
        tries: Sequence[PlannedAttempt],
        most_s: float = 60,
    ) -> tuple[tuple[Attempt, ...], tuple[Resolution, ...]]:
        """Dial tries, and second ones; `most_s` bounds an attempt's deadline. Raises ProbeLost."""
        deadline_s = min(self.timeout_s, most_s)
        patience = 2 * deadline_s + _MARGIN_S
        return converse(
            vantage, tries, deadline_s, lambda d: session.exchange(d, patience), self._first_calls
        )

    def _probe_view(self, look: Look, session: ProbeSession) -> View:
        texts, read = read_twice(session)
        read = gone_on(read, look.stand, self._taken, texts)
        listeners = self._first_calls.without_ours(read, look.stand)
        self._any_probe_answered = True
        look = spared(look, listeners)
        if isinstance(look.stand, EngineHost):
            self.whereabouts = whereabouts_by(lambda each: read_texts(session, (each,))[each])
        attempts, resolutions = self.converse(session, look.vantage, look.tries)
        return View(
            vantage=look.vantage,
            listeners=listeners,
            dialling=namespace_files.parsed(texts["tcp"], procnet.dialling),
            hosts=namespace_files.parsed(texts["hosts"], procnet.hosts),
            name_servers=namespace_files.parsed(texts["resolv"], procnet.name_servers),
            routes=namespace_files.parsed(texts["route"], procnet.routes),
            upstream_servers=namespace_files.parsed(texts["resolv"], procnet.upstream_servers),
            unix_sockets=namespace_files.parsed(texts["unix"], procnet.unix_sockets),
            resolutions=resolutions,
            attempts=attempts + untried(look),
        )
