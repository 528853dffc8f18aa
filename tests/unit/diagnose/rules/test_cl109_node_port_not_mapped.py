"""CL109 node-port-not-mapped: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trial_keys import trial_key
from containerloop.diagnose.trials import Publish
from containerloop.facts import ClusterNode, Proof
from tests.support.rule_worlds import finding
from tests.support.world import BRIDGE, World

KIND = ClusterNode(tool="kind", cluster="dev")
MINIKUBE = ClusterNode(tool="minikube", cluster="demo")


def cluster(
    port: int = 30080, outcome: str = "refused", node: ClusterNode | None = KIND, **more: Any
) -> World:
    """A node that publishes its API alone, and a NodePort that this machine calls."""
    world = World(project=None)
    made = {"publishes": ["127.0.0.1:8443:6443"], "networks": (BRIDGE,)} | more
    world.container("dev-control-plane", node=node, **made)
    world.attempt("host", f"127.0.0.1:{port}", outcome, resolved="127.0.0.1")
    return world


@pytest.mark.parametrize("port", [30000, 30080, 32767])
def test_a_node_port_that_is_not_published(port: int) -> None:
    world = cluster(port)
    assert world.codes(f"127.0.0.1:{port}", "host") == ["CL109"]
    assert world.report(f"127.0.0.1:{port}", "host").findings[0].summary == (
        "dev-control-plane is a node of the kind cluster dev, and does not publish the NodePort"
        f" {port}: only 8443"
    )


def test_the_port_is_tried_at_the_node() -> None:
    remedy = finding(cluster(), "127.0.0.1:30080", "CL109", "host").remedies[0]
    assert remedy.trial == Publish(container="id-None-dev-control-plane", port=30080)
    assert remedy.host_command == "kubectl --context kind-dev get services --all-namespaces"


def test_minikube_has_a_command_of_its_own() -> None:
    remedy = finding(cluster(node=MINIKUBE), "127.0.0.1:30080", "CL109", "host").remedies[0]
    assert "minikube service NAME --url" in remedy.summary
    assert (remedy.host_command or "").startswith("kubectl --context demo get")


def test_a_port_that_is_not_open_at_the_node_either_is_another_fault() -> None:
    world = cluster()
    trial = finding(world, "127.0.0.1:30080", "CL109", "host").remedies[0].trial
    world.proofs[trial_key(trial)] = Proof(status="refuted", attempt=world.attempts[0])
    assert world.codes("127.0.0.1:30080", "host") == ["CL212"]


@pytest.mark.parametrize(
    "near",
    [
        cluster(29999),
        cluster(32768),
        cluster(node=None),
        cluster(outcome="timed-out"),
        cluster(status="exited"),
        cluster(publishes=["127.0.0.1:30080:80"]),
    ],
    ids=["below", "above", "no node", "lost", "not running", "published"],
)
def test_near_misses(near: World) -> None:
    port = near.attempts[0].address.port
    assert "CL109" not in near.codes(f"127.0.0.1:{port}", "host")


def test_of_two_clusters_nobody_knows_which_is_meant() -> None:
    world = cluster()
    world.container("dev-worker", node=KIND, networks=(BRIDGE,))
    assert world.codes("127.0.0.1:30080", "host") == ["CL109"]
    world.container("demo", node=replace(KIND, cluster="demo"), networks=(BRIDGE,))
    assert world.codes("127.0.0.1:30080", "host") == ["CL212"]


def test_a_datagram_is_not_relayed() -> None:
    world = cluster()
    world.attempts.clear()
    world.attempt("host", "127.0.0.1:30080/udp", "refused", resolved="127.0.0.1")
    assert "CL109" not in world.codes("127.0.0.1:30080/udp", "host")
