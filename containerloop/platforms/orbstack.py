"""OrbStack on macOS. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.platforms.traits import HostMode, Statement, as_documented
from containerloop.platforms.virtual_machine import VIRTUAL_MACHINE

_READ = "https://docs.orbstack.dev/docker/network"

ORBSTACK = replace(
    as_documented(VIRTUAL_MACHINE, _READ),
    key="orbstack",
    name="OrbStack",
    family="orbstack",
    recognised="The name or the operating system in its `/info`, or its kernel, is OrbStack's.",
    container_addresses=Statement(
        value=True,
        text="This machine reaches a container at its own address, and as `NAME.orb.local`.",
        source=_READ,
    ),
    host_mode=Statement(
        value=HostMode.THIS_MACHINE,
        text="What listens with `network_mode: host` is on this machine's localhost, and this"
        " machine's localhost answers there.",
        source=_READ,
    ),
)
