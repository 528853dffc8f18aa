"""Where a server of the host must listen, on each platform."""

from typing import Any

import pytest

from containerloop.diagnose.remedies.host_side import host_side, way_out
from containerloop.facts import Machine, Route, Unobserved
from containerloop.topology.inventory import Inventory
from tests.support.world import World

ROUTES = (
    Route(destination="0.0.0.0/0", gateway="192.168.1.1", interface="eth0"),
    Route(destination="192.168.1.0/24", gateway="", interface="eth0"),
    Route(destination="10.8.0.0/24", gateway="", interface="tun0"),
)
ADDRESSES = ("127.0.0.1", "::1", "10.8.0.7", "192.168.1.7")
PODMAN = {"flavour": "podman"}


def machine(routes: tuple[Route, ...] | Unobserved = ROUTES) -> Machine:
    return Machine(platform="linux", addresses=ADDRESSES, listeners=(), routes=routes)


@pytest.mark.parametrize(
    ("engine", "expected"),
    [
        ({}, "172.17.0.1"),
        (PODMAN | {"version": "5.4.2"}, "172.18.0.1"),
        (PODMAN | {"version": "4.3.1"}, "172.18.0.1"),
        (PODMAN | {"version": "5.4.2", "rootless": True}, "192.168.1.7"),
        (PODMAN | {"version": "4.3.1", "rootless": True}, "192.168.1.7"),
    ],
    ids=["docker", "podman-5", "podman-4", "podman-5-rootless", "podman-4-rootless"],
)
def test_it_is_where_the_hosts_name_leads(engine: dict[str, Any], expected: str) -> None:
    world = World(engine=engine)
    client = world.container("api")
    world.addresses = ADDRESSES
    world.machine = {"routes": ROUTES}
    snapshot = world.snapshot("5432")
    inventory = Inventory(snapshot.survey)
    assert host_side(client, inventory) == expected


def test_the_way_out_is_on_the_network_of_the_default_route() -> None:
    assert way_out(machine()) == "192.168.1.7"
    assert way_out(machine(ROUTES[1:])) is None
    assert way_out(machine((ROUTES[0], ROUTES[2]))) is None
    assert way_out(machine(Unobserved("not read"))) is None
