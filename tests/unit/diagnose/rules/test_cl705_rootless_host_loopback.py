"""CL705 rootless-host-loopback: where it fires, and what only looks like it."""

from __future__ import annotations

from typing import Any

import pytest

from containerloop.facts import Route, Unobserved
from tests.support.rule_worlds import rootless_world
from tests.support.world import World, view

NAMED = ("host.docker.internal:host-gateway",)
URL = "http://host.docker.internal:8080/"


def calls_the_host(
    *sockets: str, at: str | None = "172.17.0.1", outcome: str = "refused", **changes: Any
) -> World:
    """A container of a rootless engine that calls the host by name; what listens here."""
    world = rootless_world(**changes)
    world.container("api", refers=[URL], extra_hosts=NAMED)
    world.host_listens(*(sockets or ("0.0.0.0:8080",)), process="python")
    world.attempt("service:api", "host.docker.internal:8080", outcome, resolved=at)
    return world


def test_a_server_on_all_addresses_is_reached_at_this_machines_own() -> None:
    report = calls_the_host().report("8080")
    [found] = report.findings
    assert (found.code, found.summary) == (
        "CL705",
        "host.docker.internal leads api into the rootless engine's own network, not to this"
        " machine, where python listens on 0.0.0.0:8080",
    )
    own, settings = found.remedies
    assert own.address == "192.168.1.20:8080"
    assert own.override == {
        "services": {"api": {"environment": {"URL_0": "http://192.168.1.20:8080/"}}}
    }
    assert settings.summary.startswith('1. set "host-gateway-ip": "10.0.2.2"')
    assert "DISABLE_HOST_LOOPBACK=false" in (settings.host_command or "")
    assert settings.address == "host.docker.internal:8080"
    assert settings.override is None


@pytest.mark.parametrize("socket", ["127.0.0.1:8080", "192.168.9.9:8080", "172.17.0.1:8080"])
def test_one_that_no_address_of_this_machine_leads_to_needs_the_settings(socket: str) -> None:
    [found] = calls_the_host(socket).report("8080").findings
    [settings] = found.remedies
    assert settings.address == "host.docker.internal:8080"
    assert settings.host_command


def test_the_address_that_a_server_is_bound_to_is_the_one_to_use() -> None:
    world = calls_the_host("192.168.1.21:8080")
    world.addresses = ("192.168.1.20", "192.168.1.21")
    assert world.report("8080").findings[0].remedies[0].address == "192.168.1.21:8080"


def test_of_several_addresses_the_one_of_the_default_route_comes_first() -> None:
    world = calls_the_host()
    world.addresses = ("10.8.0.2", "192.168.1.20")
    ways = (("0.0.0.0/0", "192.168.1.1"), ("192.168.1.0/24", ""))
    there = tuple(Route(destination=d, gateway=g, interface="eth0") for d, g in ways)
    world.machine = {
        "routes": (*there, Route(destination="10.8.0.0/24", gateway="", interface="wg0"))
    }
    assert world.report("8080").findings[0].remedies[0].address == "192.168.1.20:8080"


def test_the_bridge_of_another_engine_is_no_address_to_use() -> None:
    world = calls_the_host()
    world.addresses = ("172.17.0.1", "192.168.1.20")
    assert world.report("8080").findings[0].remedies[0].address == "192.168.1.20:8080"


def test_what_the_setting_would_allow_and_does_not_yet() -> None:
    world = calls_the_host(at="10.0.2.2", outcome="network-unreachable")
    assert world.codes("8080") == ["CL705"]


@pytest.mark.parametrize("same_kernel", [False, True])
def test_only_where_the_engine_publishes_on_this_machine(same_kernel: bool) -> None:
    codes = calls_the_host(same_kernel=same_kernel).codes("8080")
    assert ("CL705" in codes) is same_kernel


@pytest.mark.parametrize(
    "changes",
    [
        {"rootless": False},
        {"flavour": "podman"},
        {"flavour": "rancher-desktop", "rootless": False, "kernel": "6.6-microsoft"},
    ],
)
def test_on_other_platforms_it_is_none(changes: dict[str, Any]) -> None:
    assert "CL705" not in calls_the_host(**changes).codes("8080")


def test_no_server_of_this_machine_no_cause() -> None:
    assert "CL705" not in calls_the_host("0.0.0.0:8081").codes("8080")
    assert "CL705" not in calls_the_host("0.0.0.0:8080/udp").codes("8080")


def test_lost_packets_are_another_matter() -> None:
    assert "CL705" not in calls_the_host(outcome="timed-out").codes("8080")


def test_this_machine_itself_is_not_the_client() -> None:
    world = rootless_world()
    world.host_listens("0.0.0.0:8080")
    world.attempt("host", "172.17.0.1:8080", "refused", resolved="172.17.0.1")
    assert "CL705" not in world.codes("172.17.0.1:8080")


def test_a_published_port_is_another_matter() -> None:
    world = calls_the_host()
    world.container("web", publishes=["8080:80"], listens=["0.0.0.0:80"])
    assert "CL705" not in world.codes("8080")


def test_with_a_table_that_was_not_read_nothing_is_said() -> None:
    world = calls_the_host()
    world.host_listeners = Unobserved("not permitted")
    assert "CL705" not in world.codes("8080")


def test_in_host_mode_localhost_is_not_this_machines() -> None:
    world = rootless_world()
    world.container("api", mode="host", refers=["http://localhost:8080/"])
    world.host_listens("0.0.0.0:8080")
    world.attempt("service:api", "localhost:8080", "refused", resolved="127.0.0.1")
    [found] = world.report("8080").findings
    assert (found.code, found.remedies[0].address) == ("CL705", "192.168.1.20:8080")


def test_a_name_that_is_not_there_has_the_same_way_out() -> None:
    world = rootless_world()
    world.container("api", refers=[URL])
    world.host_listens("0.0.0.0:8080")
    world.views["engine-host"] = view("engine-host", [])
    world.attempt("service:api", "host.docker.internal:8080", "name-not-found")
    [found] = world.report("8080").findings
    assert found.code == "CL404"
    assert [r.address for r in found.remedies] == [
        "192.168.1.20:8080", "host.docker.internal:8080",
    ]  # fmt: skip
    assert found.remedies[1].override == {
        "services": {"api": {"extra_hosts": ["host.docker.internal:host-gateway"]}}
    }


def test_localhost_that_was_meant_for_this_machine() -> None:
    world = rootless_world()
    world.container("api", refers=["http://localhost:8080/"])
    world.host_listens("0.0.0.0:8080")
    world.attempt("service:api", "localhost:8080", "refused", resolved="127.0.0.1")
    [found] = world.report("8080").findings
    assert (found.code, found.remedies[0].address) == ("CL401", "192.168.1.20:8080")
