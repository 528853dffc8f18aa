"""The node of a Kubernetes cluster whose NodePort may be meant. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.facts import (
    ClusterNode,
    Container,
    Transport,
    Value,
)

NODE_PORTS = range(30000, 32768)
"""Kubernetes' default for `--service-node-port-range`."""


class NodePort(Value, frozen=True):
    """A running container that is a node, and the cluster that it is of."""

    container: Container
    node: ClusterNode


def node_port(case: Case) -> NodePort | None:
    """The first running node, where this machine calls such a port that nothing maps anywhere.

    Every node of a cluster opens a NodePort. Of two clusters nobody knows which is meant.
    """
    address = case.address
    from_here = case.client is None and case.destination.kind == "host"
    if not from_here or address.port not in NODE_PORTS or address.transport is Transport.UDP:
        return None
    containers = case.inventory.containers
    found = [NodePort(c, c.node) for c in containers if c.node and c.state.running]
    clusters = {(each.node.tool, each.node.cluster) for each in found}
    return found[0] if len(clusters) == 1 else None
