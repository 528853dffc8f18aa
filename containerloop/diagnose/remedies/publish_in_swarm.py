"""A port of a swarm's service published on the nodes that run its tasks. Pure."""

from __future__ import annotations

import shlex

from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.diagnose.trials import Trial
from containerloop.facts import Address, Transport


def published_by_its_node(
    server: ContainerServer, host_port: int, transport: Transport, trial: Trial
) -> Proposal:
    """In mode host, which needs nothing of the swarm's own balancing; on all of its addresses."""
    service, asked = server.container.task_of or "", host_port or server.port
    option = f"mode=host,target={server.port},published={asked}"
    option += ",protocol=udp" if transport is Transport.UDP else ""
    words = ("docker", "service", "update", "--publish-add", option, service)
    return Proposal(
        summary=f"publish port {server.port} of {service} on all addresses of the node that runs"
        " it; write it into the stack's file too",
        address=Address(host="127.0.0.1", port=asked, transport=transport),
        host_command=shlex.join(words),
        trial=trial,
    )
