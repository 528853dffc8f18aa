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
from containerloop.survey.hosts_file import read_hosts
from containerloop.survey.machine import listeners_of, observe_machine, own_container


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
        (("localhost", "127.0.0.1"), ("me", "127.0.0.1"), ("localhost", "::1")),
        (),
    )
    assert read_hosts(tmp_path / "none") == ((), ())


def test_what_docker_desktop_wrote_into_it(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_bytes(
        b"192.168.1.9 host.docker.internal\r\n# Added by Docker Desktop\r\n"
        b"192.168.1.17 host.docker.internal\r\n192.168.1.17 gateway.docker.internal\r\n"
        b"# To allow the same kube context to work on the host and the container:\r\n"
        b"127.0.0.1 kubernetes.docker.internal\r\n# End of section\r\n10.0.0.1 mine\r\n"
    )
    everything, by_desktop = read_hosts(path)
    assert by_desktop == everything[1:4]
    assert [name for name, _ in by_desktop] == [
        "host.docker.internal", "gateway.docker.internal", "kubernetes.docker.internal",
    ]  # fmt: skip


ID = "ab" * 32
HOSTS_OF_IT = f"1 2 0:1 /var/lib/docker/containers/{ID}/hosts /etc/hosts rw - ext4 x rw\n"
SHM_OF_ANOTHER = (
    f"3 2 0:9 / /var/lib/docker/containers/{ID}/mounts/shm rw - tmpfs shm rw\n"
    f"4 2 0:9 /srv/containers/{ID}/x /mnt/etc/hosts rw - ext4 x rw\n"
)


@pytest.mark.parametrize(
    ("table", "text", "own"),
    [
        ("mountinfo", HOSTS_OF_IT, ID),
        ("mountinfo", HOSTS_OF_IT.replace("/etc/hosts", "/etc/resolv.conf"), ID),
        (
            "mountinfo",
            f"1 2 0:1 /containers/overlay-containers/{ID}/userdata/hosts /etc/hosts rw - x x rw\n",
            ID,
        ),
        ("cgroup", f"12:pids:/\n5:cpu:/docker/{ID}\n", ID),
        ("cgroup", f"0::/system.slice/docker-{ID}.scope\n", ID),
        ("cgroup", f"0::/machine.slice/libpod-{ID}.scope/container\n", ID),
        ("mountinfo", SHM_OF_ANOTHER, None),
        ("cgroup", "0::/user.slice/user-1000.slice\n", None),
        ("cgroup", "0::/\n", None),
    ],
)
@pytest.mark.parametrize("mark", [None, ".dockerenv", "run/.containerenv"])
def test_the_own_container(
    mark: str | None, table: str, text: str, own: str | None, tmp_path: Path
) -> None:
    """It is proven by its id; the marks are left on machines that were made of an image."""
    if mark is not None:
        (tmp_path / mark).parent.mkdir(exist_ok=True)
        (tmp_path / mark).touch()
    assert own_container(tmp_path) is None
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self" / table).write_text(text)
    assert own_container(tmp_path) == own


def test_routes_and_name_servers_are_read_or_said_to_be_unknown(tmp_path: Path) -> None:
    table = tmp_path / "route"
    table.write_text(
        "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n"
        "tun0 0000080A 00000000 0001 0 0 0 00FFFFFF 0 0 0\n"
    )
    [route] = machine.own_routes(table)  # type: ignore[misc]
    assert (route.destination, route.interface) == ("10.8.0.0/24", "tun0")
    table.write_text("Iface\ntun0 x y z 0 0 0 00FFFFFF 0 0 0\n")
    assert isinstance(machine.own_routes(table), Unobserved)
    assert isinstance(machine.own_routes(tmp_path / "none"), Unobserved)
    resolver = tmp_path / "resolv.conf"
    resolver.write_text("search lan\nnameserver 192.0.2.1\n")
    assert machine.own_name_servers(resolver) == ("192.0.2.1",)
    assert isinstance(machine.own_name_servers(tmp_path / "none"), Unobserved)


def test_the_first_port_that_is_not_kept_for_root(tmp_path: Path) -> None:
    limit = tmp_path / "ip_unprivileged_port_start"
    limit.write_text("1024\n")
    assert machine.first_unprivileged_port(limit) == 1024
    limit.write_text("")
    assert isinstance(machine.first_unprivileged_port(limit), Unobserved)
    assert isinstance(machine.first_unprivileged_port(tmp_path / "none"), Unobserved)
