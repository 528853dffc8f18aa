"""What a swarm adds to its engines, and Apple's container, which no rule meets. Pure."""

from __future__ import annotations

from containerloop.platforms.traits import Statement

_SWARM = "https://docs.docker.com/engine/swarm/networking/ and .../ingress/"
_APPLE = "apple/container, docs/networking.md"

SWARM = (
    Statement(
        value="recognised",
        text="Its `/info` says that the node is active in a swarm.",
        source=_SWARM,
    ),
    Statement(
        value="published ports",
        text="A port published in ingress mode answers on every node, one in host mode only on"
        " the node that has the task.",
        source=_SWARM,
    ),
    Statement(
        value="names",
        text="A service's name resolves to its virtual IP, which no container has; `tasks.NAME`"
        " to those of its containers.",
        source=_SWARM,
    ),
    Statement(
        value="between nodes",
        text="Nodes need TCP 2377 and 7946, UDP 7946 and 4789 open between them.",
        source=_SWARM,
    ),
)
APPLE_CONTAINER = (
    Statement(
        value="recognised",
        text="It has no Docker API: containerloop cannot ask it anything.",
        source=_APPLE,
    ),
    Statement(
        value="container addresses",
        text="Each container is a virtual machine with an address of its own in 192.168.64.0/24,"
        " which this machine reaches.",
        source=_APPLE,
    ),
    Statement(
        value="names",
        text="Containers have names only after `container system dns create`, and none on custom"
        " networks.",
        source=_APPLE,
    ),
    Statement(
        value="published ports",
        text="`--publish` forwards from this machine's loopback.",
        source=_APPLE,
    ),
)
