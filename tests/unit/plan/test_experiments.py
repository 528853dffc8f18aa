"""When a listener of ours is to show what the firewall does."""

from typing import Any

import pytest

from containerloop.diagnose.rule_facts.views import host_listeners
from containerloop.facts import Address, Attempt, Outcome, Transport
from containerloop.plan.experiments import experiments
from containerloop.topology.inventory import Inventory
from tests.support.world import World


def call(vantage: str = "service:api", **more: Any) -> Attempt:
    given: dict[str, Any] = {
        "address": Address(host="172.17.0.1", port=5432),
        "outcome": Outcome.TIMED_OUT,
        "resolved": "172.17.0.1",
    } | more
    return Attempt(vantage=vantage, **given)


def tried(one: Attempt, world: World | None = None, **engine: Any) -> int:
    made = world or World(engine=engine)
    made.container("api")
    made.container("agent", mode="host")
    made.host_listens("0.0.0.0:5432", "0.0.0.0:22")
    snapshot = made.snapshot("5432")
    inventory = Inventory(snapshot.survey)
    return len(experiments([one], host_listeners(snapshot, inventory), inventory))


def test_what_a_container_sends_to_the_host_is_tried_with_a_listener_of_ours() -> None:
    assert tried(call()) == tried(call("network:shop_default")) == 1
    assert tried(call(), version="dev") == 1


@pytest.mark.parametrize(
    "one",
    [
        call(outcome=Outcome.ANSWERED),
        call(outcome=Outcome.ACCEPTED_THEN_CLOSED),
        call(address=Address(host="172.17.0.1", port=5432, transport=Transport.UDP)),
        call(resolved=None),
        call("host"),
        call("engine-host"),
        call("service:agent"),
        call(resolved="127.0.0.1"),
        call(resolved="172.18.0.2"),
        call(address=Address(host="172.17.0.1", port=5433)),
    ],
)
def test_nothing_else_is(one: Attempt) -> None:
    assert tried(one) == 0


@pytest.mark.parametrize(("version", "count"), [("28.5.1", 1), ("29.0.0", 0), ("dev", 0), ("9", 1)])
def test_what_is_published_is_the_hosts_own_on_older_engines(version: str, count: int) -> None:
    world = World(engine={"version": version})
    world.container("db", publishes=["5432:5432"])
    assert tried(call(), world) == count


@pytest.mark.parametrize("version", ["4.3.1", "5.4.2"])
def test_what_podman_publishes_is_passed_on_by_the_kernel(version: str) -> None:
    world = World(engine={"flavour": "podman", "version": version})
    assert tried(call(), world) == 1
    world.container("db", publishes=["5432:5432"])
    assert tried(call(), world) == 0


@pytest.mark.parametrize("engine", [{"flavour": "docker-desktop"}, {"rootless": True}])
def test_no_listener_is_started_where_the_engines_host_is_not_plain_linux(
    engine: dict[str, Any],
) -> None:
    assert tried(call(), World(engine=engine)) == 0
