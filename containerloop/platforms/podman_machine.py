"""Podman machine: Podman in a virtual machine on macOS and Windows. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.platforms.podman import PODMAN_5
from containerloop.platforms.traits import Given, HostName, Statement, as_documented
from containerloop.platforms.virtual_machine import VIRTUAL_MACHINE

_READ = "podman-machine(1), and containers/podman#11649, #25265"

PODMAN_MACHINE = replace(
    as_documented(VIRTUAL_MACHINE, _READ),
    key="podman-machine",
    name="Podman machine",
    family="podman",
    recognised="Podman on another kernel than this machine's, behind a socket of this machine's.",
    host_names=Statement(
        value=(
            HostName(name="host.containers.internal", given=Given.ALWAYS),
            HostName(name="host.docker.internal", given=Given.ALWAYS),
        ),
        text="`host.containers.internal` and `host.docker.internal` resolve in every container,"
        " by the virtual machine's name server and not by the hosts file.",
        source=_READ,
    ),
    resolver=PODMAN_5.resolver,
    interface=PODMAN_5.interface,
)
