"""Docker Engine inside a WSL 2 distribution, as seen from that distribution. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.platforms.docker_engine import DOCKER_ENGINE
from containerloop.platforms.traits import Statement, as_documented

_READ = "https://learn.microsoft.com/windows/wsl/networking"

WSL_ENGINE = replace(
    as_documented(DOCKER_ENGINE, _READ),
    key="wsl-engine",
    name="Docker Engine inside a WSL 2 distribution",
    host_is="the distribution, not Windows",
    recognised="Docker Engine whose kernel release contains `microsoft`.",
    host_gateway=Statement(
        value=DOCKER_ENGINE.host_gateway.value,
        text="`host-gateway` is the distribution, not Windows.",
        source=_READ,
    ),
    host_servers=Statement(
        value=True,
        text="A server of the distribution answers containers as on Linux. One on Windows answers"
        " at the address of Windows: in NAT mode the distribution's default gateway.",
        source=_READ,
    ),
    container_addresses=Statement(
        value=True,
        text="The distribution reaches a container at its own address; Windows does not.",
        source=_READ,
    ),
    published=Statement(
        value=DOCKER_ENGINE.published.value,
        text="A published port is one of the distribution. Windows reaches it at localhost, other"
        " machines only in mirrored mode or through a port proxy of Windows.",
        source=_READ,
    ),
    host_mode=Statement(
        value=DOCKER_ENGINE.host_mode.value,
        text="`network_mode: host` is the network of the distribution.",
        source=_READ,
    ),
    firewall=Statement(
        value=DOCKER_ENGINE.firewall.value,
        text="The distribution's own firewall; in mirrored mode also that of Hyper-V on Windows.",
        source=_READ,
    ),
)
