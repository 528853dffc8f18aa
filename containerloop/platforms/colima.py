"""Colima, and Lima with its own template for Docker. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.platforms.traits import Given, HostName, Statement, as_documented
from containerloop.platforms.virtual_machine import VIRTUAL_MACHINE

_COLIMA = "abiosoft/colima, environment/container/docker/daemon.go (host-gateway-ip)"
_LIMA = "https://lima-vm.io/docs/config/network/user/ (host.lima.internal, port forwarding)"

COLIMA = replace(
    as_documented(VIRTUAL_MACHINE, _COLIMA),
    key="colima",
    name="Colima",
    family="colima",
    recognised="The name in its `/info` begins with `colima`.",
    host_names=Statement(
        value=(
            HostName(name="host.docker.internal", given=Given.MOSTLY),
            HostName(name="host.lima.internal", given=Given.MOSTLY),
        ),
        text="Containers mostly resolve `host.docker.internal`; where they do not,"
        ' `extra_hosts: ["host.docker.internal:host-gateway"]` defines it.',
        source=_COLIMA,
    ),
)
LIMA = replace(
    as_documented(COLIMA, _LIMA),
    key="lima",
    name="Lima (its template for Docker)",
    family="lima",
    recognised="The name in its `/info` begins with `lima-`.",
)
