"""The probes of one run, by the vantage that each stands at.

Sessions stay open until `close`, so that a proof or a second round need no new start.
Only their starting, keeping and letting go may live here.
"""

from __future__ import annotations

import contextlib
import threading
import time
from types import TracebackType
from typing import Self

import docker
import docker.errors
import requests

from containerloop.errors import EngineFailed, ProbeUnavailable
from containerloop.facts import RUN_LABEL, State, Unobserved
from containerloop.observe.probe.cleanup import sweep_forsaken
from containerloop.observe.probe.guard import Guard
from containerloop.observe.probe.image import NO_PROBE, ensure_image
from containerloop.observe.probe.placement import Placement, placement
from containerloop.observe.probe.session import ProbeSession
from containerloop.observe.restarts import state_if_ended
from containerloop.observe.thread_pool import threads
from containerloop.plan.values import Inside, Stand

_START_S = 15.0
"""Seconds for one probe to be there. Measured on a busy machine: 2."""
_IN_VAIN_S = 5.0
_GONE_S = 1.0
"""Seconds at most until a network is free of probes again. Measured: 0.1."""
_BETWEEN_S = 0.02


class Sessions:
    """Probes at vantages; `client` is None where no engine is asked, `life_s` is of each."""

    def __init__(
        self,
        client: docker.APIClient | None,
        *,
        run_id: str,
        life_s: float,
        guard: Guard | None = None,
    ) -> None:
        self._client = client
        self._guard = guard
        self._run_id = run_id
        self._life_s = life_s
        self._image: str | None = None
        self._image_lock = threading.Lock()
        self._sessions: dict[str, ProbeSession] = {}
        self._stands: dict[str, Stand] = {}
        self._joined: set[str] = set()
        self._hung: EngineFailed | None = None

    def session(self, vantage: str, stand: Stand) -> ProbeSession:
        """The open session of a vantage, started when there is none. One thread each."""
        if vantage not in self._sessions:
            self._sessions[vantage] = self.fresh(placement(stand))
            self._stands[vantage] = stand
        return self._sessions[vantage]

    def open_session(self, vantage: str) -> ProbeSession | None:
        """The session of a vantage that has been looked from, if it was a probe's."""
        return self._sessions.get(vantage)

    def what_became_of(self, stand: Stand | Unobserved | None) -> State | None:
        """The state of the container stood in, where its life has ended since the survey."""
        return state_if_ended(self._client, stand) if isinstance(stand, Inside) else None

    def over(self, vantage: str) -> bool:
        """Whether the container that a vantage was looked from has ended since."""
        return self.what_became_of(self._stands.get(vantage)) is not None

    def in_its_stead(self, vantage: str) -> ProbeSession | None:
        """A probe in the place of the container that a vantage stood in, once that has ended.

        None where it lives on. Raises ProbeUnavailable where nothing can stand in for it.
        """
        stand = self._stands.get(vantage)
        if not isinstance(stand, Inside) or self.what_became_of(stand) is None:
            return None
        self.let_go(vantage)
        if isinstance(stand.otherwise, Unobserved):
            raise ProbeUnavailable(stand.otherwise.reason, NO_PROBE)
        return self.session(vantage, stand.otherwise)

    def let_go(self, vantage: str) -> None:
        """Let the probe of one vantage go, if there is one."""
        if vantage in self._sessions:
            self._sessions.pop(vantage).close()

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
        made = ProbeSession(
            self._client,
            self._image,
            run_id=self._run_id,
            place=place,
            life_s=self._life_s,
            guard=self._guard,
        )
        if place.networks:
            self._joined.add(made.container_id)
        return made

    def close(self) -> None:
        """Let every probe go, and wait for those that hold on to a network of the user's.

        The engine removes no network that a container is on: a `docker compose down` right
        after this run would fail.
        """
        while self._sessions:
            self._sessions.popitem()[1].close()
        until = time.monotonic() + _GONE_S
        while self._joined and not self._hung and time.monotonic() < until:
            self._joined &= self._present()
            time.sleep(_BETWEEN_S if self._joined else 0)

    def _present(self) -> set[str]:
        """The ids of this run's containers; none where the engine does not say."""
        ours = {"label": f"{RUN_LABEL}={self._run_id}"}
        with contextlib.suppress(docker.errors.DockerException, requests.RequestException, OSError):
            if self._client is not None:
                return {c["Id"] for c in self._client.containers(all=True, filters=ours)}
        return set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let every probe go, whatever happened."""
        self.close()
