"""A process that outlives this one for a moment and removes what it could not.

A probe ends by itself when this process dies, but a container that was created and not
yet started has no stdin to end. The guard holds one end of a pipe: a byte on it is a
goodbye, its end without one is a death, after which everything labelled with the run is
removed, including what the engine finishes creating a little later. Only that belongs here.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType

import docker
import docker.errors
import requests

from containerloop.facts import RUN_LABEL

ClientMaker = Callable[[], docker.APIClient]
_GOODBYE = b"."
# Seconds after the death at which is looked: an engine may finish a create on its own.
_LOOKS_AT_S = (0.0, 0.2, 0.5, 1.0, 2.0, 4.0)
_ERRORS = (docker.errors.DockerException, requests.RequestException, OSError)


class Guard:
    """Start before the first container is created; say `goodbye` when all are gone.

    `make_client` connects anew in the guard's own process; it must be picklable, as
    `functools.partial(docker.APIClient, base_url=…)` is.
    """

    def __init__(self, make_client: ClientMaker, run_id: str) -> None:
        self._pipe: int | None
        self._child: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        # A fork takes 1 ms, but only a process with one thread may safely do it.
        if hasattr(os, "fork") and threading.active_count() == 1:
            self._child, self._pipe = _fork(make_client, run_id)
        else:
            self._process, self._pipe = _spawn(make_client, run_id)

    def goodbye(self) -> None:
        """All is gone already: the guard ends without touching the engine."""
        if self._pipe is None:
            return
        with contextlib.suppress(OSError):
            os.write(self._pipe, _GOODBYE)
        os.close(self._pipe)
        self._pipe = None
        self._reap()

    def leave(self) -> None:
        """Interrupted: threads may still be creating what only the guard will find.

        It looks by itself, for a few seconds, while this process is already gone.
        """
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None

    def __enter__(self) -> Guard:
        """The guard itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say goodbye, unless an interruption or a thread that hangs left something undone."""
        if kind is None or (issubclass(kind, Exception) and threading.active_count() == 1):
            self.goodbye()
        else:
            self.leave()

    def _reap(self) -> None:
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=2)
        for _ in range(50):
            if self._child is None:
                return
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(self._child, os.WNOHANG) == (0, 0):
                    time.sleep(0.001)
                    continue
            self._child = None


def sweep(client: docker.APIClient, run_id: str) -> int:
    """Remove every container of a run, running or not; how many there were."""
    label = {"label": f"{RUN_LABEL}={run_id}"}
    found = client.containers(all=True, filters=label)
    for container in found:
        with contextlib.suppress(docker.errors.APIError):
            client.remove_container(container["Id"], force=True, v=True)
    return len(found)


def _fork(make_client: ClientMaker, run_id: str) -> tuple[int, int]:
    read_end, write_end = os.pipe()
    child = os.fork()
    if child:
        os.close(read_end)
        return child, write_end
    try:
        os.setsid()
        _let_go_of_everything_but(read_end)
        _watch(read_end, make_client, run_id)
    finally:
        os._exit(0)


def _spawn(make_client: ClientMaker, run_id: str) -> tuple[subprocess.Popen[bytes], int]:
    """Where there is no fork, or no safe one: the same in a fresh interpreter."""
    process = subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdin is not None
    message = pickle.dumps((make_client, run_id))
    pipe = os.dup(process.stdin.fileno())
    process.stdin.close()
    process.stdin = None
    os.write(pipe, len(message).to_bytes(4, "big") + message)
    return process, pipe


def _let_go_of_everything_but(kept: int) -> None:
    """A guard that held the terminal, an output or the engine's socket would keep it open."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.closerange(3, kept)
    os.closerange(kept + 1, 65536)


def _watch(pipe: int, make_client: ClientMaker, run_id: str) -> None:
    for name in ("SIGINT", "SIGHUP", "SIGTERM"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if os.read(pipe, 1) == _GOODBYE:
        return
    _sweep_repeatedly(make_client, run_id)


def _sweep_repeatedly(make_client: ClientMaker, run_id: str) -> None:
    died = time.monotonic()
    for at in _LOOKS_AT_S:
        time.sleep(max(0.0, died + at - time.monotonic()))
        with contextlib.suppress(*_ERRORS):
            client = make_client()
            client.timeout = 2
            sweep(client, run_id)


def _main() -> None:
    size = int.from_bytes(os.read(0, 4), "big")
    message = b""
    while len(message) < size and (part := os.read(0, size - len(message))):
        message += part
    make_client, run_id = pickle.loads(message)  # safe: only the parent has the other end
    _watch(0, make_client, run_id)


if __name__ == "__main__":
    _main()
