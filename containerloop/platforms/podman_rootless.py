"""Podman without root, as its Docker-compatible API shows it. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.platforms.podman import PODMAN_4, PODMAN_5
from containerloop.platforms.traits import (
    Firewall,
    HostAt,
    HostGateway,
    Published,
    Statement,
    as_measured,
)

_SEEN = "tests/live/podman/test_platform.py::test_what_is_said_of_podman_is_so"
_RUN = "podman-run(1), --network (pasta, slirp4netns)"

_PODMAN_5_ROOTLESS = replace(
    PODMAN_5,
    key="podman-5-rootless",
    name="Podman 5, rootless (pasta)",
    rootless=True,
    host_at=HostAt.WAY_OUT,
    recognised="As Podman 5, and the security options in its `/info` have `rootless`.",
    host_gateway=Statement(
        value=HostGateway.THIS_MACHINE,
        text="`host-gateway` is 169.254.1.2, which pasta makes the address of this machine.",
        source=_RUN,
    ),
    host_servers=Statement(
        value=True,
        text="A server that listens on 0.0.0.0 or on this machine's own address answers at"
        " `host.containers.internal`; this machine's own address is the container itself there.",
        source=_RUN,
    ),
    host_loopback=Statement(
        value=False,
        text="A server that listens on this machine's 127.0.0.1 only is refused to containers.",
        source=_RUN,
    ),
    container_addresses=Statement(
        value=False,
        text="This machine does not reach a container at its own address.",
        source=_RUN,
    ),
    published=Statement(
        value=Published.HERE,
        text="A published port is one of this machine, on the addresses that were asked for."
        " Ports below 1024 need a setting of this machine's.",
        source=_RUN,
    ),
    interface=Statement(
        value=PODMAN_5.interface.value,
        text="As with root, but in a network namespace of the user's: this machine has no such"
        " interface.",
        source=_RUN,
    ),
    firewall=Statement(
        value=Firewall.NONE,
        text="What containers send to this machine comes from a process of the user's, so no"
        " rule about bridges or subnets of containers applies.",
        source=_RUN,
    ),
    options=(
        Statement(
            value="pasta options",
            text="With `network_mode: pasta:-T,5432` the container's own 127.0.0.1:5432 is that of"
            " this machine; `pasta:--map-host-loopback,ADDRESS` makes an address of it.",
            source=_RUN,
        ),
    ),
)

_PODMAN_4_ROOTLESS = replace(
    _PODMAN_5_ROOTLESS,
    key="podman-4-rootless",
    name="Podman 4, rootless (slirp4netns)",
    recognised="As Podman 4, and its `/info` has `Rootless: true`.",
    host_names=PODMAN_4.host_names,
    host_gateway=PODMAN_4.host_gateway,
    host_servers=Statement(
        value=True,
        text="A server that listens on 0.0.0.0 or on this machine's own address answers at"
        " `host.containers.internal`, which is that address.",
        source=_RUN,
    ),
    options=(
        Statement(
            value="slirp4netns options",
            text="With `network_mode: slirp4netns:allow_host_loopback=true` 10.0.2.2 is this"
            " machine, its 127.0.0.1 included.",
            source=_RUN,
        ),
    ),
)

PODMAN_5_ROOTLESS = as_measured(_PODMAN_5_ROOTLESS, _SEEN, "interface", "firewall")
PODMAN_4_ROOTLESS = as_measured(_PODMAN_4_ROOTLESS, _SEEN, "interface", "firewall")
