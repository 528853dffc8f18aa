"""Whether the network in which a probe stands on the engine's host is this process's. I/O: /proc.

The number of a network namespace is unique on one kernel, and the kernel's boot id tells one from
another. Where those leave it open (the first namespaces of two kernels have the same number, and
some systems show a boot id of their own), a socket of this process decides: it stands in the
probe's table only if both read the same one. Nothing is dialled, since loopback may be forwarded.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import msgspec

from containerloop.facts import Maybe, Survey, Unobserved, Whereabouts
from containerloop.observe.probe.requests import File

_UNREAD = Unobserved("the probe could not read whose network it is in")


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """What tells one network from another: "" for what cannot be read."""

    netns: str
    boot: str


def own_marks(proc: Path = Path("/proc")) -> Marks:
    """Those of this process; empty on systems other than Linux."""
    try:
        netns = os.readlink(proc / "self/ns/net")
    except OSError:
        netns = ""
    try:
        boot = (proc / "sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        boot = ""
    return Marks(netns=netns, boot=boot)


def whereabouts_by(read: Callable[[File], Maybe[str]]) -> Whereabouts:
    """Where a probe on the engine's host stands; `read` gives the text of one of its files."""

    def text(which: File) -> str | None:
        found = read(which)
        return None if isinstance(found, Unobserved) else found.strip()

    seen = Marks(netns=text("netns") or "", boot=text("boot") or "")
    return whereabouts(own_marks(), seen, lambda: own_socket_seen(lambda: text("udp")))


def whereabouts(own: Marks, seen: Marks, own_socket_seen: Callable[[], bool | None]) -> Whereabouts:
    """Where a probe stands whose marks are `seen`.

    `own_socket_seen` is asked only where the marks leave it open; None: it could not tell.
    """
    same_boot = own.boot == seen.boot if own.boot and seen.boot else None
    kernel: Maybe[bool] = _UNREAD if same_boot is None else same_boot
    if own.netns and seen.netns and own.netns != seen.netns:
        return Whereabouts(same_machine=False, same_kernel=kernel)
    if own.netns and seen.netns and same_boot:
        return Whereabouts(same_machine=True, same_kernel=True)
    ours = own_socket_seen()
    if ours is None:
        return Whereabouts(same_machine=_UNREAD, same_kernel=kernel)
    return Whereabouts(same_machine=ours, same_kernel=ours or kernel)


def own_socket_seen(read_udp: Callable[[], str | None]) -> bool | None:
    """Whether a socket of this process stands in the table that `read_udp` reads.

    None where that table could not be read. It is bound to loopback and sends nothing.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mark:
        mark.bind(("127.0.0.1", 0))
        port, inode = mark.getsockname()[1], os.fstat(mark.fileno()).st_ino
        table = read_udp()
    if table is None:
        return None
    rows = (line.split() for line in table.splitlines())
    wanted = [f":{port:04X}", str(inode)]
    return any([words[1][-5:], words[9]] == wanted for words in rows if len(words) > 9)


def with_whereabouts(survey: Survey, where: Whereabouts | None) -> Survey:
    """The survey, where it did not know whose machine the engine's is, with what a probe saw."""
    if where is None or isinstance(survey.engine, Unobserved):
        return survey
    known = msgspec.structs.replace(
        survey.engine, same_machine=where.same_machine, same_kernel=where.same_kernel
    )
    return msgspec.structs.replace(survey, engine=known)
