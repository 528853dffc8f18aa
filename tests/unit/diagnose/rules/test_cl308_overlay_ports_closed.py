"""CL308 overlay-ports-closed: where it fires, and what only looks like it."""

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Dial, Untriable
from containerloop.facts import Swarm, SwarmPort
from tests.support.rule_worlds import finding
from tests.support.swarm_world import service, stack, task
from tests.support.world import World


def at_this_node(port: int = 8090, outcome: str = "refused") -> World:
    """This machine calls its own port, which the swarm has on the other node."""
    world = stack()
    world.attempt("host", f"localhost:{port}", outcome, resolved="127.0.0.1")
    return world


def lost(outcome: str = "timed-out", led: str = "10.0.1.9") -> World:
    """api calls db, whose task runs on the other node."""
    world = stack(refers="postgres://app@db:5432/app")
    world.attempt("service:api", "db:5432", outcome, resolved=led)
    return world


def with_service(world: World, name: str, **more: object) -> World:
    assert isinstance(world.swarm, Swarm)
    assert isinstance(world.swarm.services, tuple)
    services = (replace(s, **more) if s.short == name else s for s in world.swarm.services)
    world.swarm = replace(world.swarm, services=tuple(services))
    return world


def test_a_port_in_mode_host_of_another_node() -> None:
    found = finding(at_this_node(), "8090", "CL308")
    assert found.summary == (
        "port 8090 of shop_far is published in mode host, and its task runs on node2, not on this"
        " node"
    )
    there, everywhere = found.remedies
    assert isinstance(there.trial, Dial)
    assert str(there.address) == "10.96.0.2:8090"
    assert isinstance(everywhere.trial, Untriable)
    assert everywhere.host_command is not None
    assert "--publish-add mode=ingress,target=8000,published=8090" in everywhere.host_command


@pytest.mark.parametrize(
    "world",
    [
        at_this_node(outcome="timed-out"),
        at_this_node(8091),
        with_service(
            at_this_node(), "far", ports=(SwarmPort(container_port=8000, host_port=8090),)
        ),
        with_service(at_this_node(), "far", tasks=()),
        with_service(at_this_node(), "far", tasks=(task("far", "n1", "10.0.1.10"),)),
    ],
    ids=["lost", "another port", "ingress", "no task", "its task is here"],
)
def test_what_else_a_refused_port_may_be(world: World) -> None:
    port = "8091" if world.attempts[0].address.port == 8091 else "8090"
    assert "CL308" not in world.codes(port)
    assert "CL205" not in world.codes(port)


@pytest.mark.parametrize("outcome", ["timed-out", "host-unreachable"])
def test_a_call_that_is_lost_on_the_way_to_another_node(outcome: str) -> None:
    found = finding(lost(outcome), "5432", "CL308")
    assert "api gets no answer from shop_db.1 on node2" in found.summary
    assert found.evidence[1].saw == "shop_db.1 runs on node2 (10.96.0.2)"


def test_a_refusal_came_back_from_the_other_node() -> None:
    assert lost("refused").codes("5432") == []


@pytest.mark.parametrize("outcome", ["answered", "refused"])
def test_another_task_there_is_heard(outcome: str) -> None:
    world = lost()
    world.attempt("service:web", "far:8000", outcome, resolved="10.0.1.10")
    assert world.codes("5432") == []


def test_one_of_this_node_that_is_heard_says_nothing_of_the_other() -> None:
    world = lost()
    world.attempt("service:api", "web:8000", "answered", resolved="10.0.1.3")
    assert world.codes("5432") == ["CL308"]


def test_a_task_on_this_node_is_not_lost_between_two() -> None:
    world = with_service(lost(), "db", tasks=(task("db", "n1", "10.0.1.9"),))
    assert world.codes("5432") == []


def test_a_node_of_unknown_address_is_not_named() -> None:
    world = lost()
    assert isinstance(world.swarm, Swarm)
    world.swarm = replace(world.swarm, nodes=())
    assert world.codes("5432") == []


def test_a_virtual_ip_may_stand_for_any_node() -> None:
    world = with_service(lost(led="10.0.1.50"), "db", virtual_ips=("10.0.1.50",))
    assert world.codes("5432") == []


def test_a_stranger_of_that_name_is_another_service() -> None:
    assert service("db").all_names == ("db", "shop_db", "tasks.db", "tasks.shop_db")
