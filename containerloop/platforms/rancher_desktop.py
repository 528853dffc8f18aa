"""Rancher Desktop on macOS and Windows. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.platforms.traits import Given, HostGateway, HostName, Statement, as_documented
from containerloop.platforms.virtual_machine import VIRTUAL_MACHINE

_READ = "https://docs.rancherdesktop.io/faq/, and rancher-sandbox/rancher-desktop#5095"

RANCHER_MAC = replace(
    as_documented(VIRTUAL_MACHINE, _READ),
    key="rancher-desktop-mac",
    name="Rancher Desktop on macOS",
    family="rancher-desktop",
    recognised="The name in its `/info` is `lima-rancher-desktop`.",
    host_names=Statement(
        value=(
            HostName(name="host.docker.internal", given=Given.ALWAYS),
            HostName(name="host.rancher-desktop.internal", given=Given.ALWAYS),
        ),
        text="Every container resolves `host.docker.internal` and `host.rancher-desktop.internal`,"
        " without `extra_hosts`.",
        source=_READ,
    ),
)
RANCHER_WINDOWS = replace(
    RANCHER_MAC,
    key="rancher-desktop-windows",
    name="Rancher Desktop on Windows",
    recognised="The operating system in its `/info` is `Rancher Desktop WSL Distribution`.",
    host_gateway=Statement(
        value=HostGateway.OWN_NAMESPACE,
        text="`host-gateway` is an address inside the engine's own network namespace, not this"
        " machine: use the names, without `extra_hosts`.",
        source=_READ,
    ),
)
