"""CL101 wrong-engine: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.facts import Route, Unobserved
from tests.support.world import World

AWAY = {"address": "tcp://build-server:2375", "same_machine": False, "same_kernel": False}


def called(publishes: str = "8080:80", outcome: str = "refused", **engine: Any) -> World:
    """This machine calls localhost:8080, which web publishes where the engine is."""
    world = World(engine=AWAY | engine)
    world.container("web", listens=["0.0.0.0:80"], publishes=[publishes])
    world.attempt("host", "localhost:8080", outcome, resolved="127.0.0.1")
    return world


@pytest.mark.parametrize(
    ("address", "at"),
    [
        ("tcp://build-server:2375", "build-server:8080"),
        ("tcp://10.0.0.9:2376", "10.0.0.9:8080"),
        ("https://build-server", "build-server:8080"),
        ("tcp://[2001:db8::9]:2375", "[2001:db8::9]:8080"),
        ("ssh://eva@build-server:2222/run/docker.sock", "build-server:8080"),
    ],
)
def test_the_port_is_at_the_engines_own_address(address: str, at: str) -> None:
    report = called(address=address).report("localhost:8080", "host")
    assert [found.code for found in report.findings] == ["CL101"]
    first = report.findings[0].remedies[0]
    assert (first.address, first.proof.status) == (at, "untried")


@pytest.mark.parametrize("kernel", [True, False, Unobserved("not seen")])
def test_on_whatever_kernel(kernel: bool | Unobserved) -> None:
    assert called(same_kernel=kernel).codes("localhost:8080", "host") == ["CL101"]


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("ssh://eva@build-server:2222", "ssh -p 2222 eva@build-server -N -L 8080:127.0.0.1:8080"),
        ("ssh://build-server", "ssh build-server -N -L 8080:127.0.0.1:8080"),
    ],
)
def test_over_ssh_the_port_can_be_forwarded_also_from_a_loopback(
    address: str, command: str
) -> None:
    report = called("127.0.0.1:8080:80", address=address).report("localhost:8080", "host")
    said = report.findings[0].remedies
    assert said[-1].host_command == command
    assert said[0].summary == (
        "publish port 8080 of web on all addresses instead of 127.0.0.1, and use build-server:8080"
    )


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:2375", "unix:///tmp/forwarded.sock"])
def test_what_is_reached_here_may_be_the_end_of_a_tunnel(address: str) -> None:
    report = called(address=address).report("localhost:8080", "host")
    assert [found.code for found in report.findings] == ["CL101"]
    assert report.findings[0].remedies == ()


def test_an_engine_on_this_machine() -> None:
    assert "CL101" not in called(same_machine=True, same_kernel=True).codes("localhost:8080")


def test_where_it_is_is_not_known() -> None:
    unknown = called(same_machine=Unobserved("no probe was started"))
    report = unknown.report("localhost:8080", "host")
    assert "CL101" in [code for each in report.not_checked for code in [each.code]]


@pytest.mark.parametrize(
    "engine", [{"flavour": "docker-desktop"}, {"rootless": True, "same_kernel": True}]
)
def test_an_engine_that_publishes_here_all_the_same(engine: dict[str, Any]) -> None:
    assert "CL101" not in called(**engine).codes("localhost:8080")


@pytest.mark.parametrize("outcome", ["timed-out", "accepted-then-closed"])
def test_whoever_has_the_port_here_is_another_matter(outcome: str) -> None:
    assert "CL101" not in called(outcome=outcome).codes("localhost:8080")


@pytest.mark.parametrize("publishes", ["8081:80", "8080:80/udp"])
def test_another_port_is_published_there(publishes: str) -> None:
    assert "CL101" not in called(publishes).codes("localhost:8080", "host")


def test_a_stopped_container_publishes_nothing() -> None:
    world = World(engine=AWAY)
    world.container("web", publishes=["8080:80"], status="exited")
    world.attempt("host", "localhost:8080", "refused", resolved="127.0.0.1")
    assert "CL101" not in world.codes("localhost:8080", "host")


def test_a_container_has_another_localhost() -> None:
    world = called()
    world.container("api", refers=["http://localhost:8080/"])
    world.attempt("service:api", "localhost:8080", "refused", resolved="127.0.0.1")
    assert "CL101" not in world.codes("localhost:8080", "service:api")


def test_another_address_than_localhost_was_called() -> None:
    world = called()
    world.attempt("host", "172.18.0.1:8080", "refused", resolved="172.18.0.1")
    assert "CL101" not in world.codes("172.18.0.1:8080", "host")


def test_from_a_container_it_is_not_called_this_machine() -> None:
    world = called(address="unix:///var/run/docker.sock")
    world.container("tool", project=None)
    world.machine = {
        "in_container": "id-None-tool",
        "routes": (Route(destination="0.0.0.0/0", gateway="172.17.0.1", interface="eth0"),),
    }
    assert "CL101" not in world.codes("localhost:8080", "host")
