"""What is alike in every engine that a desktop program runs in a virtual machine. Pure.

The files of those platforms replace what differs there.
"""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.platforms.docker_engine import DOCKER_ENGINE
from containerloop.platforms.traits import (
    Firewall,
    Given,
    HostGateway,
    HostMode,
    HostName,
    Published,
    Statement,
    as_documented,
)

READ = "https://docs.docker.com/desktop/features/networking/"

VIRTUAL_MACHINE = replace(
    as_documented(DOCKER_ENGINE, READ),
    virtual=True,
    host_names=Statement(
        value=(
            HostName(name="host.docker.internal", given=Given.ALWAYS),
            HostName(name="gateway.docker.internal", given=Given.ALWAYS),
        ),
        text="Every container resolves `host.docker.internal`, without `extra_hosts`.",
        source=READ,
    ),
    host_gateway=Statement(
        value=HostGateway.THIS_MACHINE,
        text="`host-gateway` is this machine, as the virtual machine sees it.",
        source=READ,
    ),
    host_servers=Statement(
        value=True,
        text="A server that listens on all addresses of this machine answers by that name.",
        source=READ,
    ),
    host_loopback=Statement(
        value=True,
        text="A server that listens on this machine's 127.0.0.1 only answers by that name, too.",
        source=READ,
    ),
    container_addresses=Statement(
        value=False,
        text="This machine does not reach a container at its own address: the bridges are in the"
        " virtual machine.",
        source=READ,
    ),
    published=Statement(
        value=Published.HERE,
        text="A published port is passed on by a program on this machine, which accepts"
        " connections before the container does.",
        source=READ,
    ),
    host_mode=Statement(
        value=HostMode.ENGINE,
        text="`network_mode: host` is the network of the virtual machine, not this machine's.",
        source=READ,
    ),
    interface=Statement(
        value=DOCKER_ENGINE.interface.value,
        text="As with Docker Engine, but inside the virtual machine.",
        source=READ,
    ),
    firewall=Statement(
        value=Firewall.NONE,
        text="This machine's firewall sees a program of its own that connects, never a bridge or"
        " a subnet of containers.",
        source=READ,
    ),
)
