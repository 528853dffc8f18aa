"""CL308: the nodes of a swarm do not pass a call on."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.rule_facts.swarm_call import (
    LostBetweenNodes,
    OnOtherNodes,
    Unbalanced,
)
from containerloop.diagnose.swarm_findings import led_nowhere, lost_on_the_way, on_another_node
from containerloop.facts import LOST, Maybe, Outcome


@diagnosis("CL308", "overlay-ports-closed", explains=LOST | {Outcome.REFUSED})
def overlay_ports_closed(
    case: Case,
    on_other_nodes: OnOtherNodes | None,
    lost_between_nodes: LostBetweenNodes | None,
    unbalanced: Unbalanced | None,
) -> Maybe[Finding | None]:
    """The nodes of a swarm do not pass a call on.

    ## What it means

    A port published with `mode: host` is open only on nodes that run a task, and any
    other refuses. An overlay network joins containers on several nodes, which need
    these ports open among each other:

        2377/tcp  7946/tcp and udp  4789/udp (VXLAN: the containers' packets)

    If 4789 is closed, names resolve and connections between nodes time out. A service's
    virtual IP and a port of `mode: ingress` need IPVS as well (the kernel's module
    `ip_vs`), which small kernels of virtual machines, containers and WSL come without.

    ## How containerloop knows

    This node's own port was refused, which a manager says is published in mode host,
    by tasks on other nodes. Or a container's call was lost that led to a task which
    runs on another node, and nothing there answered any other call either. Or the
    address is a virtual IP, or the port one of mode ingress, of a service with a task
    that runs, and this machine's kernel has no table of IPVS.

    ## Remedy

    Use the address of a node that has a task, or `mode: ingress`. Open 4789/udp between
    the nodes, in their firewalls and the cloud's; where it is taken or filtered:
    `docker swarm init --data-path-port 7789`. `sudo modprobe ip_vs` on every node;
    without it, `tasks.web` among services, and `mode: host` for published ports.
    """
    if case.outcome is Outcome.REFUSED and on_other_nodes is not None and on_other_nodes.tasks:
        return on_another_node(case, on_other_nodes)
    if lost_between_nodes is not None:
        return lost_on_the_way(case, lost_between_nodes)
    return led_nowhere(case, unbalanced) if unbalanced is not None else None
