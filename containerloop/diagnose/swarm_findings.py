"""What there is to say of a call that a swarm does not pass on, in its three forms. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.other_nodes import open_the_nodes, where_it_is
from containerloop.diagnose.remedies.past_the_balancing import ways_past
from containerloop.diagnose.rule_facts.swarm_call import (
    LostBetweenNodes,
    OnOtherNodes,
    Unbalanced,
)
from containerloop.diagnose.swarm_evidence import no_ipvs, published_by, runs_on


def on_another_node(case: Case, found: OnOtherNodes) -> Finding:
    """A port in mode host, called on a node that has no task of the service."""
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


def lost_on_the_way(case: Case, found: LostBetweenNodes) -> Finding:
    """What a container sends to a task on another node does not get there."""
    return Finding(
        summary=f"{case.label(case.caller)} gets no answer from {found.task.task.name} on"
        f" {found.task.node}: what the overlay network sends between the nodes is lost",
        subject=f"node {found.task.node}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), runs_on(found.task)),
        remedies=(open_the_nodes(case, found.task),),
    )


def led_nowhere(case: Case, found: Unbalanced) -> Finding:
    """A virtual IP or a port in mode ingress, where the kernel cannot balance."""
    service, port = found.service, found.port
    what = f"ingress port {port.host_port}" if port else f"virtual IP {case.symptom.best.resolved}"
    return Finding(
        summary=f"the {what} of {service.name} leads nowhere: this node's kernel has no IPVS,"
        " by which a swarm passes calls on to tasks",
        subject=f"ipvs {service.name}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), published_by(service), no_ipvs()),
        remedies=ways_past(case, found),
    )
