"""Docker Engine without root, in the network namespace that RootlessKit gives it. Pure.

The network driver decides how it reaches out, the port driver how published ports come in.
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
    Platform,
    Published,
    Statement,
)

_SEEN = "tests/live/rootless/test_platform.py::test_what_is_said_of_a_rootless_engine_is_so"
LOOPBACK_ADDRESS = "10.0.2.2"
"""This machine's loopback to containers of a rootless engine, once its settings allow it."""

ROOTLESS_SLIRP4NETNS = Platform(
    key="docker-rootless-slirp4netns",
    name="Docker Engine, rootless, slirp4netns",
    family="docker",
    rootless=True,
    recognised="The security options in its `/info` have `rootless`, and its `/version` names"
    " slirp4netns as RootlessKit's network driver.",
    host_names=Statement(
        value=(HostName(name="host.docker.internal", given=Given.ON_REQUEST),),
        text="No container has a name for the host, and what `extra_hosts` defines with"
        " `host-gateway` does not lead to this machine. Use this machine's own address.",
        test=_SEEN,
    ),
    host_gateway=Statement(
        value=HostGateway.OWN_NAMESPACE,
        text="`host-gateway` is 172.17.0.1 inside RootlessKit's namespace, on which nothing of"
        " this machine listens.",
        test=_SEEN,
    ),
    host_servers=Statement(
        value=False,
        text="By that name no server of this machine answers. One that listens on 0.0.0.0 or on"
        " this machine's own address answers at that address.",
        test=_SEEN,
    ),
    host_loopback=Statement(
        value=False,
        text="A server that listens on this machine's 127.0.0.1 only cannot be reached.",
        test=_SEEN,
    ),
    container_addresses=Statement(
        value=False,
        text="This machine does not reach a container at its own address.",
        test=_SEEN,
    ),
    published=Statement(
        value=Published.HERE,
        text="A published port is one of this machine, on the addresses that were asked for;"
        " RootlessKit listens there. Ports below 1024 need a setting of this machine's.",
        test=_SEEN,
    ),
    host_mode=Statement(
        value=HostMode.ENGINE,
        text="`network_mode: host` is the network of RootlessKit's namespace: this machine does"
        " not reach what listens there.",
        test=_SEEN,
    ),
    resolver=DOCKER_ENGINE.resolver,
    interface=Statement(
        value=DOCKER_ENGINE.interface.value,
        text="As with root, but inside RootlessKit's namespace: this machine has no such"
        " interface.",
        test=_SEEN,
    ),
    firewall=Statement(
        value=Firewall.NONE,
        text="What containers send to this machine comes from a process of the user's, so no"
        " rule about bridges or subnets of containers applies.",
        source="https://docs.docker.com/engine/security/rootless/",
    ),
    options=(
        Statement(
            value="host loopback",
            text="With `DOCKERD_ROOTLESS_ROOTLESSKIT_DISABLE_HOST_LOOPBACK=false` in the engine's"
            " environment and `--host-gateway-ip=10.0.2.2`, `host-gateway` is this machine, its"
            " 127.0.0.1 included.",
            test=_SEEN,
        ),
    ),
)  # fmt: skip

ROOTLESS_PASTA = replace(
    ROOTLESS_SLIRP4NETNS,
    key="docker-rootless-pasta",
    name="Docker Engine, rootless, pasta",
    recognised="The security options in its `/info` have `rootless`, and its `/version` names"
    " pasta as RootlessKit's network driver. RootlessKit 2 allows no other port driver with it"
    " than `implicit`: pasta itself passes on what listens in the namespace.",
    published=Statement(
        value=Published.HERE_ON_WILDCARDS,
        text="A port published on all addresses is one of this machine a second later. One that is"
        " published on 127.0.0.1 accepts connections there and ends them, and one of the range for"
        " outgoing connections (net.ipv4.ip_local_port_range) is not passed on.",
        test=_SEEN,
    ),
    host_mode=Statement(
        value=HostMode.PASSED_ON,
        text="`network_mode: host` is the network of RootlessKit's namespace. What listens there"
        " on all addresses is passed on to this machine; its 127.0.0.1 is not this machine's.",
        test=_SEEN,
    ),
)
