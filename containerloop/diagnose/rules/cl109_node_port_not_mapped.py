"""CL109: a Kubernetes node's container does not publish the NodePort."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, failed_attempt
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.node_ports import mapped_at_creation
from containerloop.diagnose.rule_facts.node_ports import NodePort
from containerloop.facts import Outcome


@diagnosis("CL109", "node-port-not-mapped", explains={Outcome.REFUSED})
def node_port_not_mapped(case: Case, node_port: NodePort | None) -> Finding | None:
    """A Kubernetes node runs as a container, and no published port maps to the NodePort.

    ## What it means

    kind and minikube run cluster nodes as containers. A Service of type NodePort
    opens its port in the node, which is a container like any other: this machine
    reaches only what that container publishes.

        this machine --> localhost:30080 --x      +-- kind-control-plane --+
                                                  |  NodePort 30080 --> pod |
                                                  +-------------------------+

    ## How containerloop knows

    The port is refused here, it is one of 30000 to 32767, and a running container with
    kind's or minikube's label does not publish it. A relay tries the port at that
    node; where it is not open there either, this is not the cause.

    ## Remedy

    For the moment: `kubectl port-forward service/web 8080:80`. For good, map the port
    when the cluster is created (kind):

        nodes:
          - role: control-plane
            extraPortMappings:
              - containerPort: 30080
                hostPort: 30080

    The ports of an existing node cannot be changed; the cluster has to be created
    again. With minikube, `minikube service web --url` prints an address that works.

    Not tested live: a cluster; another server stood in a container with kind's label.
    """
    if node_port is None:
        return None
    node, port = node_port.container, case.address.port
    said = f"{node.name} is a node of the {node_port.node.tool} cluster {node_port.node.cluster}"
    publishes = ", ".join(str(p.host_port) for p in node.published) or "nothing"
    return Finding(
        summary=f"{said}, and does not publish the NodePort {port}: only {publishes}",
        subject=f"{node.name} {port}",
        evidence=(
            configured(node, said, "Config.Labels"),
            configured(node, f"{node.name} publishes {publishes}", "NetworkSettings.Ports"),
            failed_attempt(case.symptom),
        ),
        remedies=(mapped_at_creation(node_port, port),),
        alone=True,
    )
