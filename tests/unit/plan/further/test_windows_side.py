"""Which port of Windows is called from inside WSL, and when none is."""

from typing import Any

import pytest

from containerloop.facts import Route, Unobserved
from containerloop.pipeline.further_step import wanted_in
from containerloop.plan.further.selection import further_looks
from containerloop.topology.inventory import Inventory
from tests.support.desktop_worlds import on_windows
from tests.support.world import World

DIRECT = Route(destination="0.0.0.0/0", gateway="", interface="eth0")


def called(world: World, question: str = "localhost:8106", vantage: str = "host") -> list[str]:
    """What is called at the gateway; what was called there already is left out of the world."""
    world.attempts = [a for a in world.attempts if a.address.host != "172.29.144.1"]
    seen = world.snapshot(question, vantage)
    looks = further_looks(seen.views, wanted_in(seen), Inventory(seen.survey))
    return [f"{look.vantage} {tried.address}" for look in looks for tried in look.tries]


def test_the_same_port_is_called_at_the_gateway() -> None:
    assert called(on_windows()) == ["host 172.29.144.1:8106"]


@pytest.mark.parametrize(
    "machine",
    [
        {"wsl_mode": None},
        {"wsl_mode": "mirrored"},
        {"wsl_mode": Unobserved("not said")},
        {"routes": ()},
        {"routes": (DIRECT,)},
        {"routes": Unobserved("not read")},
        {"routes": (Route(destination="10.0.0.0/8", gateway="10.0.0.1", interface="eth0"),)},
    ],
)
def test_nobody_else_is_called(machine: dict[str, Any]) -> None:
    world = on_windows()
    world.machine |= machine
    assert called(world) == []


@pytest.mark.parametrize("outcome", ["answered", "timed-out", "accepted-then-closed"])
def test_only_a_call_that_was_refused_is_made_again(outcome: str) -> None:
    assert called(on_windows(outcome="refused", call=outcome)) == []


def by_a_container(host: str = "host.docker.internal", resolved: str = "172.17.0.1") -> World:
    world = on_windows()
    world.container("api", refers=[f"http://{host}:8106/"])
    world.attempt("service:api", f"{host}:8106", "refused", resolved=resolved)
    return world


def test_a_container_that_called_its_host_calls_windows_too() -> None:
    question = "host.docker.internal:8106"
    assert called(by_a_container(), question, "service:api") == ["service:api 172.29.144.1:8106"]
    assert called(by_a_container(resolved="172.18.0.2"), question, "service:api") == []
    alone = by_a_container("localhost", "127.0.0.1")
    assert called(alone, "localhost:8106", "service:api") == []


def test_the_host_of_docker_desktop_is_windows_already() -> None:
    world = by_a_container()
    world.engine |= {"same_machine": False}
    assert called(world, "host.docker.internal:8106", "service:api") == []


def test_nor_another_address_nor_a_datagram() -> None:
    world = on_windows()
    world.attempt("host", "172.29.150.9:8106", "refused", resolved="172.29.150.9")
    assert called(world, "172.29.150.9:8106") == []
    world.attempt("host", "localhost:8106/udp", "refused", resolved="127.0.0.1")
    assert called(world, "localhost:8106/udp") == []
    world.attempt("engine-host", "172.17.0.1:8106", "refused", resolved="172.17.0.1")
    assert called(world, "172.17.0.1:8106", "engine-host") == []
