"""Who has a host port."""

import pytest

from containerloop.facts import State
from tests.support.rule_worlds import finding
from tests.support.world import World, listener, view

REFUSED_START = "driver failed programming external connectivity"


def wants(asks: str = "127.0.0.1:8202:5432") -> World:
    world = World()
    world.container("db", publishes=[asks], state=State(status="exited", error=REFUSED_START))
    world.attempt("host", "127.0.0.1:8202", "refused", resolved="127.0.0.1")
    return world


@pytest.mark.parametrize("held", ["127.0.0.1:9000:9000", "127.0.0.2:8202:80", "8202:53/udp"])
def test_a_neighbours_other_publication_takes_nothing_away(held: str) -> None:
    world = wants()
    world.container("web", publishes=[held], listens=["0.0.0.0:80"])
    assert world.codes("127.0.0.1:8202") == ["CL201"]


@pytest.mark.parametrize(
    ("held", "taken"),
    [("[::1]:8202", False), ("[::]:8202", True), ("10.0.0.5:8202", False), ("0.0.0.0:8202", True),
     ("127.0.0.1:8202/udp", False), ("127.0.0.1:8203", False)],
)  # fmt: skip
def test_a_process_has_the_port_only_where_the_addresses_overlap(held: str, taken: bool) -> None:
    world = wants()
    world.host_listens(held)
    assert ("CL203" in world.codes("127.0.0.1:8202")) is taken


@pytest.mark.parametrize(
    ("engine", "held"),
    [
        ({"rootless": True, "same_machine": False, "same_kernel": True}, "here"),
        ({"flavour": "docker-desktop", "same_machine": False}, "here"),
        ({"same_machine": False, "same_kernel": True}, "there"),
        ({"same_machine": False, "same_kernel": False, "rootless": True}, "there"),
    ],
)
def test_the_port_is_taken_where_the_engine_publishes_it(
    engine: dict[str, object], held: str
) -> None:
    for place in ("here", "there"):
        world = wants()
        world.engine |= engine
        sockets = ["0.0.0.0:8202"] if place == "there" else []
        world.views["engine-host"] = view("engine-host", [listener(each) for each in sockets])
        if place == "here":
            world.host_listens("0.0.0.0:8202")
        assert ("CL203" in world.codes("127.0.0.1:8202")) is (place == held)


@pytest.mark.parametrize(("held", "taken"), [("[::1]:8202", False), ("[::]:8202", True)])
def test_all_of_ipv4_does_not_overlap_with_ipv6s_localhost(held: str, taken: bool) -> None:
    world = wants("0.0.0.0:8202:5432")
    world.host_listens(held)
    assert ("CL203" in world.codes("127.0.0.1:8202")) is taken


@pytest.mark.parametrize("asks", ["8080:81", "0.0.0.0:8080:81"])
def test_who_asks_for_every_address_is_meant_where_the_other_has_one(asks: str) -> None:
    world = World()
    world.container("one", publishes=["10.0.0.5:8080:80"], listens=["0.0.0.0:80"])
    world.container("two", publishes=[asks], status="exited")
    world.attempt("host", "127.0.0.1:8080", "refused", resolved="127.0.0.1")
    assert "two" in finding(world, "127.0.0.1:8080", "CL203").summary
