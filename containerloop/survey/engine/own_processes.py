"""The engine's own processes on this machine, and whether they have its network. I/O: /proc.

A process counts as the engine's only with proof: it opened the socket that answers and is an
engine itself (a forwarder such as ssh opens one, too), or it is the parent of a process in whose
control group stands the id of one of the engine's containers. Any user may read all of this.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from containerloop.survey.engine.ports import Json

ENGINES = ("dockerd", "podman")
"""The programs that answer for themselves. Any other may pass on to an engine elsewhere."""
_MOST = 4
"""How many containers are looked for: one is enough, and all are on the same engine."""
_INIT = 1


def opener_of(door: socket.socket) -> int | None:
    """The process that opened the unix socket to which `door` is connected, if it is visible."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    said = door.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return struct.unpack("3i", said)[0] or None


def engine_shares_network(
    opener: int | None, containers: Iterable[Json], proc: Path = Path("/proc")
) -> bool | None:
    """Whether the engine's host network is this process's; None where no process shows it.

    `containers` are the engine's answers about running ones.
    """
    if opener is not None and _text(proc / str(opener) / "comm").strip() in ENGINES:
        return shares_network(opener, proc)
    for container in [c for c in containers if _pid(c) > 0][:_MOST]:
        parent = _parent_on_the_host(container, proc)
        if parent is not None:
            return shares_network(parent, proc)
    return None


def shares_network(pid: int, proc: Path = Path("/proc")) -> bool | None:
    """Whether a process is in this process's network namespace; None where that is not shown."""
    with suppress(OSError):
        theirs, ours = (os.stat(proc / who / "ns/net") for who in (str(pid), "self"))
        return (theirs.st_dev, theirs.st_ino) == (ours.st_dev, ours.st_ino)
    # only root may look at another user's namespace; its table of sockets is for everybody,
    # and has one of ours only where it is ours
    with socket.socket(socket.AF_UNIX) as mark:
        rows = _text(proc / str(pid) / "net/unix").splitlines()
        wanted = str(os.fstat(mark.fileno()).st_ino)
        found = any(words[6:7] == [wanted] for words in map(str.split, rows))
        return found if rows else None


def _parent_on_the_host(container: Json, proc: Path) -> int | None:
    """The process that the engine started on its host for a container, if it is visible here."""
    pid, wanted = _pid(container), str(container.get("Id") or "")
    if not wanted or wanted not in _text(proc / str(pid) / "cgroup"):
        return None
    lines = _text(proc / str(pid) / "status").splitlines()
    parents = [int(line.split()[1]) for line in lines if line.startswith("PPid:")]
    return next((parent for parent in parents if parent > _INIT), None)


def _pid(container: Json) -> int:
    state = container.get("State")
    pid = state.get("Pid") if isinstance(state, dict) else None
    return pid if isinstance(pid, int) else 0


def _text(path: Path) -> str:
    """A file of /proc; "" where it cannot be read."""
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
