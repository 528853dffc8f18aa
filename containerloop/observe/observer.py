"""All looks of one round at once: probes in containers, own sockets on this machine.

Sessions stay open until `close`, so that a proof or a second round need no new start.
Only the running of looks may live here; what to look at is `plan`'s.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType

import docker

from containerloop import procnet
from containerloop.errors import EngineFailed, ProbeUnavailable
from containerloop.facts import (
    HOST,
    Attempt,
    Maybe,
    Outcome,
    Resolution,
    Unobserved,
    View,
)
from containerloop.looks import EngineHost, Inside, Look, OwnSockets, Peer, Stand, StandIn, Try
from containerloop.observe import tables
from containerloop.observe.dialling import converse
from containerloop.observe.guard import Guard
from containerloop.observe.image import NO_PROBE, ensure_image
from containerloop.observe.own_sockets import dial_all
from containerloop.observe.placement import ON_THE_HOST, Placement, on_networks
from containerloop.observe.records import files
from containerloop.observe.session import ProbeSession
from containerloop.observe.sweeping import sweep_forsaken
from containerloop.observe.threads import threads
from containerloop.observe.wire import ReadFile

MOST_PROBES = 16
_MARGIN_S = 5.0
_START_S = 15.0
"""Seconds for one probe to be there. Measured on a busy machine: 2."""
_IN_VAIN_S = 5.0

Saying = Callable[[str], None]


class Observer:
    """Looks from wherever a look stands. `client` is None where no engine is asked."""

    def __init__(
        self,
        client: docker.APIClient | None,
        *,
        run_id: str,
        timeout_s: float,
        saying: Saying = lambda text: None,
        guard: Guard | None = None,
    ) -> None:
        self._client = client
        self._guard = guard
        self._run_id = run_id
        self.timeout_s = timeout_s
        self._saying = saying
        self._image: str | None = None
        self._image_lock = threading.Lock()
        self._sessions: dict[str, ProbeSession] = {}
        self._served = False  # has any probe ever answered?
        self._failed: list[EngineFailed] = []
        self._hung: EngineFailed | None = None

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
        self._saying(f"looking from {look.vantage}")
        try:
            if isinstance(look.stand, OwnSockets):
                return self._own_view(look)
            return self._probe_view(look, self.session(look.vantage, look.stand))
        except ProbeUnavailable as unavailable:
            if isinstance(unavailable, EngineFailed):
                self._failed.append(unavailable)
            return Unobserved(unavailable.message)

    def session(self, vantage: str, stand: Stand) -> ProbeSession:
        """The open session of a vantage, started when there is none. One thread each."""
        if vantage not in self._sessions:
            self._sessions[vantage] = self.fresh(placement(stand))
        return self._sessions[vantage]

    def open_session(self, vantage: str) -> ProbeSession | None:
        """The session of a vantage that has been looked from, if it was a probe's."""
        return self._sessions.get(vantage)

    def fresh(self, place: Placement) -> ProbeSession:
        """A session of its own, for a proof; whoever asks closes it.

        An engine that once kept us waiting in vain is not asked again.
        """
        if self._hung:
            raise self._hung
        began = time.monotonic()
        try:
            with threads(1) as pool:
                return pool.submit(self._start, place).result(_START_S)
        except TimeoutError:
            said = f"the engine did not start a probe within {_START_S:.0f} s"
            failed = EngineFailed(said, NO_PROBE)
        except EngineFailed as error:
            failed = error
        if time.monotonic() - began > _IN_VAIN_S:
            self._hung = failed
        raise failed

    def _start(self, place: Placement) -> ProbeSession:
        if self._client is None:
            raise ProbeUnavailable("no engine was asked, so no probe can be started")
        with self._image_lock:
            if self._image is None:
                self._image = ensure_image(self._client)
                sweep_forsaken(self._client)
        life = 60 + 4 * self.timeout_s
        return ProbeSession(
            self._client,
            self._image,
            run_id=self._run_id,
            place=place,
            life_s=life,
            guard=self._guard,
        )

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
        self, session: ProbeSession, vantage: str, tries: Sequence[Try], most_s: float = 60
    ) -> tuple[tuple[Attempt, ...], tuple[Resolution, ...]]:
        """Dial tries through a probe, in as many batches as the answers ask for."""
        deadline_s = min(self.timeout_s, most_s)
        patience = 2 * deadline_s + _MARGIN_S
        return converse(vantage, tries, deadline_s, lambda d: session.exchange(d, patience))

    def _probe_view(self, look: Look, session: ProbeSession) -> View:
        reads = [ReadFile(id=n, which=which) for n, which in enumerate(tables.READ)]
        texts = tables.texts(files(session.exchange(reads, _MARGIN_S)))
        self._served = True
        made, led = self.converse(session, look.vantage, look.tries)
        return View(
            vantage=look.vantage,
            listeners=tables.listeners(texts),
            dialling=tables.read(texts["tcp"], procnet.dialling),
            hosts=tables.read(texts["hosts"], procnet.hosts),
            name_servers=tables.read(texts["resolv"], procnet.name_servers),
            routes=tables.read(texts["route"], procnet.routes),
            resolutions=led,
            attempts=made + untried(look),
        )

    def close(self) -> None:
        """Let every probe go."""
        while self._sessions:
            self._sessions.popitem()[1].close()

    def __enter__(self) -> Observer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let every probe go, whatever happened."""
        self.close()


def placement(stand: Stand) -> Placement:
    """Where a probe's container has to be created to stand there."""
    if isinstance(stand, Inside):
        return Placement(mode=f"container:{stand.container_id}", userns_mode=stand.userns_mode)
    if isinstance(stand, StandIn):
        return on_networks(stand.networks, stand.extra_hosts)
    if isinstance(stand, Peer):
        return on_networks((stand.network,))
    assert isinstance(stand, EngineHost)
    return ON_THE_HOST


def untried(look: Look) -> tuple[Attempt, ...]:
    """The look's addresses that were left alone, with their reasons."""
    return tuple(
        Attempt(vantage=look.vantage, address=a, outcome=Outcome.NOT_TRIED, reason=why)
        for a, why in look.untried
    )
