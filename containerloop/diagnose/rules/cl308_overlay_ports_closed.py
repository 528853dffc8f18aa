"""CL308: the nodes of a swarm do not pass a call on to one another."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.other_nodes import open_the_nodes, where_it_is
from containerloop.diagnose.rule_facts.swarm_call import LostBetweenNodes, OnOtherNodes
from containerloop.diagnose.swarm_evidence import published_by, runs_on
from containerloop.facts import LOST, Outcome


@diagnosis("CL308", "overlay-ports-closed", explains=LOST | {Outcome.REFUSED})
def overlay_ports_closed(
    case: Case, on_other_nodes: OnOtherNodes | None, lost_between_nodes: LostBetweenNodes | None
) -> Finding | None:
    """The nodes of a swarm do not pass a call on to one another.

    ## What it means

    A port published with `mode: host` is open only on nodes that run a task, and any
    other refuses. An overlay network joins containers on several nodes, which need
    these ports open among each other:

        2377/tcp  7946/tcp and udp  4789/udp (VXLAN: the containers' packets)

    If 4789 is closed, names resolve and connections between nodes time out.

    ## How containerloop knows

    This node's own port was refused, which a manager says is published in mode host,
    by tasks on other nodes. Or a container's call was lost that led to a task which
    runs on another node, and nothing there answered any other call either.

    ## Remedy

    Use the address of a node that has a task, or `mode: ingress`, which opens the port
    on every node. Open 4789/udp between the nodes, in their firewalls and the cloud's;
    where it is taken or filtered: `docker swarm init --data-path-port 7789`.
    """
    if case.outcome is Outcome.REFUSED and on_other_nodes is not None and on_other_nodes.tasks:
        return _on_another(case, on_other_nodes)
    return _lost(case, lost_between_nodes) if lost_between_nodes else None


def _on_another(case: Case, found: OnOtherNodes) -> Finding:
    nodes = " and ".join(dict.fromkeys(each.node for each in found.tasks))
    return Finding(
        summary=f"port {case.port} of {found.service.name} is published in mode host, and its"
        f" task runs on {nodes}, not on this node",
        subject=f"{found.service.name} {case.port}",
        evidence=(
            failed_attempt(case.symptom),
            published_by(found.service),
            *map(runs_on, found.tasks),
        ),
        remedies=where_it_is(case, found),
    )


def _lost(case: Case, found: LostBetweenNodes) -> Finding:
    return Finding(
        summary=f"{case.label(case.caller)} gets no answer from {found.task.task.name} on"
        f" {found.task.node}: what the overlay network sends between the nodes is lost",
        subject=f"node {found.task.node}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), runs_on(found.task)),
        remedies=(open_the_nodes(found.task),),
    )
