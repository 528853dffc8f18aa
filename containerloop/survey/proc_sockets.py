"""Listening sockets of this machine as Linux's own tables show them.

Only reading /proc may live here. psutil reports neither the accept queue nor the user,
and reads every process even when no owner is wanted (15 ms with 500 processes, against
3 ms for the tables alone).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec

from containerloop.facts import Listener, Transport
from containerloop.facts.parsers.procnet import LISTEN, UDP_BOUND, socket_address


def read_listeners(ports: Collection[int], proc: Path = Path("/proc")) -> tuple[Listener, ...]:
    """TCP sockets in LISTEN and unconnected UDP sockets of this network namespace.

    Owners (pid, process) are looked up for `ports` only; None where this user may not
    see them. Raises `OSError` where the tables cannot be read.
    """
    rows = [row for table in ("tcp", "udp") for row in _rows(proc, table)]
    wanted = {inode for inode, listener in rows if listener.port in ports}
    owners = _owners(wanted, proc)
    return tuple(_with_owner(listener, owners.get(inode), proc) for inode, listener in rows)


def _rows(proc: Path, transport: str) -> Iterator[tuple[str, Listener]]:
    lines = (proc / "net" / transport).read_text().splitlines()[1:]
    newer = proc / "net" / f"{transport}6"
    # the table is missing where IPv6 is switched off in the kernel
    lines += newer.read_text().splitlines()[1:] if newer.exists() else []
    for line in lines:
        words = line.split()
        bound = words[3] == UDP_BOUND and words[2].endswith(":0000")
        if words[3] == LISTEN if transport == "tcp" else bound:
            yield words[9], _listener(words, Transport(transport))


def _listener(words: list[str], transport: Transport) -> Listener:
    address, port = socket_address(words[1])
    return Listener(
        address=address,
        port=port,
        transport=transport,
        user=_user(int(words[7])),
        queue=int(words[4].partition(":")[2], 16),
    )


def _user(uid: int) -> str:
    import pwd  # noqa: PLC0415 - does not exist on Windows

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _owners(wanted: set[str], proc: Path) -> dict[str, int]:
    """Inode → pid, as far as this user may see; stops when all are found."""
    found: dict[str, int] = {}
    targets = {f"socket:[{inode}]": inode for inode in wanted}
    for pid in sorted(int(entry) for entry in os.listdir(proc) if entry.isdigit()):
        if len(found) == len(wanted):
            break
        for link in _descriptors(proc / str(pid) / "fd"):
            if link in targets:
                found.setdefault(targets[link], pid)
    return found


def _descriptors(folder: Path) -> Iterator[str]:
    try:
        names = os.listdir(folder)
    except OSError:  # another user's process, or gone meanwhile
        return
    for name in names:
        try:
            yield os.readlink(folder / name)
        except OSError:  # closed meanwhile
            continue


def _with_owner(listener: Listener, pid: int | None, proc: Path) -> Listener:
    if pid is None:
        return listener
    try:
        name: str | None = (proc / str(pid) / "comm").read_text(errors="replace").strip()
    except OSError:
        name = None
    return msgspec.structs.replace(listener, pid=pid, process=name)
