"""Map a NodePort to this machine. Pure."""

from __future__ import annotations

import shlex

from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_facts.node_ports import NodePort
from containerloop.diagnose.trials import Publish

_KIND = "map it when the cluster is created (extraPortMappings in kind's configuration)"
_MINIKUBE = "let minikube open a way to it (minikube service NAME --url)"


def mapped_at_creation(node: NodePort, port: int) -> Proposal:
    """What the cluster's own tool offers; a relay at the node stands in for the mapping."""
    tool = _KIND if node.node.tool == "kind" else _MINIKUBE
    context = node.node.cluster if node.node.tool == "minikube" else f"kind-{node.node.cluster}"
    listed = shlex.join(("kubectl", "--context", context, "get", "services", "--all-namespaces"))
    return Proposal(
        summary=f"{tool}, or for now use kubectl port-forward for the Service that has"
        f" NodePort {port}",
        guess=True,
        host_command=listed,
        trial=Publish(container=node.container.id, port=port),
    )
