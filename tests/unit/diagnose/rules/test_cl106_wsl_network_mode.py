"""CL106 wsl-network-mode: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.diagnose.trials import Dial, Untriable
from containerloop.facts import Address, Route, Unobserved
from tests.support.desktop_worlds import on_windows
from tests.support.rule_worlds import finding
from tests.support.world import World

QUESTION = "localhost:8106"


def test_a_server_that_is_served_on_windows() -> None:
    (found,) = on_windows().report(QUESTION, "host").findings
    assert found.code == "CL106"
    assert found.summary.startswith("the server on port 8106 runs on Windows, at 172.29.144.1")
    assert found.evidence[1].saw.startswith("from this machine, 172.29.144.1:8106: ")


def test_the_gateway_is_called_to_prove_it_and_wsl_is_not_stopped() -> None:
    there, mirrored = finding(on_windows(), QUESTION, "CL106", "host").remedies
    assert there.trial == Dial(vantage="host", address=Address(host="172.29.144.1", port=8106))
    assert isinstance(mirrored.trial, Untriable)


@pytest.mark.parametrize(
    "outcome", ["refused", "timed-out", "accepted-then-closed", "silent", "open"]
)
def test_where_nobody_on_windows_is_known_to_serve_it(outcome: str) -> None:
    assert "CL106" not in on_windows(outcome).codes(QUESTION, "host")


@pytest.mark.parametrize(
    "machine",
    [
        {"wsl_mode": None},
        {"wsl_mode": "mirrored"},
        {"routes": (Route(destination="0.0.0.0/0", gateway="172.29.144.2", interface="eth0"),)},
        {"routes": Unobserved("not read")},
    ],
    ids=["no WSL", "mirrored", "another gateway", "routes unknown"],
)
def test_another_machine(machine: dict[str, Any]) -> None:
    world = on_windows()
    world.machine |= machine
    assert "CL106" not in world.codes(QUESTION, "host")


def test_where_the_mode_is_not_known_it_is_not_checked() -> None:
    world = on_windows()
    world.machine |= {"wsl_mode": Unobserved("WSL did not say")}
    report = world.report(QUESTION, "host")
    assert "CL106" not in [f.code for f in report.findings]
    assert {n.code: n.reason for n in report.not_checked}["CL106"] == "WSL did not say"


def test_where_the_routes_are_not_known_it_is_not_checked() -> None:
    world = on_windows()
    world.machine |= {"routes": Unobserved("not read")}
    not_checked = world.report(QUESTION, "host").not_checked
    assert {n.code: n.reason for n in not_checked}["CL106"] == "not read"


def test_a_container_that_nobody_could_look_into_may_be_meant() -> None:
    world = on_windows()
    world.container("api", listens=None)
    report = world.report(QUESTION, "host")
    assert "CL106" not in [f.code for f in report.findings]
    assert "CL106" in [n.code for n in report.not_checked]


def test_another_port_of_windows_is_another_server() -> None:
    world = on_windows("refused")
    world.attempt("host", "172.29.144.1:8107", "answered", protocol="http")
    assert "CL106" not in world.codes(QUESTION, "host")


def test_what_a_container_sees_is_not_what_wsl_sees() -> None:
    world = on_windows("refused")
    world.attempt("service:web", "172.29.144.1:8106", "answered", protocol="http")
    assert "CL106" not in world.codes(QUESTION, "host")


def test_a_container_s_localhost_is_the_container() -> None:
    world = on_windows()
    world.container("api", refers=["http://localhost:8106/"])
    world.attempt("service:api", "localhost:8106", "refused", resolved="127.0.0.1")
    assert "CL106" not in world.codes(QUESTION, "service:api")


def by_a_container(outcome: str = "answered") -> World:
    world = on_windows()
    world.attempts.clear()
    world.container("api", refers=["http://host.docker.internal:8106/"])
    world.config("api")
    world.attempt("service:api", "host.docker.internal:8106", "refused", resolved="172.17.0.1")
    protocol = {"protocol": "http"} if outcome == "answered" else {}
    world.attempt("service:api", "172.29.144.1:8106", outcome, **protocol)
    return world


def test_a_container_whose_host_is_wsl_and_not_windows() -> None:
    (found,) = by_a_container().report("host.docker.internal:8106", "service:api").findings
    assert found.code == "CL106"
    (only,) = found.remedies  # mirrored mode does not help a container
    assert "http://172.29.144.1:8106/" in repr(only.override)


def test_a_container_that_windows_refuses_too() -> None:
    world = by_a_container("refused")
    assert "CL106" not in world.codes("host.docker.internal:8106", "service:api")


def test_nor_is_it_asked_of_the_engine_s_own_place() -> None:
    world = on_windows()
    world.attempt("engine-host", QUESTION, "refused", resolved="127.0.0.1")
    assert "CL106" not in world.codes(QUESTION, "engine-host")


def published() -> World:
    world = on_windows()
    world.container("api", publishes=["8106:80"], listens=[])
    return world


def test_a_published_port_has_a_server_of_its_own() -> None:
    assert "CL106" not in published().codes(QUESTION, "host")


def test_a_service_that_has_the_port_and_does_not_publish_it_is_meant() -> None:
    world = on_windows()
    world.container("api", listens=["0.0.0.0:8106"])
    assert world.codes(QUESTION, "host") == ["CL601"]


def test_an_address_of_wsl_s_own_is_no_localhost() -> None:
    world = on_windows()
    world.attempt("host", "172.29.150.9:8106", "refused", resolved="172.29.150.9")
    assert "CL106" not in world.codes("172.29.150.9:8106", "host")
