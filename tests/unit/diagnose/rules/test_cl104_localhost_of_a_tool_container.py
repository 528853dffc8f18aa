"""CL104 localhost-of-a-tool-container: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.diagnose.trials import Dial
from containerloop.facts import Route
from tests.support.rule_worlds import finding
from tests.support.world import World

GATEWAY = Route(destination="0.0.0.0/0", gateway="172.17.0.1", interface="eth0")


def from_a_job(
    publishes: str = "8080:80", outcome: str = "refused", own: str = "id-None-job", **engine: Any
) -> World:
    """A job with the socket calls localhost:8080, which web publishes beside it."""
    world = World(engine={"same_machine": False, "same_kernel": True} | engine)
    world.container("job", project=None)
    world.container("web", listens=["0.0.0.0:80"], publishes=[publishes])
    world.machine = {"in_container": own, "routes": (GATEWAY,)}
    world.addresses = ("127.0.0.1", "172.17.0.2")
    world.attempt("host", "localhost:8080", outcome, resolved="127.0.0.1")
    return world


def test_the_port_is_on_the_engines_machine() -> None:
    world = from_a_job()
    found = finding(world, "localhost:8080", "CL104")
    assert found.summary == (
        "containerloop runs in a container itself (job), and port 8080 of web is published on the"
        " engine's machine, not in that container"
    )
    gateway, beside = found.remedies
    assert isinstance(gateway.trial, Dial)
    assert str(gateway.address) == "172.17.0.1:8080"
    assert "connect this container to the network shop_default" in beside.summary
    notes = world.report("localhost:8080").notes
    assert 'containerloop runs in the container job: that is "this machine" here' in notes


def test_on_the_loopback_of_that_machine_it_takes_another_publication() -> None:
    first = finding(from_a_job("127.0.0.1:8080:80"), "localhost:8080", "CL104").remedies[0]
    assert "on all addresses instead of 127.0.0.1, and use 172.17.0.1:8080" in first.summary


@pytest.mark.parametrize(
    ("world", "codes"),
    [
        (from_a_job(own="id-of-nobody"), ["CL101"]),
        (from_a_job(own="id-of-nobody", in_container=True), ["CL105"]),
        (from_a_job("8081:80"), []),
        (from_a_job(outcome="timed-out"), []),
        (from_a_job(same_machine=True), []),
    ],
    ids=["a container of another engine", "dind", "another port", "lost", "host networking"],
)
def test_what_else_it_may_be(world: World, codes: list[str]) -> None:
    assert [c for c in world.codes("localhost:8080") if c.startswith("CL10")] == codes
    assert ("runs in the container" in " ".join(world.report("localhost:8080").notes)) is (
        world.machine["in_container"] == "id-None-job" and world.engine["same_machine"] is False
    )
