"""CL503 host-service-on-loopback: where it fires, and what only looks like it."""

from typing import Any

import pytest

from tests.support.rule_worlds import finding, to_the_host
from tests.support.world import World


def to_host(*listens: str, outcome: str = "refused", **engine: Any) -> World:
    world = World(engine=engine)
    world.container(
        "worker",
        refers=["redis://host.docker.internal:6394/0"],
        extra_hosts=("host.docker.internal:host-gateway",),
    )
    world.host_listens(*listens, process="redis-server")
    world.attempt("service:worker", "host.docker.internal:6394", outcome, resolved="172.17.0.1")
    return world


def test_a_server_of_the_host_on_loopback() -> None:
    report = to_host("127.0.0.1:6394").report("6394")
    assert [f.code for f in report.findings] == ["CL503"]
    command = report.findings[0].remedies[0].host_command
    assert command == "redis-cli -h 127.0.0.1 -p 6394 CONFIG SET bind '127.0.0.1 172.17.0.1'"


@pytest.mark.parametrize("address", ["0.0.0.0:6394", "[::]:6394", "172.17.0.1:6394"])
def test_a_server_of_the_host_that_listens_there_is_not_on_loopback(address: str) -> None:
    assert "CL503" not in to_host("127.0.0.1:6394", address).codes("6394")


def test_a_firewall_that_drops_is_not_a_loopback_server() -> None:
    assert "CL503" not in to_host("127.0.0.1:6394", outcome="timed-out").codes("6394")


def test_rootless_engines_have_another_loopback() -> None:
    assert "CL503" not in to_host("127.0.0.1:6394", rootless=True).codes("6394")


def test_other_sockets_of_the_host_do_not_serve_the_port() -> None:
    world = to_the_host("0.0.0.0:22", "127.0.0.1:5432", "0.0.0.0:5432/udp")
    assert world.codes("5432") == ["CL503"]
    assert finding(world, "5432", "CL503").summary.startswith("the server on the host listens on")


def test_the_process_that_listens_is_named() -> None:
    world = to_the_host()
    world.host_listens("127.0.0.1:5432", process="postgres")
    assert finding(world, "5432", "CL503").summary.startswith("postgres on the host listens on")


@pytest.mark.parametrize("socket", ["127.0.0.1:5432/udp", "127.0.0.1:5433"])
def test_a_loopback_socket_that_is_not_the_port_is_no_server_of_it(socket: str) -> None:
    assert "CL503" not in to_the_host(socket).codes("5432", "service:api")


@pytest.mark.parametrize(
    ("engine", "found"),
    [({}, True), ({"flavour": "colima"}, False), ({"flavour": "podman"}, True),
     ({"flavour": "podman", "rootless": True}, True),
     ({"flavour": "docker-desktop"}, False), ({"rootless": True}, False)],
)  # fmt: skip
def test_other_engines_reach_the_hosts_loopback(engine: dict[str, Any], found: bool) -> None:
    world = to_the_host("127.0.0.1:5432", **engine)
    assert ("CL503" in world.codes("5432", "service:api")) is found


def test_what_a_container_publishes_is_no_process_of_the_host() -> None:
    world = to_the_host("127.0.0.1:5432")
    world.container("db", publishes=["127.0.0.1:5432:5432"], listens=["0.0.0.0:5432"])
    assert "CL503" not in world.codes("5432", "service:api")


def in_host_mode(*listens: str, **engine: Any) -> World:
    """client calls web by name; web is in host mode, so its sockets are the host's."""
    world = World(engine=engine)
    world.container("web", mode="host")
    world.container("client", refers=["http://web:8226/"])
    world.host_listens(*listens, process="postgres")
    world.attempt("service:client", "web:8226", "name-not-found")
    return world


def test_a_server_in_host_mode_is_opened_before_its_name_matters() -> None:
    report = in_host_mode("127.0.0.1:8226").report("8226")
    assert [f.code for f in report.findings] == ["CL503", "CL304"]
    first = report.findings[0]
    assert first.summary == (
        "web uses host networking and listens on 127.0.0.1:8226 only, which is the host's own"
    )
    assert first.remedies[0].summary == (
        "1. make web listen on 172.17.0.1 as well (now 127.0.0.1 only)"
        "  2. use host.docker.internal:8226 and define that name with extra_hosts"
    )
    assert first.remedies[0].host_command is None


@pytest.mark.parametrize(
    ("listens", "engine"), [(("0.0.0.0:8226",), {}), (("127.0.0.1:8226",), {"rootless": True})]
)
def test_a_server_in_host_mode_that_is_open_lacks_a_name_only(
    listens: tuple[str, ...], engine: dict[str, Any]
) -> None:
    assert in_host_mode(*listens, **engine).codes("8226") == ["CL304"]


def test_a_process_that_may_be_a_containers_is_given_no_command_of_the_host() -> None:
    world = to_host("127.0.0.1:6394")
    world.container("cache", mode="host")
    assert world.report("6394").findings[0].remedies[0].host_command is None


@pytest.mark.parametrize(
    ("process", "port", "said"),
    [
        ("ollama", 11434, "(Ollama: OLLAMA_HOST=172.17.0.1:11434)"),
        ("node", 5173, "(Vite: vite --host 172.17.0.1)"),
        ("mongod", 27017, "(MongoDB: net.bindIp: 127.0.0.1,172.17.0.1 in mongod.conf)"),
        ("nginx", 8081, "as well as 127.0.0.1"),
    ],
)
def test_the_programs_own_setting_is_told_with_the_bridges_address(
    process: str, port: int, said: str
) -> None:
    world = World()
    world.container(
        "api",
        refers=[f"http://host.docker.internal:{port}/"],
        extra_hosts=("host.docker.internal:host-gateway",),
    )
    world.host_listens(f"127.0.0.1:{port}", process=process)
    address = f"host.docker.internal:{port}"
    world.attempt("service:api", address, "refused", resolved="172.17.0.1")
    assert finding(world, f"{port}", "CL503", "service:api").remedies[0].summary.endswith(said)
