"""This machine: its tables read, its owners found, and what it says when it may not look."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from containerloop.facts import Transport, Unobserved
from containerloop.survey import machine
from containerloop.survey.machine import listeners_of, observe_machine, own_container, read_hosts


def test_own_sockets_with_their_owner() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.create_server(("::1", 0), family=socket.AF_INET6) as tcp6,
        socket.socket(type=socket.SOCK_DGRAM) as udp,
    ):
        udp.bind(("127.0.0.1", 0))
        ports = [row.getsockname()[1] for row in (tcp, tcp6, udp)]
        with socket.create_connection(("127.0.0.1", ports[0])):
            seen = observe_machine(ports)
    assert not isinstance(seen.listeners, Unobserved)
    mine = {(row.address, row.transport): row for row in seen.listeners if row.port in ports}
    assert set(mine) == {
        ("127.0.0.1", Transport.TCP),
        ("::1", Transport.TCP),
        ("127.0.0.1", Transport.UDP),
    }
    assert {row.pid for row in mine.values()} == {os.getpid()}
    assert all(row.process and row.user for row in mine.values())
    assert mine["127.0.0.1", Transport.TCP].queue == 1
    assert "127.0.0.1" in seen.addresses


def test_owners_are_looked_up_for_the_ports_asked_only() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        seen = observe_machine()
    assert not isinstance(seen.listeners, Unobserved)
    (row,) = [row for row in seen.listeners if row.port == port]
    assert (row.pid, row.process) == (None, None)


def test_a_connected_udp_socket_does_not_listen() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as udp:
        udp.connect(("127.0.0.1", 9))
        port = udp.getsockname()[1]
        seen = observe_machine([port])
    assert not isinstance(seen.listeners, Unobserved)
    assert all(row.port != port for row in seen.listeners)


def test_tables_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise FileNotFoundError(2, "No such file", "/proc/net/tcp")

    monkeypatch.setattr(machine, "_PLATFORM", "linux")
    monkeypatch.setattr(machine, "read_listeners", refuse)
    assert isinstance(observe_machine().listeners, Unobserved)


def test_where_only_root_sees_all_sockets_none_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_: str) -> None:
        raise psutil.AccessDenied

    monkeypatch.setattr(machine, "_PLATFORM", "darwin")
    monkeypatch.setattr(psutil, "net_connections", refuse)
    seen = observe_machine([5432])
    assert isinstance(seen.listeners, Unobserved)
    assert "sudo" in seen.listeners.reason


def test_psutil_says_the_same_as_the_tables() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        rows = listeners_of(psutil.net_connections("inet"))
        seen = observe_machine([port])
    assert not isinstance(seen.listeners, Unobserved)
    (one,) = [row for row in rows if row.port == port]
    (other,) = [row for row in seen.listeners if row.port == port]
    assert (one.address, one.pid, one.process) == (other.address, other.pid, other.process)


def test_a_row_without_owner() -> None:
    row: Any = SimpleNamespace(
        type=socket.SOCK_STREAM,
        status=psutil.CONN_LISTEN,
        laddr=SimpleNamespace(ip="fe80::1%eth0", port=80),
        raddr=(),
        pid=None,
    )
    (seen,) = listeners_of([row])
    assert (seen.address, seen.pid, seen.process) == ("fe80::1", None, None)


def test_the_hosts_file(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_bytes(b"127.0.0.1 localhost me # comment\n\n# no\n::1\tlocalhost\n\xff\n")
    assert read_hosts(path) == (
        ("localhost", "127.0.0.1"),
        ("me", "127.0.0.1"),
        ("localhost", "::1"),
    )
    assert read_hosts(tmp_path / "none") == ()


def test_the_own_container(tmp_path: Path) -> None:
    assert own_container(tmp_path) is None
    (tmp_path / ".dockerenv").touch()
    assert own_container(tmp_path) == socket.gethostname()
    (tmp_path / "proc/self").mkdir(parents=True)
    identity = "ab" * 32
    line = f"1 2 0:1 /var/lib/docker/containers/{identity}/hostname /etc/hostname rw - ext4 x rw\n"
    (tmp_path / "proc/self/mountinfo").write_text(line)
    assert own_container(tmp_path) == identity
