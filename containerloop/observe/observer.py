"""All looks of one round at once: probes in containers, own sockets on this machine.

Sessions stay open until `close`, so that a proof or a second round need no new start.
Only the running of looks may live here; what to look at is `plan`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
from containerloop.observe.probe.session_pool import Sessions
from containerloop.observe.thread_pool import threads
from containerloop.plan.values import Inside, Look, OwnSockets, PlannedAttempt

MOST_PROBES = 16
_MARGIN_S = 5.0
_LIVES = 3
"""Looks at one container that ends meanwhile; the last is in its stead, as a rule."""

Progress = Callable[[str], None]


class Observer(Sessions):
    """Looks from wherever a look stands. `client` is None where no engine is asked."""

    def __init__(
        self,
        client: docker.APIClient | None,
        *,
        run_id: str,
        timeout_s: float,
        progress: Progress = lambda text: None,
        guard: Guard | None = None,
    ) -> None:
        super().__init__(client, run_id=run_id, life_s=60 + 4 * timeout_s, guard=guard)
        self.timeout_s = timeout_s
        self._progress = progress
        self.ended: dict[str, State] = {}
        self._served = False  # has any probe ever answered?
        self._failed: list[EngineFailed] = []

    def observe(self, looks: Iterable[Look]) -> dict[str, Maybe[View]]:
        """Every look's view by its vantage; a look that could not be had says why.

        Raises EngineFailed when the engine failed each time that a probe was wanted.
        """
        looks = list(looks)
        if not looks:
            return {}
        with threads(min(len(looks), MOST_PROBES)) as pool:
            views = list(pool.map(self._look, looks))
        if self._failed and not self._served:
            raise self._failed[0]
        return dict(zip((look.vantage for look in looks), views, strict=True))

    def _look(self, look: Look) -> Maybe[View]:
        if isinstance(look.stand, Unobserved):
            return look.stand
        self._progress(f"looking from {look.vantage}")
        for _ in range(_LIVES):
            seen = self._tried(look)
            over = None if _undisturbed(seen) else self.what_became_of(look.stand)
            if over is None:
                return self._had(seen)
            again = self._after(look, over)
            if isinstance(again.stand, Unobserved):
                return again.stand
            look = again
        return Unobserved("it ends soon after each start, before a look at it is over")

    def _tried(self, look: Look) -> View | ProbeUnavailable:
        assert not isinstance(look.stand, Unobserved)
        try:
            if isinstance(look.stand, OwnSockets):
                return self._own_view(look)
            return self._probe_view(look, self.session(look.vantage, look.stand))
        except ProbeUnavailable as unavailable:
            return unavailable

    def _had(self, seen: View | ProbeUnavailable) -> Maybe[View]:
        if isinstance(seen, View):
            return seen
        if isinstance(seen, EngineFailed):
            self._failed.append(seen)
        return Unobserved(seen.message)

    def _after(self, look: Look, over: State) -> Look:
        """The same look once a life of the container is over: in its stead, or in its next life."""
        assert isinstance(look.stand, Inside)
        self.ended[look.stand.container_id] = over
        self.let_go(look.vantage)
        next_life = replace(look.stand, since=over.started_at)
        return replace(look, stand=next_life if over.running else look.stand.otherwise)

    def _own_view(self, look: Look) -> View:
        made, led = converse(HOST, look.tries, self.timeout_s, dial_all)
        told = Unobserved("this machine's own tables are in the survey")
        return View(
            vantage=look.vantage,
            listeners=told,
            dialling=told,
            hosts=told,
            name_servers=told,
            routes=told,
            resolutions=led,
            attempts=made + untried(look),
        )

    def converse(
        self,
        session: ProbeSession,
        vantage: str,
        tries: Sequence[PlannedAttempt],
        most_s: float = 60,
    ) -> tuple[tuple[Attempt, ...], tuple[Resolution, ...]]:
        """Dial tries through a probe, in as many batches as the answers ask for."""
        deadline_s = min(self.timeout_s, most_s)
        patience = 2 * deadline_s + _MARGIN_S
        return converse(vantage, tries, deadline_s, lambda d: session.exchange(d, patience))

    def _probe_view(self, look: Look, session: ProbeSession) -> View:
        reads = [ReadFile(id=n, which=which) for n, which in enumerate(namespace_files.READ)]
        texts = namespace_files.texts(files(session.exchange(reads, _MARGIN_S)))
        self._served = True
        made, led = self.converse(session, look.vantage, look.tries)
        return View(
            vantage=look.vantage,
            listeners=namespace_files.listeners(texts),
            dialling=namespace_files.read(texts["tcp"], procnet.dialling),
            hosts=namespace_files.read(texts["hosts"], procnet.hosts),
            name_servers=namespace_files.read(texts["resolv"], procnet.name_servers),
            routes=namespace_files.read(texts["route"], procnet.routes),
            resolutions=led,
            attempts=made + untried(look),
        )


def _undisturbed(seen: View | ProbeUnavailable) -> bool:
    """Whether everything answered: nobody need ask whether somebody went away meanwhile."""
    return isinstance(seen, View) and all(a.outcome.reached for a in seen.attempts)


def untried(look: Look) -> tuple[Attempt, ...]:
    """The look's addresses that were left alone, with their reasons."""
    return tuple(
        Attempt(vantage=look.vantage, address=a, outcome=Outcome.NOT_TRIED, reason=why)
        for a, why in look.untried
    )
