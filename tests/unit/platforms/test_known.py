"""Which platform an engine is, and where its published ports are."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Engine, Machine, Unobserved
from containerloop.platforms.known import PLATFORMS, VIRTUAL, platform_of, publishes_here
from containerloop.platforms.traits import STATEMENTS, Platform, Published, Statement
from tests.unit.architecture.test_docs import is_there

HERE = Engine(
    address="unix:///s", chosen_by="the default", version="26.1.5", api_version="1.45",
    os="linux", arch="amd64", kernel="6.12.48", same_machine=True, same_kernel=True,
)  # fmt: skip
LINUX = Machine(platform="linux", listeners=())
UNTOLD = Unobserved("nobody looked")


def engine(**changes: Any) -> Engine:
    return replace(HERE, **changes)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({}, "docker-engine"),
        ({"flavour": "unknown"}, "unknown"),
        ({"rootless": True}, "docker-rootless-slirp4netns"),
        ({"rootless": True, "network_driver": "slirp4netns"}, "docker-rootless-slirp4netns"),
        ({"rootless": True, "network_driver": "pasta"}, "docker-rootless-pasta"),
        ({"flavour": "podman", "version": "5.4.2"}, "podman-5"),
        ({"flavour": "podman", "version": "6.1.0"}, "podman-5"),
        ({"flavour": "podman", "version": "5.4.2", "rootless": True}, "podman-5-rootless"),
        ({"flavour": "podman", "version": "4.3.1"}, "podman-4"),
        ({"flavour": "podman", "version": "4.3.1", "rootless": True}, "podman-4-rootless"),
        ({"flavour": "podman", "same_machine": False, "same_kernel": False}, "podman-machine"),
        ({"flavour": "docker-desktop", "kernel": "6.12.76-linuxkit"}, "docker-desktop-linux"),
        ({"flavour": "docker-desktop", "kernel": "6.6.87.2-microsoft-standard-WSL2"},
         "docker-desktop-windows"),
        ({"kernel": "6.6.87.2-microsoft-standard-WSL2"}, "wsl-engine"),
        ({"flavour": "colima"}, "colima"),
        ({"flavour": "lima"}, "lima"),
        ({"flavour": "orbstack"}, "orbstack"),
        ({"flavour": "rancher-desktop", "kernel": "6.18.37-0-virt"}, "rancher-desktop-mac"),
        ({"flavour": "rancher-desktop", "kernel": "6.18.40.1-microsoft-standard-WSL2"},
         "rancher-desktop-windows"),
        ({"in_container": True}, "docker-in-docker"),
    ],
)  # fmt: skip
def test_the_platform_of_an_engine(changes: dict[str, Any], key: str) -> None:
    assert platform_of(engine(**changes)).key == key


@pytest.mark.parametrize(
    ("system", "key"), [("darwin", "docker-desktop-mac"), ("win32", "docker-desktop-windows")]
)
def test_docker_desktop_is_told_by_the_system_of_the_command(system: str, key: str) -> None:
    desktop = engine(flavour="docker-desktop", same_machine=False, same_kernel=False)
    assert platform_of(desktop, replace(LINUX, platform=system)).key == key


@pytest.mark.parametrize(
    ("changes", "in_container", "published", "name"),
    [
        ({}, None, Published.HERE, "Docker Engine on Linux"),
        ({"same_machine": UNTOLD}, None, Published.HERE, "Docker Engine on Linux"),
        ({"same_machine": False}, None, Published.ENGINE,
         "Docker Engine on Linux, on another machine"),
        ({"same_machine": False}, "c0", Published.ENGINE,
         "Docker Engine on Linux, from a container with its socket"),
        ({}, "c0", Published.HERE, "Docker Engine on Linux"),
        ({"same_machine": False, "flavour": "orbstack"}, "c0", Published.ENGINE,
         "OrbStack, from a container with its socket"),
        ({"same_machine": False, "rootless": True}, None, Published.HERE,
         "Docker Engine, rootless, slirp4netns"),
        ({"same_machine": False, "same_kernel": False, "flavour": "orbstack"}, None,
         Published.HERE, "OrbStack"),
    ],
)  # fmt: skip
def test_seen_from_elsewhere_its_ports_are_elsewhere(
    changes: dict[str, Any], in_container: str | None, published: Published, name: str
) -> None:
    seen = platform_of(engine(**changes), replace(LINUX, in_container=in_container))
    assert (seen.published.value, seen.name) == (published, name)


@pytest.mark.parametrize(
    ("changes", "here"),
    [
        ({}, True),
        ({"same_machine": False}, Unobserved),
        ({"same_machine": False, "rootless": True}, True),
        ({"same_machine": False, "same_kernel": False, "rootless": True}, False),
        ({"same_machine": False, "same_kernel": False, "flavour": "docker-desktop"}, True),
        ({"same_machine": False, "same_kernel": False, "flavour": "podman"}, True),
        ({"same_machine": False, "same_kernel": False}, False),
        ({"same_machine": UNTOLD, "same_kernel": UNTOLD}, Unobserved),
    ],
)
def test_whether_it_publishes_here(changes: dict[str, Any], here: Any) -> None:
    told = publishes_here(engine(**changes))
    assert isinstance(told, Unobserved) if here is Unobserved else told is here


def test_the_families_that_are_always_virtual() -> None:
    assert {"docker-desktop", "colima", "lima", "orbstack", "rancher-desktop"} == VIRTUAL


def test_the_names_that_containers_have() -> None:
    given = {p.key for p in PLATFORMS if p.gives("host.docker.internal")}
    assert {"podman-5", "docker-desktop-mac", "orbstack", "rancher-desktop-mac"} <= given
    assert not given & {"docker-engine", "docker-rootless-pasta", "podman-4", "colima"}
    often = {p.key for p in PLATFORMS if p.may_give("Host.Docker.Internal")}
    assert often - given == {"colima", "lima"}
    assert {p.key for p in PLATFORMS if not p.can_define} == {"podman-4", "podman-4-rootless"}


def test_where_a_call_arrives_at_the_hosts_own_sockets() -> None:
    assert {p.key for p in PLATFORMS if p.bridge_is_the_hosts} == {
        "docker-engine", "podman-5", "podman-4", "wsl-engine", "docker-in-docker",
        "tool-container", "remote",
    }  # fmt: skip


def statements(platform: Platform) -> list[Statement[Any]]:
    return [*(getattr(platform, field) for field in STATEMENTS), *platform.options]


@pytest.mark.parametrize("platform", PLATFORMS, ids=[p.key for p in PLATFORMS])
def test_each_statement_is_measured_by_a_test_or_has_its_source(platform: Platform) -> None:
    for said in statements(platform):
        assert is_there(said.test) if said.test else said.source, said.text
        assert said.text.endswith(".")
    assert platform.recognised.endswith(".")


def test_no_two_platforms_have_the_same_name() -> None:
    assert len({p.key for p in PLATFORMS}) == len({p.name for p in PLATFORMS}) == len(PLATFORMS)
