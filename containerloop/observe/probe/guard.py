"""A process that outlives this one for a moment and removes what this one could not.

A probe ends by itself when this process dies, but a container that was created and not
yet started has no stdin to end. The guard holds one end of a pipe, on which it is told
of each container before it is asked for and when the engine has answered. The pipe's end
without a goodbye is a death, after which everything labelled with the run is removed,
including what the engine finishes creating later. Only that belongs here.
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

from containerloop.observe.probe.cleanup import ClientMaker, sweep_until_settled

_GOODBYE = "."


class Guard:
    """Start before the first container is created; say `goodbye` when all are gone.

    `make_client` connects again in the guard's own process; it must be picklable, as
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

    def creating(self, name: str) -> None:
        """A container of this name is about to be created, or may still exist."""
        self._say(f"+{name}")

    def create_answered(self, name: str) -> None:
        """The engine created or refused it: from now on its list of containers is complete."""
        self._say(f"-{name}")

    def goodbye(self) -> None:
        """All containers are gone: the guard ends without asking the engine.

        It still asks if the engine has not answered about a container.
        """
        if self._pipe is None:
            return
        self._say(_GOODBYE)
        os.close(self._pipe)
        self._pipe = None
        self._reap()

    def _say(self, word: str) -> None:
        """Write one line, whole even with several threads. A guard that has ended is ignored."""
        if self._pipe is not None:
            with contextlib.suppress(OSError):
                os.write(self._pipe, f"{word}\n".encode())

    def __enter__(self) -> Guard:
        """The guard itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *error_and_trace: object) -> None:
        """Say goodbye, unless an interruption or a hanging thread left something undone.

        Then threads may still be creating containers that only the guard will find: the pipe
        stays open for their messages, and ends with this process.
        """
        if kind is None or (issubclass(kind, Exception) and threading.active_count() == 1):
            self.goodbye()

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


def _fork(make_client: ClientMaker, run_id: str) -> tuple[int, int]:
    read_end, write_end = os.pipe()
    child = os.fork()
    if child:
        os.close(read_end)
        return child, write_end
    try:
        os.setsid()
        _close_all_but(read_end)
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


def _close_all_but(kept: int) -> None:
    """Close what is inherited: the guard must not keep a terminal, an output or a socket open."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.closerange(3, kept)
    os.closerange(kept + 1, 65536)


def _watch(pipe: int, make_client: ClientMaker, run_id: str) -> None:
    for name in ("SIGINT", "SIGHUP", "SIGTERM"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    said = b""
    while part := os.read(pipe, 4096):
        said += part
    goodbye, unanswered = _parse_messages(said)
    if not goodbye or unanswered:
        sweep_until_settled(make_client, run_id, unanswered)


def _parse_messages(said: bytes) -> tuple[bool, set[str]]:
    """Whether goodbye was said, and the names whose *create* was not answered."""
    unanswered = set[str]()
    words = said.decode(errors="replace").splitlines()
    for word in words:
        if word.startswith("+"):
            unanswered.add(word[1:])
        else:
            unanswered.discard(word[1:])
    return _GOODBYE in words, unanswered


def _main() -> None:
    size = int.from_bytes(os.read(0, 4), "big")
    message = b""
    while len(message) < size and (part := os.read(0, size - len(message))):
        message += part
    make_client, run_id = pickle.loads(message)  # safe: only the parent has the other end
    _watch(0, make_client, run_id)


if __name__ == "__main__":
    _main()
