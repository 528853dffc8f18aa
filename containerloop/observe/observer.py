"""All looks of one round at once: probes in containers, own sockets on this machine.

Sessions stay open while the observer is, so that a proof or a second round need no new start.
Only the carrying out of looks belongs here; what to look at is `plan`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace

import docker

from containerloop.errors import EngineFailed, ProbeUnavailable
from containerloop.facts import HOST, Attempt, Maybe, Outcome, Resolution, State, Unobserved, View
from containerloop.facts.parsers import procnet
from containerloop.observe import namespace_files
from containerloop.observe.conversation import converse
from containerloop.observe.own_sockets import dial_all
from containerloop.observe.probe.guard import Guard
from containerloop.observe.probe.records import files
from containerloop.observe.probe.requests import ReadFile
from containerloop.observe.probe.session import ProbeSession
from containerloop.observe.probe.session_pool import SessionPool
from containerloop.observe.thread_pool import threads
from containerloop.plan.values import Inside, Look, OwnSockets, PlannedAttempt

MOST_PROBES = 16
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
) -> Iterator[Observer]:
    """An observer with sessions of its own, closed at the end.

    `client` is None where no engine is asked; `timeout_s` is the deadline of one attempt.
    """
    pool = SessionPool(client, run_id=run_id, life_s=60 + 4 * timeout_s, guard=guard)
    with closing(pool):
        yield Observer(pool, timeout_s=timeout_s, progress=progress)


class Observer:
    """Carries out looks, from wherever each stands.

    `ended` has, by id, the latest states of containers that stopped while they were inspected.
    """

    def __init__(
        self, sessions: SessionPool, *, timeout_s: float, progress: Progress = lambda text: None
    ) -> None:
        self.sessions = sessions
        self.timeout_s = timeout_s
        self._progress = progress
        self.ended: dict[str, State] = {}
        self._any_probe_answered = False
        self._engine_failures: list[EngineFailed] = []

    def observe(self, looks: Iterable[Look]) -> dict[str, Maybe[View]]:
        """Every look's view by its vantage; a look that failed has its reason instead.

        Raises EngineFailed when the engine failed and no probe could be started at all.
        """
        looks = list(looks)
        if not looks:
            return {}
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
            ended = None if _all_reached(seen) else self.sessions.state_if_ended(look.stand)
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
        attempts, resolutions = converse(HOST, look.tries, self.timeout_s, dial_all)
        told = Unobserved("this machine's own sockets are part of the survey")
        return View(
            vantage=look.vantage,
            listeners=told,
            dialling=told,
            hosts=told,
            name_servers=told,
            routes=told,
            resolutions=resolutions,
            attempts=attempts + _untried(look),
        )

    def converse(
        self,
        session: ProbeSession,
        vantage: str,
        tries: Sequence[PlannedAttempt],
        most_s: float = 60,
    ) -> tuple[tuple[Attempt, ...], tuple[Resolution, ...]]:
        """Dial tries through a probe, with second tries where a first one is not answered.

        `most_s` bounds the deadline of one attempt. Raises ProbeLost."""
        deadline_s = min(self.timeout_s, most_s)
        patience = 2 * deadline_s + _MARGIN_S
        return converse(vantage, tries, deadline_s, lambda d: session.exchange(d, patience))

    def _probe_view(self, look: Look, session: ProbeSession) -> View:
        reads = [ReadFile(id=n, which=which) for n, which in enumerate(namespace_files.FILES)]
        texts = namespace_files.texts(files(session.exchange(reads, _MARGIN_S)))
        self._any_probe_answered = True
        attempts, resolutions = self.converse(session, look.vantage, look.tries)
        return View(
            vantage=look.vantage,
            listeners=namespace_files.listeners(texts),
            dialling=namespace_files.parsed(texts["tcp"], procnet.dialling),
            hosts=namespace_files.parsed(texts["hosts"], procnet.hosts),
            name_servers=namespace_files.parsed(texts["resolv"], procnet.name_servers),
            routes=namespace_files.parsed(texts["route"], procnet.routes),
            resolutions=resolutions,
            attempts=attempts + _untried(look),
        )


def _all_reached(seen: View | ProbeUnavailable) -> bool:
    """Whether every attempt reached a server: then the container was there all the time."""
    return isinstance(seen, View) and all(a.outcome.reached for a in seen.attempts)


def _untried(look: Look) -> tuple[Attempt, ...]:
    """The addresses that the look leaves out, with their reasons."""
    return tuple(
        Attempt(vantage=look.vantage, address=a, outcome=Outcome.NOT_TRIED, reason=why)
        for a, why in look.untried
    )
