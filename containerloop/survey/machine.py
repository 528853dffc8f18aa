"""This machine: its addresses, listening sockets and hosts file.

Only what the operating system says about the machine the CLI runs on may live here.
"""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import psutil

from containerloop.facts import Listener, Machine, Maybe, Transport, Unobserved
from containerloop.facts.parsers import procnet
from containerloop.survey.proc_sockets import read_listeners

# a plain str, so that the type checker looks at every platform's branch
_PLATFORM: str = sys.platform
_CONTAINER_ID = re.compile(r"/(?:containers|overlay-containers)/([0-9a-f]{64})/")


def observe_machine(ports: Collection[int] = ()) -> Machine:
    """This machine as it is now; owners of sockets are looked up for `ports` at least."""
    return Machine(
        platform=_PLATFORM,
        addresses=_addresses(),
        listeners=_listeners(ports),
        hosts=read_hosts(_hosts_file()),
        in_container=own_container(),
        firewall=own_firewall(),
    )


def _addresses() -> tuple[str, ...]:
    """Every address of every interface, IPv6 scopes cut off, in the system's order."""
    families = (socket.AF_INET, socket.AF_INET6)
    found = (
        entry.address.partition("%")[0]
        for entries in psutil.net_if_addrs().values()
        for entry in entries
        if entry.family in families
    )
    return tuple(dict.fromkeys(found))


def _listeners(ports: Collection[int]) -> Maybe[tuple[Listener, ...]]:
    try:
        if _PLATFORM == "linux":
            return read_listeners(ports)
        return listeners_of(psutil.net_connections("inet"))
    except psutil.AccessDenied:
        return Unobserved(
            "this system shows other users' sockets to root only; run this with sudo to see all"
        )
    except (OSError, psutil.Error) as error:
        return Unobserved(f"the system did not list its sockets: {error}")


def listeners_of(rows: Iterable[Any]) -> tuple[Listener, ...]:
    """psutil's connections that listen."""
    kinds = {socket.SOCK_STREAM: Transport.TCP, socket.SOCK_DGRAM: Transport.UDP}
    found: list[Listener] = []
    for row in rows:
        transport = kinds[row.type]
        waits = row.status == psutil.CONN_LISTEN or transport is Transport.UDP
        if not waits or row.raddr or not row.laddr:
            continue
        owner = getattr(row, "pid", None)
        name, user = _process(owner)
        found.append(
            Listener(
                address=row.laddr.ip.partition("%")[0],
                port=row.laddr.port,
                transport=transport,
                pid=owner,
                process=name,
                user=user,
            )
        )
    return tuple(found)


def _process(pid: int | None) -> tuple[str | None, str | None]:
    if pid is None:
        return None, None
    try:
        process = psutil.Process(pid)
        return process.name(), process.username()
    except (OSError, psutil.Error):
        return None, None


def _hosts_file() -> Path:
    if _PLATFORM == "win32":
        return Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32/drivers/etc/hosts")
    return Path("/etc/hosts")


def read_hosts(path: Path) -> tuple[tuple[str, str], ...]:
    """(name, address) pairs of a hosts file, in its order; () where there is none."""
    try:
        return procnet.hosts(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ()


def own_container(root: Path = Path("/")) -> str | None:
    """The id of the container this process runs in, or its host name; None outside of one."""
    if not any((root / mark).exists() for mark in (".dockerenv", "run/.containerenv")):
        return None
    for table in ("proc/self/mountinfo", "proc/self/cgroup"):
        try:
            text = (root / table).read_text(errors="replace")
        except OSError:
            continue
        if match := _CONTAINER_ID.search(text):
            return match[1]
    return socket.gethostname()


def own_firewall(root: Path = Path("/")) -> str | None:
    """The enabled firewall (ufw or firewalld), as far as any user can see; None for any other."""
    try:
        setting = (root / "etc/ufw/ufw.conf").read_text(errors="replace")
    except OSError:
        setting = ""
    if re.search(r"(?im)^\s*ENABLED=['\"]?yes", setting):
        return "ufw"
    groups = (root / "sys/fs/cgroup" / each for each in ("", "systemd", "unified"))
    running = any((group / "system.slice/firewalld.service").is_dir() for group in groups)
    return "firewalld" if running else None
