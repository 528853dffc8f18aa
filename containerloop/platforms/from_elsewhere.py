"""An engine in a container or on another machine, and a command in a container. Pure.

What is true on the engine's own host is not true where the command runs.
"""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.platforms.docker_engine import DOCKER_ENGINE
from containerloop.platforms.traits import HostMode, Platform, Published, Statement, as_documented

_DIND = "https://hub.docker.com/_/docker, and docs.gitlab.com/ci/docker/using_docker_build"
_REMOTE = "https://docs.docker.com/engine/network/port-publishing/ (ports of the engine's host)"
_TOOL = "testcontainers-java#6321, testcontainers-node#234"

DOCKER_IN_DOCKER = replace(
    as_documented(DOCKER_ENGINE, _DIND),
    key="docker-in-docker",
    name="Docker in Docker",
    recognised="The name in its `/info` is that of a container: 12 digits and letters from a to f.",
    host_gateway=Statement(
        value=DOCKER_ENGINE.host_gateway.value,
        text="`host-gateway` is the container that the engine runs in.",
        source=_DIND,
    ),
    host_servers=Statement(
        value=False,
        text="Containers reach servers of the container that the engine runs in, not of the"
        " machine below it.",
        source=_DIND,
    ),
    container_addresses=Statement(
        value=False,
        text="Only the container that the engine runs in reaches its containers' addresses.",
        source=_DIND,
    ),
    published=Statement(
        value=Published.ENGINE,
        text="A published port is one of the container that the engine runs in: use that"
        " container's name or address, such as `docker:8080`, instead of localhost.",
        source=_DIND,
    ),
    host_mode=Statement(
        value=HostMode.ENGINE,
        text="`network_mode: host` is the network of the container that the engine runs in.",
        source=_DIND,
    ),
)


def from_a_container(platform: Platform) -> Platform:
    """A platform as it is for a command that runs in a container beside the others."""
    return replace(
        platform,
        key=f"{platform.key}-from-a-container",
        name=f"{platform.name}, from a container with its socket",
        recognised=f"{platform.recognised} containerloop itself runs in a container.",
        container_addresses=Statement(
            value=True,
            text="A container's own address answers if both are on one network.",
            source=_TOOL,
        ),
        published=Statement(
            value=Published.ENGINE,
            text="A published port is one of the engine's machine, not of this container: use"
            " the gateway's address or `host.docker.internal` instead of localhost.",
            source=_TOOL,
        ),
        host_mode=Statement(
            value=HostMode.ENGINE,
            text="`network_mode: host` is the network of the engine's machine, not of this"
            " container.",
            source=_TOOL,
        ),
    )


def from_another_machine(platform: Platform) -> Platform:
    """A platform as it is for a command that runs on another machine than the engine."""
    return replace(
        platform,
        key=f"{platform.key}-elsewhere",
        name=f"{platform.name}, on another machine",
        recognised=f"{platform.recognised} Its host's network is not this machine's.",
        container_addresses=Statement(
            value=False,
            text="This machine does not reach a container at its own address, unless it has a"
            " route to that network.",
            source=_REMOTE,
        ),
        published=Statement(
            value=Published.ENGINE,
            text="A published port is one of the engine's machine: use that machine's name or"
            " address instead of localhost.",
            source=_REMOTE,
        ),
        host_mode=Statement(
            value=HostMode.ENGINE,
            text="`network_mode: host` is the network of the engine's machine.",
            source=_REMOTE,
        ),
    )


TOOL_CONTAINER = replace(
    from_a_container(DOCKER_ENGINE), key="tool-container", name="A container with the socket"
)
REMOTE_ENGINE = replace(
    from_another_machine(DOCKER_ENGINE), key="remote", name="Docker Engine on another machine"
)
