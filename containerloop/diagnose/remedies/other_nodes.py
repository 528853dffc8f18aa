"""Ways to what runs on another node of a swarm. Pure."""

from __future__ import annotations

import shlex

from msgspec.structs import replace

from containerloop.diagnose.case import Case
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.rule_facts.swarm_call import AwayTask, OnOtherNodes
from containerloop.diagnose.trials import Untriable
from containerloop.facts import SwarmPort
from containerloop.topology.swarm_services import node_called

_NO_CHANGE = "it would change the service"


def where_it_is(case: Case, found: OnOtherNodes) -> tuple[Proposal, ...]:
    """The port at the nodes that have it, by their addresses; then one that every node opens."""
    at = dict.fromkeys(each.address for each in found.tasks if each.address)
    ways = [instead(case, replace(case.address, host=address)) for address in at]
    return (*ways, _everywhere(found))


def _everywhere(found: OnOtherNodes) -> Proposal:
    old, new = option(found.port, "host"), option(found.port, "ingress")
    words = ["--publish-rm", old, "--publish-add", new, found.service.name]
    return Proposal(
        summary=f"publish port {found.port.host_port} of {found.service.name} in mode ingress,"
        " which opens it on every node; in the stack's file too",
        host_command=shlex.join(["docker", "service", "update", *words]),
        trial=Untriable(reason=_NO_CHANGE),
    )


def option(port: SwarmPort, mode: str) -> str:
    """A published port as `docker service update` takes it."""
    return (
        f"mode={mode},target={port.container_port},published={port.host_port}"
        f",protocol={port.transport}"
    )


def open_the_nodes(case: Case, away: AwayTask) -> Proposal:
    """The ports among nodes; whose firewall closes them is not seen."""
    swarm = case.inventory.survey.swarm
    own = node_called(swarm.node, case.inventory)[0] if swarm is not None else "this node"
    return Proposal(
        summary=f"open UDP 4789, and 7946 for TCP and UDP, between {own} and {away.node}"
        f" ({away.address}), in both firewalls and in the cloud's",
        trial=Untriable(reason="a firewall between two machines is not changed to find out"),
    )
