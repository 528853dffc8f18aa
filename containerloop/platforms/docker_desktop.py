"""Docker Desktop on macOS, Windows and Linux. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.platforms.traits import HostMode, Statement
from containerloop.platforms.virtual_machine import VIRTUAL_MACHINE

_HOST = "https://docs.docker.com/engine/network/drivers/host/ (Docker Desktop)"
_NAMED = "The operating system in its `/info`, or its product, is `Docker Desktop`"

DESKTOP_MAC = replace(
    VIRTUAL_MACHINE,
    key="docker-desktop-mac",
    name="Docker Desktop on macOS",
    family="docker-desktop",
    recognised=f"{_NAMED}, and the command runs on macOS.",
    host_mode=Statement(
        value=HostMode.ENGINE,
        text="`network_mode: host` is the network of the virtual machine, unless *host networking*"
        " is enabled in the settings (4.34 and later).",
        source=_HOST,
    ),
)
DESKTOP_WINDOWS = replace(
    DESKTOP_MAC,
    key="docker-desktop-windows",
    name="Docker Desktop on Windows",
    recognised=f"{_NAMED}, with the kernel of WSL 2 or a command that runs on Windows.",
)
DESKTOP_LINUX = replace(
    DESKTOP_MAC,
    key="docker-desktop-linux",
    name="Docker Desktop on Linux",
    recognised=f"{_NAMED}, and the command runs on Linux.",
)
