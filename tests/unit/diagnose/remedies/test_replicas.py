"""Host ports for a service of several containers."""

import pytest
from msgspec.structs import replace

from containerloop.diagnose.remedies.replicas import called, host_ports
from containerloop.facts import Container, Unobserved
from containerloop.topology.inventory import Inventory
from tests.support.world import World


def two_of_web(*taken: str) -> tuple[Container, Inventory]:
    world = World()
    first = world.container("web")
    world.container("web-2", service="web")
    world.host_listens(*taken)
    return first, Inventory(world.snapshot("80").survey)


@pytest.mark.parametrize(
    ("taken", "ports"), [((), "8080-8081"), (("0.0.0.0:8081",), ""), (("0.0.0.0:9",), "8080-8081")]
)
def test_each_container_has_its_port_where_all_are_known_to_be_free(
    taken: tuple[str, ...], ports: str
) -> None:
    web, inventory = two_of_web(*taken)
    assert host_ports(8080, web, inventory) == ports
    assert called(web, inventory) == "web (2 containers)"


def test_where_nobody_saw_who_listens_no_range_is_known_to_be_free() -> None:
    web, inventory = two_of_web()
    machine = replace(inventory.survey.machine, listeners=Unobserved("not allowed"))
    unseen = Inventory(replace(inventory.survey, machine=machine))
    assert host_ports(8080, web, unseen) == ""
