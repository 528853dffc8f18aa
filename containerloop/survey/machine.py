"""This machine: its addresses, listening sockets and hosts file.

Only what the operating system says about the machine the CLI runs on may live here.
"""

from __future__ import annotations

import os
import re
import socket
import struct
import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import psutil

from containerloop.facts import (
    Container,
    Listener,
    Machine,
    Maybe,
    Question,
    Route,
    Transport,
    Unobserved,
)
from containerloop.facts.parsers import procnet
from containerloop.survey.forwarding import own_forwarding
from containerloop.survey.hosts_file import own_hosts_file, read_hosts
from containerloop.survey.ipvs import own_ipvs
from containerloop.survey.proc_sockets import read_listeners
from containerloop.survey.sandbox import own_sandbox, own_sandbox_proxy
from containerloop.survey.wsl import own_wsl_mode

# a plain str, so that the type checker looks at every platform's branch
_PLATFORM: str = sys.platform
_OWN_HOSTS_FILE = re.compile(
    r"(?m)^\S+ \S+ \S+ \S*/(?:containers|overlay-containers)/([0-9a-f]{64})/\S+"
    r" /etc/(?:hosts|hostname|resolv\.conf) "
)
"""A line of mountinfo, as far as the place where it is mounted."""
_OWN_GROUP = re.compile(r"(?m)^\d+:[^:]*:/\S*?\b([0-9a-f]{64})(?:\.scope)?(?:/\S*)?$")


def observe_machine(ports: Collection[int] = ()) -> Machine:
    """This machine as it is now; owners of sockets are looked up for `ports` at least."""
    hosts, by_desktop = read_hosts(own_hosts_file())
    return Machine(
        platform=_PLATFORM,
        addresses=_addresses(),
        listeners=_listeners(ports),
        hosts=hosts,
        hosts_by_desktop=by_desktop,
        in_container=own_container(),
        firewall=own_firewall(),
        routes=own_routes(),
        name_servers=own_name_servers(),
        unprivileged_from=first_unprivileged_port(),
        forwarding=own_forwarding(),
        ipvs=own_ipvs(),
        wsl_mode=own_wsl_mode(),
        sandbox=own_sandbox(os.environ),
        sandbox_proxy=own_sandbox_proxy(os.environ),
    )


def with_owners(machine: Machine, containers: Iterable[Container], question: Question) -> Machine:
    """The machine, looked at again for the owners of more host ports than the one asked about.

    Those are ports that a container failed to get, and all, where several are asked about.
    """
    wanted = (c for c in containers if c.state.refused or question.several)
    missing = {p.host_port for c in wanted for p in c.asked}
    known = {question.port}
    return observe_machine(missing | known) if missing - known else machine


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


def own_routes(table: Path = Path("/proc/net/route")) -> Maybe[tuple[Route, ...]]:
    """The IPv4 routes of the main table, as Linux shows them; other systems show none here."""
    try:
        return procnet.routes(table.read_text())
    except (OSError, ValueError, struct.error) as error:
        return Unobserved(f"this machine's routes could not be read: {error}")


def first_unprivileged_port(
    limit: Path = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start"),
) -> Maybe[int]:
    """The first port that users other than root may open, as Linux has it."""
    try:
        return int(limit.read_text())
    except (OSError, ValueError) as error:
        return Unobserved(f"which ports are kept for root could not be read: {error}")


def own_name_servers(file: Path = Path("/etc/resolv.conf")) -> Maybe[tuple[str, ...]]:
    """The name servers that this machine asks, where a file tells; its own order."""
    try:
        return procnet.name_servers(file.read_text(errors="replace"))
    except OSError as error:
        return Unobserved(f"this machine's resolver could not be read: {error}")


def own_container(root: Path = Path("/")) -> str | None:
    """The id of the container this process runs in; None where nothing proves that it is in one.

    A container has its id in the name of its control group, or its hosts file comes from a
    folder of that id. `/.dockerenv` proves nothing: an image of a container may have become a
    virtual machine.
    """
    for table, proof in (("mountinfo", _OWN_HOSTS_FILE), ("cgroup", _OWN_GROUP)):
        try:
            text = (root / "proc/self" / table).read_text(errors="replace")
        except OSError:
            continue
        if match := proof.search(text):
            return match[1]
    return None


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
