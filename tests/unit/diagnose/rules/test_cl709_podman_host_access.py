"""CL709 podman-host-access: where it fires, and what only looks like it."""

from typing import Any

import pytest

from tests.support.world import World

PODMAN_4 = {"flavour": "podman", "version": "4.3.1"}
LINE = "host.docker.internal:host-gateway"


def defined(*lines: str, outcome: str = "name-server-failed", **engine: Any) -> World:
    """api dials host.docker.internal, for which it has these lines."""
    world = World(engine=PODMAN_4 | engine)
    world.container("api", refers=["http://host.docker.internal:8142/"], extra_hosts=lines)
    world.host_listens("0.0.0.0:8142", process="python3")
    world.attempt("service:api", "host.docker.internal:8142", outcome)
    return world


@pytest.mark.parametrize("outcome", ["name-not-found", "name-server-failed"])
@pytest.mark.parametrize("rootless", [False, True])
def test_podman_4_makes_no_address_of_host_gateway(outcome: str, rootless: bool) -> None:
    report = defined(LINE, outcome=outcome, rootless=rootless).report("8142")
    assert [found.code for found in report.findings] == ["CL709"]
    (remedy,) = report.findings[0].remedies
    assert remedy.address == "host.containers.internal:8142"


def test_a_server_on_the_hosts_loopback_takes_a_step_more() -> None:
    world = defined(LINE)
    world.host_listeners = []
    world.host_listens("127.0.0.1:8142", process="python3")
    (remedy,) = next(f for f in world.report("8142").findings if f.code == "CL709").remedies
    # the host's end of the container's own bridge, not that of the default one
    assert "listen on 172.18.0.1 as well" in remedy.summary


def test_only_where_the_line_is() -> None:
    assert defined().codes("8142") == ["CL404"]


@pytest.mark.parametrize(
    "line",
    ["host.docker.internal:10.0.0.9", "other.internal:host-gateway"],
    ids=["number", "other"],
)
def test_another_line_is_another_matter(line: str) -> None:
    assert "CL709" not in defined(line).codes("8142")


@pytest.mark.parametrize(
    "engine", [{"version": "5.4.2"}, {"flavour": "docker", "version": "26.1.5"}]
)
def test_other_engines_know_the_word(engine: dict[str, Any]) -> None:
    assert "CL709" not in defined(LINE, **engine).codes("8142")


def test_a_name_that_podman_gives_failed_for_another_reason() -> None:
    world = World(engine=PODMAN_4)
    world.container(
        "api",
        refers=["http://host.containers.internal:8142/"],
        extra_hosts=("host.containers.internal:host-gateway",),
    )
    world.host_listens("0.0.0.0:8142")
    world.attempt("service:api", "host.containers.internal:8142", "name-server-failed")
    assert "CL709" not in world.codes("8142")


def test_the_machine_itself_has_no_such_line() -> None:
    world = defined(LINE)
    world.attempt("host", "host.docker.internal:8142", "name-not-found")
    assert "CL709" not in world.codes("host.docker.internal:8142", "host")
