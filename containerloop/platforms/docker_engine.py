"""Docker Engine on Linux, with root: the bridges are the host's own. Pure."""

from __future__ import annotations

from containerloop.platforms.traits import (
    Firewall,
    Given,
    HostGateway,
    HostMode,
    HostName,
    Interface,
    Platform,
    Published,
    Resolver,
    Statement,
)

_SEEN = "tests/live/test_platforms.py::test_what_is_said_of_docker_engine_is_so"
_FIXTURES = (
    "tests/live/test_fixtures.py::test_broken_is_diagnosed_and_the_printed_remedy_repairs_it"
)

DOCKER_ENGINE = Platform(
    key="docker-engine",
    name="Docker Engine on Linux",
    family="docker",
    recognised="Its `/info` names no virtual machine, and its security options no `rootless`.",
    host_names=Statement(
        value=(HostName(name="host.docker.internal", given=Given.ON_REQUEST),),
        text="No container has a name for the host unless `extra_hosts` defines one:"
        ' `extra_hosts: ["host.docker.internal:host-gateway"]`.',
        test=_SEEN,
    ),
    host_gateway=Statement(
        value=HostGateway.BRIDGE,
        text="`host-gateway` is the host's address on the default bridge, mostly 172.17.0.1.",
        test=_SEEN,
    ),
    host_servers=Statement(
        value=True,
        text="A server of the host that listens on 0.0.0.0 or on the bridge's address answers"
        " containers.",
        test=_SEEN,
    ),
    host_loopback=Statement(
        value=False,
        text="A server that listens on the host's 127.0.0.1 only is refused to containers.",
        test=_SEEN,
    ),
    container_addresses=Statement(
        value=True, text="The host reaches a container at its own address.", test=_SEEN
    ),
    published=Statement(
        value=Published.HERE,
        text="A published port is one of the host, on the addresses that were asked for.",
        test=_SEEN,
    ),
    host_mode=Statement(
        value=HostMode.THIS_MACHINE,
        text="`network_mode: host` is the network of the host: 127.0.0.1 is the host's there.",
        test=_SEEN,
    ),
    resolver=Statement(
        value=Resolver.EMBEDDED,
        text="On user-defined networks Docker's resolver at 127.0.0.11 knows services and"
        " containers; the default bridge has no names.",
        test=_SEEN,
    ),
    interface=Statement(
        value=Interface.DOCKER,
        text="A network's interface is `br-` and the first 12 characters of its id, the default"
        " one's `docker0`.",
        test=_SEEN,
    ),
    firewall=Statement(
        value=Firewall.HOST,
        text="The host's firewall (iptables, nftables, ufw, firewalld) sees what containers send"
        " to the host: `sudo iptables -vnL INPUT`.",
        test=_FIXTURES,
    ),
)  # fmt: skip
