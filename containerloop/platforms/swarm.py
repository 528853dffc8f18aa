"""What a swarm adds to its engines, and Apple's container, which no rule meets. Pure."""

from __future__ import annotations

from containerloop.platforms.traits import Statement

_SWARM = "https://docs.docker.com/engine/swarm/networking/ and .../ingress/"
_APPLE = "apple/container, docs/networking.md"

_SEEN = "tests/live/swarm/test_stack.py::"
_EACH = _SEEN + "test_what_the_swarm_has_is_never_denied_and_each_fix_works"
_WORKER = _SEEN + "test_a_worker_concludes_nothing_of_what_only_a_manager_knows"

SWARM = (
    Statement(
        value="recognised",
        text="Its `/info` says that the node is active in a swarm. A manager tells services, tasks"
        " and nodes; a worker knows its own containers alone, and what is not here is then unknown,"
        " never denied.",
        test=_WORKER,
    ),
    Statement(
        value="stacks",
        text="A stack leaves no trace of its file: it is known by its services' names and images."
        " Changes are made by `docker stack deploy` or `docker service update`, never by `docker"
        " compose`.",
        test=_EACH,
    ),
    Statement(
        value="published ports",
        text="A port published in mode host answers only on the node that has the task.",
        test=_SEEN + "test_a_broken_stack_is_diagnosed",
    ),
    Statement(
        value="ingress",
        text="A port published in mode ingress answers on every node whose kernel has IPVS.",
        source=_SWARM,
    ),
    Statement(
        value="names",
        text="A service's name resolves to its virtual IP, which no container has; `tasks.NAME`"
        " to those of its containers, on every node. A virtual IP needs IPVS.",
        test=_SEEN + "test_a_broken_stack_is_diagnosed",
    ),
    Statement(
        value="probes",
        text="A probe stands in a task's network, on the node that the engine is on; on a network"
        " of the swarm itself only where that is attachable.",
        test=_EACH,
    ),
    Statement(
        value="between nodes",
        text="Containers on two nodes reach each other where UDP 4789 is open between them.",
        test=_SEEN + "test_packets_between_the_nodes_are_missed",
    ),
    Statement(
        value="also between nodes",
        text="Nodes need TCP 2377 and 7946, and UDP 7946, for the swarm itself.",
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
