"""The probes of one run, by the vantage that each stands at.

Sessions stay open until `close`, so that a proof or a second round need no new start.
Only their starting, keeping and closing may live here.
"""

from __future__ import annotations

import threading
import time
from contextlib import closing, suppress

import docker
import docker.errors
import requests

from containerloop.errors import EngineFailed, ProbeUnavailable
from containerloop.facts import RUN_LABEL, State, Unobserved
from containerloop.observe.probe.cleanup import sweep_abandoned
from containerloop.observe.probe.guard import Guard
from containerloop.observe.probe.image import NO_PROBE_HINT, ProbeImage, ensure_image
from containerloop.observe.probe.placement import Placement, placement
from containerloop.observe.probe.session import ProbeSession
from containerloop.observe.restarts import state_if_ended, watched
from containerloop.observe.thread_pool import threads
from containerloop.plan.values import Inside, Stand
from containerloop.plan.watches import Watch

_START_TIMEOUT_S = 15.0
"""Seconds for one probe to be there. Measured on a busy machine: 2."""
_PATIENCE_S = 5.0
"""An engine that failed only after this long is not asked for another probe."""
_REMOVAL_S = 1.0
"""Seconds at most until nothing of the user's is held by a probe. Measured: 0.1, on Podman 0.7."""
_POLL_S = 0.02


class SessionPool:
    """Probes at vantages; `client` is None where no engine is asked.

    Each probe ends by itself after `life_s` seconds. `close` the pool when done.
    """

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
        self._image: ProbeImage | None = None
        self._image_lock = threading.Lock()
        self._sessions: dict[str, ProbeSession] = {}
        self._stands: dict[str, Stand] = {}
        self._holding: set[str] = set()
        self._engine_hangs: EngineFailed | None = None

    @property
    def impostors(self) -> tuple[str, ...]:
        """Names of the probe's image that other images have on this engine, and how they differ."""
        return self._image.impostors if self._image else ()

    def open(self, vantage: str, stand: Stand) -> ProbeSession:
        """The session of a vantage, started when there is none. One thread each.

        Raises ProbeUnavailable when it cannot be started.
        """
        if vantage not in self._sessions:
            self._sessions[vantage] = self.start(placement(stand))
            self._stands[vantage] = stand
        return self._sessions[vantage]

    def leave(self, vantage: str, stand: Stand | Unobserved) -> None:
        """Close the session of a vantage, unless the same stand is looked from again."""
        before = self._stands.get(vantage)
        if before is not None and _place(before) != _place(stand):
            self.close_session(vantage)

    def get(self, vantage: str) -> ProbeSession | None:
        """The open session of a vantage; None where nothing was measured there by a probe."""
        return self._sessions.get(vantage)

    def watched(self, watch: Watch) -> State:
        """A container's state after it was watched for some seconds."""
        return watched(self._client, watch)

    def state_if_ended(self, stand: Stand | Unobserved | None) -> State | None:
        """The latest state of the container stood in, if it has stopped since the survey."""
        return state_if_ended(self._client, stand) if isinstance(stand, Inside) else None

    def has_ended(self, vantage: str) -> bool:
        """Whether the container of a vantage has stopped since its session was opened."""
        return self.state_if_ended(self._stands.get(vantage)) is not None

    def substitute_session(self, vantage: str) -> ProbeSession | None:
        """A probe on the networks of a vantage's container, if that has stopped.

        None while the container runs. Raises ProbeUnavailable where nothing can take its place.
        """
        stand = self._stands.get(vantage)
        if not isinstance(stand, Inside) or self.state_if_ended(stand) is None:
            return None
        self.close_session(vantage)
        if isinstance(stand.substitute, Unobserved):
            raise ProbeUnavailable(stand.substitute.reason, NO_PROBE_HINT)
        return self.open(vantage, stand.substitute)

    def close_session(self, vantage: str) -> None:
        """Close the session of one vantage, if there is one."""
        if vantage in self._sessions:
            self._sessions.pop(vantage).close()

    def temporary(self, place: Placement) -> closing[ProbeSession]:
        """A session of no vantage, for one `with` statement.

        Raises ProbeUnavailable when it cannot be started.
        """
        return closing(self.start(place))

    def start(self, place: Placement) -> ProbeSession:
        """A new session, which the pool does not keep: the caller closes it.

        Raises ProbeUnavailable when it cannot be started; EngineFailed, at once, when the engine
        already failed after a long wait.
        """
        if self._engine_hangs:
            raise self._engine_hangs
        began = time.monotonic()
        try:
            with threads(1) as pool:
                return pool.submit(self._start, place).result(_START_TIMEOUT_S)
        except TimeoutError:
            said = f"the engine did not start a probe within {_START_TIMEOUT_S:.0f} s"
            failed = EngineFailed(said, NO_PROBE_HINT)
        except EngineFailed as error:
            failed = error
        if time.monotonic() - began > _PATIENCE_S:
            self._engine_hangs = failed
        raise failed

    def _start(self, place: Placement) -> ProbeSession:
        if self._client is None:
            raise ProbeUnavailable("no engine is available, so no probe can be started")
        with self._image_lock:
            if self._image is None:
                self._image = ensure_image(self._client)
                sweep_abandoned(self._client)
            image = self._image
        made = ProbeSession(
            self._client,
            image.id,
            run_id=self._run_id,
            place=place,
            life_s=self._life_s,
            guard=self._guard,
        )
        if place.networks or (image.engine_holds and place.is_inside):
            self._holding.add(made.container_id)
        return made

    def close(self) -> None:
        """Close every session, and wait until no probe is left where it holds what is the user's.

        The engine removes no network that a container is on, and Podman no container in whose
        network another is: a `docker compose down` right after this run would fail.
        """
        while self._sessions:
            self._sessions.popitem()[1].close()
        until = time.monotonic() + _REMOVAL_S
        while self._holding and not self._engine_hangs and time.monotonic() < until:
            self._holding &= self._existing_ids()
            time.sleep(_POLL_S if self._holding else 0)

    def _existing_ids(self) -> set[str]:
        """The ids of this run's containers; none if the engine does not answer."""
        ours = {"label": f"{RUN_LABEL}={self._run_id}"}
        with suppress(docker.errors.DockerException, requests.RequestException, OSError):
            if self._client is not None:
                return {c["Id"] for c in self._client.containers(all=True, filters=ours)}
        return set()


def _place(stand: Stand | Unobserved) -> object:
    """What a stand has of its own: of a container also its present life."""
    return (stand.container_id, stand.since) if isinstance(stand, Inside) else stand
