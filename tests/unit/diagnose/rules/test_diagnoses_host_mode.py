"""Containers on the host's network: their sockets are the machine's, their `ports:` nobody's."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.support.world import World

OTHERS = ["0.0.0.0:22", "0.0.0.0:9000"]  # of the machine, and so seen in every such container


def web(*listens: str, ports: str = "8302:8302", **more: Any) -> World:
    """A server in host mode, with `ports:` that the engine ignores."""
    world = World()
    world.container("web", mode="host", publishes=[ports], listens=[*OTHERS, *listens], **more)
    world.containers = [replace(c, published=()) for c in world.containers]
    world.host_listens(*OTHERS, *listens, process="python3")
    return world


def test_a_server_of_its_own_machine_is_in_nobodys_shadow() -> None:
    world = web("127.0.0.1:8302")
    world.attempt("host", "127.0.0.1:8302", "answered", resolved="127.0.0.1", protocol="http")
    report = world.report("8302")
    assert ([f.code for f in report.findings], report.exit_status) == ([], 0)
    assert any("listens on 127.0.0.1:8302 of this machine" in note for note in report.notes)


@pytest.mark.parametrize("listens", ["127.0.0.1:8302", "0.0.0.0:8302"])
def test_a_family_that_it_does_not_serve_is_no_matter_of_ports(listens: str) -> None:
    world = web(listens)
    world.attempt("host", "127.0.0.1:8302", "answered", resolved="127.0.0.1", protocol="http")
    world.attempt("host", "[::1]:8302", "refused", resolved="::1")
    assert world.codes("[::1]:8302") == ["CL504"]


def test_the_sockets_of_the_machine_are_not_taken_for_its_own() -> None:
    world = web(ports="8380:8306")
    world.attempt("host", "127.0.0.1:8380", "refused", resolved="127.0.0.1")
    report = world.report("8380")
    assert [f.code for f in report.findings] == ["CL304"]
    assert {"CL602", "CL504"} <= {each.code for each in report.not_checked}


def test_the_other_number_of_a_port_that_was_never_made_leads_nowhere() -> None:
    world = web(ports="8380:8306")
    world.attempt("host", "localhost:8306", "refused", resolved="127.0.0.1")
    assert world.codes("localhost:8306") == []


def test_a_port_that_no_network_publishes_is_no_way_in() -> None:
    world = World()
    world.container("db", publishes=["8220:5432"], listens=["0.0.0.0:5432"])
    world.containers = [replace(c, published=()) for c in world.containers]
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert "CL605" not in world.codes("localhost:5432")


def six_first(mode: str | None) -> World:
    """agent dials ::1, where a port is published for IPv4 only."""
    world = World()
    world.container("cache", publishes=["127.0.0.1:8303:6379"], listens=["0.0.0.0:6379"])
    world.container("agent", mode=mode, refers=["redis://[::1]:8303/0"])
    more = {"resolved": "127.0.0.1", "protocol": "redis"}
    world.attempt("service:agent", "127.0.0.1:8303", "answered", **more)
    world.attempt("service:agent", "[::1]:8303", "refused", resolved="::1")
    return world


def test_a_client_on_the_machine_meets_ipv6_first_as_the_machine_does() -> None:
    report = six_first("host").report("8303", "service:agent")
    assert [f.code for f in report.findings] == ["CL410"]
    [remedy] = report.findings[0].remedies
    assert remedy.override == {
        "services": {"agent": {"environment": {"URL_0": "redis://127.0.0.1:8303/0"}}}
    }


def test_one_with_a_loopback_of_its_own_does_not() -> None:
    assert "CL410" not in six_first(None).codes("8303", "service:agent")


def test_a_container_beside_a_server_of_the_host_does_not_serve_its_port() -> None:
    world = World()
    world.container("agent", mode="host", listens=["127.0.0.1:5432"])
    world.container("api", refers=["postgres://localhost:5432/app"])
    world.host_listens("127.0.0.1:5432", process="postgres")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    report = world.report("5432", "service:api")
    assert [f.code for f in report.findings] == ["CL401"]
    addresses = [str(remedy.address) for remedy in report.findings[0].remedies]
    assert addresses == ["host.docker.internal:5432"]
