"""A child process with a deadline, an output limit and guaranteed termination. I/O.

It runs in a process group of its own, under a shell that reads from a pipe of ours. When
the pipe closes (the answer is not wanted any more, or this process was killed), the shell
kills the group: the program and everything it started. Only this may live here.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from containerloop.facts import Value

MOST_ANSWER = 16 * 1024 * 1024
"""Bytes of an answer; the model of a project with 1,000 services has 2 million."""

_CHUNK = 1 << 16
_POSIX = os.name == "posix"
# 1 GB of data, in KiB. The watcher closes its outputs: their reader would wait for it as well.
_LEASH = """
exec 3<&0 </dev/null
(ulimit -d 1048576) 2>/dev/null && ulimit -d 1048576
"$@" 3<&- & program=$!
{ read -r _ <&3; kill -9 0; } >/dev/null 2>&1 & watcher=$!
wait "$program"; status=$?
kill -9 "$watcher"; wait "$watcher" 2>/dev/null
exit "$status"
"""


class OutputLimitExceeded(Exception):
    """No whole answer within the time or the size allowed; the message says which."""


class DeadlineExceeded(OutputLimitExceeded):
    """No whole answer within the time allowed."""

    def __init__(self) -> None:
        super().__init__("did not answer in time")


class ProcessResult(Value, frozen=True):
    """How a program ended: its exit status and its two outputs."""

    status: int
    out: str
    complaint: str


class ChildProcess:
    """A running program. It has ended after `answer` and after `end`, and with this process.

    `files` are held open for it: `/dev/fd/N` in its words is one with that number.
    """

    def __init__(
        self,
        words: Sequence[str],
        cwd: Path,
        environ: Mapping[str, str],
        files: Sequence[IO[bytes]] = (),
    ) -> None:
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", _LEASH, "leash", *words] if _POSIX else words,
            cwd=cwd,
            env=dict(environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=_POSIX,
            pass_fds=[file.fileno() for file in files],
        )

    def answer(self, deadline: float) -> ProcessResult:
        """The answer before `deadline` (of time.monotonic); the program has ended afterwards.

        Raises `DeadlineExceeded` when it took too long, `OutputLimitExceeded` when it wrote too
        much.
        """
        try:
            out, complaint = self._outputs(deadline)
            status = self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise DeadlineExceeded from None
        finally:
            self.end()
        return ProcessResult(status, _text(out), _text(complaint))

    def end(self) -> None:
        """Kill the program and everything it started, and close its pipes. Safe to call twice."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if _POSIX:
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:
                    self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _outputs(self, deadline: float) -> tuple[bytes, bytes]:
        if not _POSIX:
            return self._process.communicate(timeout=max(0.0, deadline - time.monotonic()))
        out, complaint = bytearray(), bytearray()
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._process.stdout, selectors.EVENT_READ, out)
            waiting.register(self._process.stderr, selectors.EVENT_READ, complaint)
            while waiting.get_map():
                ready = waiting.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise DeadlineExceeded
                for key, _ in ready:
                    data = os.read(key.fd, _CHUNK)
                    key.data.extend(data)
                    if not data:
                        waiting.unregister(key.fileobj)
                if len(out) + len(complaint) > MOST_ANSWER:
                    raise OutputLimitExceeded("wrote too much output")
        return bytes(out), bytes(complaint)


@contextlib.contextmanager
def nameless(text: str) -> Iterator[IO[bytes]]:
    """A file without a name that holds `text`; nobody else sees it, and it goes at the end."""
    with contextlib.ExitStack() as held:
        try:
            number = os.memfd_create("containerloop")
        except (AttributeError, OSError):  # not Linux, or forbidden
            file: IO[bytes] = held.enter_context(tempfile.TemporaryFile())
        else:
            file = held.enter_context(os.fdopen(number, "w+b"))
        file.write(text.encode())
        file.flush()
        yield file


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")
