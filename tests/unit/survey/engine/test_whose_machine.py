"""Where an engine is: by its own processes, and never by addresses."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from containerloop.facts import Unobserved, Whereabouts
from containerloop.survey.engine.own_processes import (
    engine_shares_network,
    opener_of,
    shares_network,
)
from containerloop.survey.engine.whose_machine import UNTOLD, whereabouts

ID = "c0" * 32
KERNEL = "6.12.48+deb13-amd64"
LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.mark.parametrize(
    ("shares", "info", "expected"),
    [
        (True, {}, (True, True)),
        (False, {}, (False, True)),
        (None, {}, (UNTOLD, UNTOLD)),
        (None, {"KernelVersion": "5.15.0"}, (False, False)),
        (True, {"KernelVersion": "5.15.0"}, (True, True)),
        (None, {"KernelVersion": ""}, (UNTOLD, UNTOLD)),
        (None, {"OperatingSystem": "Docker Desktop"}, (False, UNTOLD)),
        (True, {"Name": "colima"}, (True, True)),
        (None, {"SecurityOptions": ["name=rootless"]}, (UNTOLD, UNTOLD)),
    ],
)
def test_where_it_is(shares: bool | None, info: dict[str, Any], expected: tuple[Any, Any]) -> None:
    told = whereabouts({}, {"KernelVersion": KERNEL, **info}, KERNEL, shares)
    assert told == Whereabouts(same_machine=expected[0], same_kernel=expected[1])


def test_without_a_kernel_of_its_own_a_machine_is_another() -> None:
    assert whereabouts({"KernelVersion": KERNEL}, {}, "", None).same_machine is False


def container(pid: int, identity: str = ID) -> dict[str, Any]:
    return {"Id": identity, "State": {"Pid": pid}}


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    """Processes: 1 init, 20 a dockerd, 30 a forwarder, 40 a shim and 41 its container."""
    here, away = tmp_path / "ns-here", tmp_path / "ns-away"
    here.touch()
    away.touch()
    rows = {
        "self": ("containerloop", 1, here, "/"), "1": ("systemd", 0, here, "/"),
        "20": ("dockerd", 1, here, "/system.slice"), "30": ("ssh", 1, here, "/user.slice"),
        "40": ("containerd-shim", 1, here, "/system.slice"),
        "41": ("postgres", 40, away, f"/docker/{ID}"),
        "50": ("dockerd", 1, away, "/user.slice"),
        "60": ("containerd-shim", 1, away, "/"), "61": ("redis", 60, away, f"/docker-{ID}.scope"),
        "71": ("orphan", 1, away, f"/docker/{ID}"),
        "81": ("other", 40, away, f"/docker/{'d1' * 32}"),
    }  # fmt: skip
    for pid, (name, parent, namespace, group) in rows.items():
        (tmp_path / pid / "ns").mkdir(parents=True)
        (tmp_path / pid / "ns/net").symlink_to(namespace)
        (tmp_path / pid / "comm").write_text(f"{name}\n")
        (tmp_path / pid / "status").write_text(f"Name:\t{name}\nPid:\t{pid}\nPPid:\t{parent}\n")
        (tmp_path / pid / "cgroup").write_text(f"0::{group}\n")
    return tmp_path


@pytest.mark.parametrize(
    ("opener", "containers", "shares"),
    [
        (20, [], True),
        (50, [], False),
        (20, [container(61)], True),
        # what only passes on says nothing of where it leads to
        (30, [], None),
        (1, [], None),
        (99, [], None),
        (None, [], None),
        # then a container's parent does, where the container is one of this engine's
        (1, [container(41)], True),
        (None, [container(41)], True),
        (30, [container(61)], False),
        (None, [container(0), container(41)], True),
        (None, [container(81)], None),
        (None, [container(71)], None),
        (None, [container(99), container(41)], True),
        (None, [container(0)] * 9 + [container(41)], True),
        (None, [container(41, "")], None),
        (None, [{}, {"State": None}, {"State": {"Pid": "41"}, "Id": ID}], None),
    ],
)
def test_its_own_processes_show_it(
    opener: int | None, containers: list[dict[str, Any]], shares: bool | None, proc: Path
) -> None:
    assert engine_shares_network(opener, containers, proc) is shares


@LINUX_ONLY
def test_a_process_of_this_network_and_one_that_is_gone() -> None:
    assert shares_network(os.getpid()) is True
    assert shares_network(2**22 + 1) is None


@pytest.fixture
def in_another_network() -> Iterator[int]:
    if os.geteuid() != 0:
        pytest.skip("only root makes a network namespace")
    command = ["unshare", "--net", "sh", "-c", "echo; exec sleep 60"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as started:
        assert started.stdout is not None
        started.stdout.readline()
        yield started.pid
        started.kill()


@LINUX_ONLY
def test_a_process_of_another_network(in_another_network: int) -> None:
    assert shares_network(in_another_network) is False


@LINUX_ONLY
def test_another_users_network_is_known_by_its_sockets(in_another_network: int) -> None:
    """Only root may look at the namespace of a process of root's."""
    program = (
        "import os, sys; from containerloop.survey.engine.own_processes import shares_network\n"
        "os.setgid(65534); os.setuid(65534)\n"
        "print([shares_network(int(pid)) for pid in sys.argv[1:]])"
    )
    pids = [str(os.getpid()), str(in_another_network)]
    done = subprocess.run(
        [sys.executable, "-c", program, *pids], check=True, capture_output=True, text=True
    )
    assert done.stdout == "[True, False]\n"


@LINUX_ONLY
def test_who_opened_a_socket(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as door:
        server.bind(str(tmp_path / "s"))
        server.listen()
        door.connect(str(tmp_path / "s"))
        assert opener_of(door) == os.getpid()


def test_the_reason_says_what_would_tell() -> None:
    assert isinstance(UNTOLD, Unobserved)
    assert "probe" in UNTOLD.reason
