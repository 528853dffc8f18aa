"""Nodes of Kubernetes clusters, by their labels."""

import pytest

from containerloop.facts import ClusterNode
from containerloop.survey.engine.cluster_nodes import cluster_node
from containerloop.survey.engine.containers import listed_container

KIND = {"io.x-k8s.kind.cluster": "dev"}


@pytest.mark.parametrize(
    ("labels", "node"),
    [
        (KIND, ClusterNode(tool="kind", cluster="dev")),
        (KIND | {"io.x-k8s.kind.role": "worker"}, ClusterNode(tool="kind", cluster="dev")),
        (KIND | {"io.x-k8s.kind.role": "external-load-balancer"}, None),
        (
            {"name.minikube.sigs.k8s.io": "minikube"},
            ClusterNode(tool="minikube", cluster="minikube"),
        ),
        ({"com.docker.compose.project": "kind"}, None),
        ({}, None),
    ],
)
def test_the_labels_tell(labels: dict[str, str], node: ClusterNode | None) -> None:
    assert cluster_node(labels) == node


def test_the_list_of_containers_tells_it_too() -> None:
    raw = {"Id": "1", "Names": ["/dev"], "State": "running", "Labels": KIND}
    assert listed_container(raw).node == ClusterNode(tool="kind", cluster="dev")
