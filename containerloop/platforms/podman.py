"""Podman with root, as its Docker-compatible API shows it. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.platforms.docker_engine import DOCKER_ENGINE
from containerloop.platforms.traits import (
    Given,
    HostAt,
    HostGateway,
    HostName,
    Interface,
    Resolver,
    Statement,
    as_documented,
    as_measured,
)

_SEEN = "tests/live/podman/test_platform.py::test_what_is_said_of_podman_is_so"
_RUN = "podman-run(1), --add-host; containers.conf(5), host_containers_internal_ip"
_NETWORK = "podman-network-create(1), --disable-dns and --interface-name"

_PODMAN_5 = replace(
    as_documented(DOCKER_ENGINE, _RUN),
    key="podman-5",
    name="Podman 5",
    family="podman",
    host_at=HostAt.OWN_BRIDGE,
    probe_sees_mounts=False,
    recognised="Its `/version` has the component `Podman Engine`, in version 5 or later.",
    host_names=Statement(
        value=(
            HostName(name="host.containers.internal", given=Given.ALWAYS),
            HostName(name="host.docker.internal", given=Given.ALWAYS),
        ),
        text="Every container has `host.containers.internal` and `host.docker.internal` in its"
        " hosts file, without `extra_hosts`.",
        source=_RUN,
    ),
    host_gateway=Statement(
        value=HostGateway.BRIDGE,
        text="`host-gateway` is the host's address on the container's own bridge.",
        source=_RUN,
    ),
    resolver=Statement(
        value=Resolver.GATEWAY,
        text="On networks made with `podman network create` aardvark-dns answers at the"
        " network's gateway; the default network `podman` has no names.",
        source=_NETWORK,
    ),
    interface=Statement(
        value=Interface.PODMAN,
        text="The interfaces are `podman0`, `podman1` and so on; a bridge is there only while a"
        " container is on it.",
        source=_NETWORK,
    ),
)

_PODMAN_4 = replace(
    _PODMAN_5,
    key="podman-4",
    name="Podman 4",
    recognised="Its `/version` has the component `Podman Engine`, in version 4.",
    host_names=Statement(
        value=(HostName(name="host.containers.internal", given=Given.ALWAYS),),
        text="Every container has `host.containers.internal` in its hosts file, without"
        " `extra_hosts`; `host.docker.internal` cannot be had.",
        source=_RUN,
    ),
    host_gateway=Statement(
        value=HostGateway.NOTHING,
        text="`host-gateway` is not known to releases before 4.7: it is written into the hosts"
        " file as it stands.",
        source=_RUN,
    ),
)

PODMAN_5 = as_measured(_PODMAN_5, _SEEN, "firewall")
PODMAN_4 = replace(
    as_measured(_PODMAN_4, _SEEN, "firewall"),
    options=(
        Statement(
            value="0.0.0.0 in ports",
            text="With root, `0.0.0.0:8080:80` is not reached at any address in 4.3: write"
            " `8080:80`.",
            test="tests/live/podman/test_platform.py"
            "::test_a_wildcard_that_is_written_out_leads_nowhere_on_podman_4_with_root",
        ),
    ),
)
