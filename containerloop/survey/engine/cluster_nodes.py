"""Which containers are nodes of a Kubernetes cluster, by the labels that their tools give. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from containerloop.facts import ClusterNode

_KIND, _MINIKUBE = "io.x-k8s.kind.cluster", "name.minikube.sigs.k8s.io"


def cluster_node(labels: Mapping[str, str]) -> ClusterNode | None:
    """The cluster that a container is a node of; None for any other container.

    kind's load balancer has the cluster's label and is no node.

    >>> cluster_node({"io.x-k8s.kind.cluster": "dev", "io.x-k8s.kind.role": "worker"})
    ClusterNode(tool='kind', cluster='dev')
    """
    if _KIND in labels and labels.get("io.x-k8s.kind.role") != "external-load-balancer":
        return ClusterNode(tool="kind", cluster=labels[_KIND])
    if _MINIKUBE in labels:
        return ClusterNode(tool="minikube", cluster=labels[_MINIKUBE])
    return None
