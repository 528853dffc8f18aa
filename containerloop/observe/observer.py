"""All looks of one round at once: probes in containers, own sockets on this machine.

Sessions stay open until `close`, so that a proof or a second round need no new start.
Only the running of looks may live here; what to look at is `plan`'s.
"""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import TypeVar

import docker

from containerloop import procnet
from containerloop.errors import EngineFailed, ProbeUnavailable
from containerloop.facts import (
    HOST,
    Attempt,
    Listener,
    Maybe,
    Outcome,
    Resolution,
    Transport,
    Unobserved,
    View,
)
from containerloop.looks import EngineHost, Inside, Look, OwnSockets, Peer, Stand, StandIn, Try
from containerloop.observe.dialling import converse
from containerloop.observe.image import ensure_image
from containerloop.observe.own_sockets import dial_all
from containerloop.observe.placement import Join, Placement
from containerloop.observe.records import Content, files
from containerloop.observe.session import ProbeSession
from containerloop.observe.threads import threads
from containerloop.observe.wire import File, ReadFile

READ: tuple[File, ...] = ("tcp", "tcp6", "udp", "udp6", "route", "hosts", "resolv")
MOST_PROBES = 16
_MARGIN_S = 5.0
_START_S = 15.0
"""Seconds for one probe to be there. Measured on a busy machine: 2; a call that hangs: 10."""

Saying = Callable[[str], None]
T = TypeVar("T")


class Observer:
    """Looks from wherever a look stands. `client` is None where no engine is asked."""

    def __init__(
        self,
        client: docker.APIClient | None,
        *,
        run_id: str,
        timeout_s: float,
        saying: Saying = lambda text: None,
    ) -> None:
        self._client = client
        self._run_id = run_id
        self.timeout_s = timeout_s
        self._saying = saying
        self._image: str | None = None
        self._image_lock = threading.Lock()
        self._sessions: dict[str, ProbeSession] = {}
        self._awaited: dict[str, float] = {}  # vantage → since when its probe is being started
        self._failed: dict[str, EngineFailed] = {}

    def observe(self, looks: Iterable[Look]) -> dict[str, Maybe[View]]:
        """Every look's view by its vantage; a look that could not be had says why.

        Raises EngineFailed when the engine failed each time that a probe was wanted.
        """
        looks = list(looks)
        if not looks:
            return {}
        with threads(min(len(looks), MOST_PROBES)) as pool:
            futures = {look.vantage: pool.submit(self._look, look) for look in looks}
            views = {vantage: self._awaited_view(future) for vantage, future in futures.items()}
        if self._failed and not self._sessions:
            raise next(iter(self._failed.values()))
        return views

    def _awaited_view(self, future: Future[Maybe[View]]) -> Maybe[View]:
        """A look's view, unless some probe is being started for longer than an engine needs."""
        while True:
            try:
                return future.result(timeout=0.5)
            except TimeoutError:
                now = time.monotonic()
                if any(now - since > _START_S for since in list(self._awaited.values())):
                    raise EngineFailed(
                        f"the engine did not start a probe within {_START_S:.0f} seconds"
                    ) from None

    def _look(self, look: Look) -> Maybe[View]:
        if isinstance(look.stand, Unobserved):
            return look.stand
        self._saying(f"looking from {look.vantage}")
        try:
            if isinstance(look.stand, OwnSockets):
                return self._own_view(look)
            return self._probe_view(look, self.session(look.vantage, look.stand))
        except ProbeUnavailable as unavailable:
            return Unobserved(unavailable.message)

    def session(self, vantage: str, stand: Stand) -> ProbeSession:
        """The open session of a vantage, started when there is none. One thread each."""
        if vantage in self._failed:
            raise self._failed[vantage]
        if vantage not in self._sessions:
            self._awaited[vantage] = time.monotonic()
            try:
                self._sessions[vantage] = self.fresh(placement(stand))
            except EngineFailed as failed:
                self._failed[vantage] = failed
                raise
            finally:
                del self._awaited[vantage]
        return self._sessions[vantage]

    def open_session(self, vantage: str) -> ProbeSession | None:
        """The session of a vantage that has been looked from, if it was a probe's."""
        return self._sessions.get(vantage)

    def fresh(self, place: Placement) -> ProbeSession:
        """A session of its own, for a proof; whoever asks closes it."""
        if self._client is None:
            raise ProbeUnavailable("no engine was asked, so no probe can be started")
        with self._image_lock:
            if self._image is None:
                self._image = ensure_image(self._client)
        life = 60 + 4 * self.timeout_s
        return ProbeSession(
            self._client, self._image, run_id=self._run_id, place=place, life_s=life
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
        self, session: ProbeSession, vantage: str, tries: Sequence[Try]
    ) -> tuple[tuple[Attempt, ...], tuple[Resolution, ...]]:
        """Dial tries through a probe, in as many batches as the answers ask for."""
        patience = 2 * self.timeout_s + _MARGIN_S
        return converse(vantage, tries, self.timeout_s, lambda d: session.exchange(d, patience))

    def _probe_view(self, look: Look, session: ProbeSession) -> View:
        reads = [ReadFile(id=n, which=which) for n, which in enumerate(READ)]
        contents = files(session.exchange(reads, _MARGIN_S))
        texts: dict[str, Maybe[str]] = {
            which: _text(contents.get(n), which) for n, which in enumerate(READ)
        }
        made, led = self.converse(session, look.vantage, look.tries)
        return View(
            vantage=look.vantage,
            listeners=_listeners(texts),
            dialling=_read(texts["tcp"], procnet.dialling),
            hosts=_read(texts["hosts"], procnet.hosts),
            name_servers=_read(texts["resolv"], procnet.name_servers),
            routes=_read(texts["route"], procnet.routes),
            resolutions=led,
            attempts=made + untried(look),
        )

    def close(self) -> None:
        """Let every probe go."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            session.close()

    def __enter__(self) -> Observer:
        """The observer itself."""
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
        return Placement(mode=f"container:{stand.container_id}")
    if isinstance(stand, StandIn):
        return _on(stand.networks, stand.extra_hosts)
    if isinstance(stand, Peer):
        return _on((stand.network,), ())
    assert isinstance(stand, EngineHost)
    return Placement(mode="host")


def _on(networks: tuple[str, ...], extra_hosts: tuple[str, ...]) -> Placement:
    # the default bridge is a mode and not a network that can be joined by endpoint settings
    if networks[:1] == ("bridge",):
        return Placement(mode="bridge", extra_hosts=extra_hosts)
    return Placement(networks=tuple(Join(n) for n in networks), extra_hosts=extra_hosts)


def untried(look: Look) -> tuple[Attempt, ...]:
    """The look's addresses that were left alone, with their reasons."""
    return tuple(
        Attempt(vantage=look.vantage, address=a, outcome=Outcome.NOT_TRIED, reason=why)
        for a, why in look.untried
    )


def _text(content: Content | None, which: str) -> Maybe[str]:
    if content is None:
        return Unobserved(f"the probe said nothing about {which}")
    if content.errno:
        code = errno.errorcode.get(content.errno, str(content.errno))
        # a kernel without IPv6 has no such table, and then nothing listens on it either
        missing = which.endswith("6") and content.errno == errno.ENOENT
        return "" if missing else Unobserved(f"{which} could not be read ({code})")
    return content.content.decode(errors="replace")


def _read(text: Maybe[str], parse: Callable[[str], tuple[T, ...]]) -> Maybe[tuple[T, ...]]:
    return text if isinstance(text, Unobserved) else parse(text)


def _listeners(texts: dict[str, Maybe[str]]) -> Maybe[tuple[Listener, ...]]:
    """All four tables, or the reason why one of them is not known."""
    found: list[Listener] = []
    for which in ("tcp", "tcp6", "udp", "udp6"):
        table = texts[which]
        if isinstance(table, Unobserved):
            return table
        found += procnet.listeners(table, Transport(which.removesuffix("6")))
    return tuple(found)
