"""One probe in one place: start its container, exchange batches with it, close it.

Only the life of that container belongs here. What it may do is in `placement`, the bytes
are `stream`'s, the language `wire`'s and `records`'.

A session belongs to one thread. The client may be shared by the threads of several
sessions: each call takes a connection of its own out of the client's pool, and an
attached one never goes back. Beyond ten at once (the SDK's pool size) connections are
made and closed per call, which costs little on a local socket.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from typing import Any

import docker
import docker.errors
import msgspec
import requests

from containerloop.errors import EngineFailed, ProbeUnavailable
from containerloop.observe.probe.engine_errors import describe_error, refused_place
from containerloop.observe.probe.guard import Guard
from containerloop.observe.probe.image import NO_PROBE_HINT
from containerloop.observe.probe.placement import Placement, create_options
from containerloop.observe.probe.records import BadRecord, EndRecord, Record, decode
from containerloop.observe.probe.requests import Request, encode
from containerloop.observe.probe.stream import Stream, StreamLost

_SERIAL_NUMBERS = itertools.count(1)
_ENGINE_ERRORS = (docker.errors.DockerException, requests.RequestException, OSError)
_MALFORMED_ANSWER = (AttributeError, LookupError, RecursionError, TypeError)
"""What the SDK and the code here raise for a response of the wrong shape."""


class ProbeLost(EngineFailed):
    """A probe that had been started stopped answering."""


class ProbeSession:
    """A locked-down container that measures from its place, until `close`.

    Raises ProbeUnavailable when the engine does not start it. The container ends by
    itself when the session is closed, this process dies, or `life_s` seconds have passed; one
    that is created and not yet started is removed by the `guard` only.
    """

    def __init__(
        self,
        client: docker.APIClient,
        image: str,
        *,
        run_id: str,
        place: Placement,
        life_s: float = 60,
        guard: Guard | None = None,
    ) -> None:
        self._client = client
        self._place = place
        self._guard = guard
        self._stream: Stream | None = None
        self.name = f"containerloop-{run_id}-{next(_SERIAL_NUMBERS)}"
        self.container_id = ""
        try:
            self._start(create_options(client, image, run_id, place), life_s)
        except BaseException as error:
            self._abandon(answered=isinstance(error, docker.errors.APIError))
            raise _start_error(error) from error

    def exchange(self, requests: Sequence[Request], timeout_s: float) -> list[Record]:
        """Run one batch; its records, in the order in which things happened.

        Raises ProbeLost when the probe or the engine is gone, or the batch is not over
        after `timeout_s`. The session is of no use after that.
        """
        deadline = time.monotonic() + timeout_s
        if self._stream is None:
            raise ProbeLost(f"the probe {self._where} has already ended")
        batch = encode(requests)
        records: list[Record] = []
        try:
            self._stream.send(batch, timeout_s)
            while not isinstance(record := decode(self._stream.line(deadline)), EndRecord):
                records.append(record)
        except (StreamLost, msgspec.MsgspecError) as error:
            self.close()
            raise ProbeLost(f"lost the probe {self._where}: {error}") from error
        if any(isinstance(record, BadRecord) for record in records):
            raise ProbeLost(f"the probe {self._where} rejected its requests: {batch!r}")
        return records

    def published_ports(self) -> dict[str, tuple[str, int]]:
        """Where the engine published the probe's ports: `8080/tcp` → (address, port).

        Raises ProbeLost when the engine does not say."""
        try:
            settings = self._client.inspect_container(self.container_id)["NetworkSettings"]
        except _ENGINE_ERRORS as error:
            raise ProbeLost(f"lost the probe {self._where}: {describe_error(error)}") from error
        found = {port: at[0] for port, at in (settings["Ports"] or {}).items() if at}
        return {port: (str(at["HostIp"]), int(at["HostPort"])) for port, at in found.items()}

    def close(self) -> None:
        """End the probe; the engine removes its container. Safe to do twice."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    @property
    def _where(self) -> str:
        kind, _, container = self._place.network_mode.partition(":")
        return f"in container {container[:12]}" if container else f"on {kind}"

    def _start(self, options: dict[str, Any], life_s: float) -> None:
        if self._guard:
            self._guard.creating(self.name)
        made = self._client.create_container(name=self.name, **options)
        self.container_id = str(made["Id"])
        if self._guard:
            self._guard.create_answered(self.name)
        for join in self._place.networks[1:]:
            self._client.connect_container_to_network(
                self.container_id, join.network, aliases=list(join.aliases)
            )
        wanted = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
        self._stream = Stream(self._client.attach_socket(self.container_id, params=wanted))
        self._client.start(self.container_id)
        self._stream.send(f"life {int(life_s * 1000)}\n".encode(), life_s)

    def _abandon(self, *, answered: bool) -> None:
        """Remove what a failed start left: a container that is not started has no stdin to end.

        If *create* was not answered, the container may exist or appear later; if it was
        refused, a container of that name belongs to somebody else.
        """
        self.close()
        refused = answered and not self.container_id
        gone = refused or (self._try_remove() and bool(self.container_id))
        if self._guard is None:
            return
        if gone:
            self._guard.create_answered(self.name)
        else:
            self._guard.creating(self.name)

    def _try_remove(self) -> bool:
        """Remove the container; whether the engine confirms that it is gone."""
        try:
            self._client.remove_container(self.container_id or self.name, force=True)
        except _ENGINE_ERRORS as error:
            return isinstance(error, docker.errors.NotFound)
        return True


def _start_error(error: BaseException) -> BaseException:
    """The error to raise for a failed start; an interruption is passed on unchanged."""
    if isinstance(error, StreamLost):
        return EngineFailed(f"lost the probe while it started: {error}", NO_PROBE_HINT)
    if isinstance(error, _MALFORMED_ANSWER) and not isinstance(error, docker.errors.APIError):
        sentence = "cannot start a probe: the engine sent an invalid response"
        return EngineFailed(sentence, NO_PROBE_HINT)
    if not isinstance(error, _ENGINE_ERRORS):
        return error
    said = f"cannot start a probe: {describe_error(error)}"
    if refused := refused_place(said):
        return ProbeUnavailable(f"cannot start a probe in the container: {refused}", NO_PROBE_HINT)
    if isinstance(error, docker.errors.APIError) and not error.is_server_error():
        # the engine refused: the place no longer exists, or cannot be joined
        return ProbeUnavailable(said, NO_PROBE_HINT)
    return EngineFailed(said, NO_PROBE_HINT)
