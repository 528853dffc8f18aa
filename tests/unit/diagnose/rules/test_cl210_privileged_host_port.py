"""CL210 privileged-host-port: where it fires, and what only looks like it."""

from __future__ import annotations

from typing import Any

import pytest

from containerloop.facts import State, Unobserved
from tests.support.rule_worlds import rootless_world
from tests.support.world import World

DENIED = (
    "driver failed programming external connectivity on endpoint shop-web-1 (72d2): Error starting"
    " userland proxy: error while calling PortManager.AddPort(): cannot expose privileged port 80,"
    " you can add 'net.ipv4.ip_unprivileged_port_start=80' to /etc/sysctl.conf (currently 1024), or"
    " choose a larger port number (>= 1024): listen tcp4 0.0.0.0:80: bind: permission denied"
)


def denied(
    error: str = DENIED, publication: str = "80:8000", first: Any = 1024, **engine: Any
) -> World:
    """A container of a rootless engine that was not started, called at its port."""
    world = rootless_world(**engine)
    world.machine = {"unprivileged_from": first}
    state = State(status="created", error=error)
    world.container("web", publishes=[publication], status="created", state=state)
    world.config("web", ports=world.containers[0].asked)
    port = publication.split(":")[-2]
    world.attempt("host", f"127.0.0.1:{port}", "refused", resolved="127.0.0.1")
    return world


def not_passed_on(port: int = 80, *, outcome: str = "refused", **engine: Any) -> World:
    """A running container, whose port the engine has in its own namespace only."""
    world = rootless_world(**{"network_driver": "pasta"} | engine)
    world.machine = {"unprivileged_from": 1024}
    world.container("web", publishes=[f"{port}:8000"], listens=["0.0.0.0:8000"])
    world.config("web", ports=world.containers[0].asked)
    world.attempt("host", f"127.0.0.1:{port}", outcome, resolved="127.0.0.1")
    return world


def test_a_container_that_was_denied_its_port() -> None:
    [found] = denied().report("80").findings
    assert (found.code, found.summary) == (
        "CL210",
        "a rootless engine may not open host port 80 for web: ports below 1024 are kept for root",
    )
    moved, allowed = found.remedies
    assert moved.address == "127.0.0.1:8080"
    assert moved.override == {"services": {"web": {"ports": {"!override": ["8080:8000"]}}}}
    assert allowed.host_command == (
        "sudo sysctl net.ipv4.ip_unprivileged_port_start=80 && docker compose up -d web"
    )
    assert found.evidence[0].saw.endswith("listen tcp4 0.0.0.0:80: bind: permission denied")


def test_a_port_that_is_not_passed_on() -> None:
    assert not_passed_on().codes("80") == ["CL210"]


@pytest.mark.parametrize(("taken", "port"), [((), 8443), ((8443,), 8444)])
def test_the_usual_port_instead_or_the_next_free_one(taken: tuple[int, ...], port: int) -> None:
    world = denied(DENIED.replace(":80:", ":443:"), "443:8443")
    world.host_listens(*(f"0.0.0.0:{each}" for each in taken))
    assert world.report("443").findings[0].remedies[0].address == f"127.0.0.1:{port}"


def test_a_higher_limit_is_respected() -> None:
    world = denied(DENIED.replace(":80:", ":9000:"), "9000:80", 20000)
    assert world.report("9000").findings[0].remedies[0].address == "127.0.0.1:20000"


@pytest.mark.parametrize(
    "changes",
    [
        {"error": DENIED.replace("permission denied", "address already in use")},
        {"error": DENIED.replace(":80:", ":81:")},
        {"error": ""},
        {"first": 80},
        {"first": Unobserved("not Linux")},
        {"rootless": False, "same_machine": True},
        {"same_kernel": False},
    ],
)
def test_what_is_not_the_users_lack_of_rights(changes: dict[str, Any]) -> None:
    assert "CL210" not in denied(**changes).codes("80")


@pytest.mark.parametrize(
    "changes",
    [{"port": 1024}, {"outcome": "accepted-then-reset"}, {"rootless": False}],
)
def test_what_runs_and_is_another_matter(changes: dict[str, Any]) -> None:
    port = changes.get("port", 80)
    assert "CL210" not in not_passed_on(**changes).codes(str(port))


def test_a_port_that_is_open_here_is_not_denied() -> None:
    world = not_passed_on()
    world.host_listens("0.0.0.0:80")
    assert "CL210" not in world.codes("80")


def test_a_stopped_container_that_ran_before_is_not_denied() -> None:
    world = rootless_world()
    world.machine = {"unprivileged_from": 1024}
    world.container("web", publishes=["80:8000"], status="exited")
    world.attempt("host", "127.0.0.1:80", "refused", resolved="127.0.0.1")
    assert world.codes("80") == ["CL201"]
