"""CL404 host-docker-internal-missing: where it fires, and what only looks like it."""

from typing import Any

import pytest

from tests.support.rule_worlds import dials
from tests.support.world import World


def named_host(**more: Any) -> World:
    world = World(engine=more.pop("engine", None))
    world.container("api", refers=["http://host.docker.internal:8142/"], **more)
    world.host_listens("0.0.0.0:8142", process="python3")
    world.attempt("service:api", "host.docker.internal:8142", "name-not-found")
    return world


def test_the_name_of_the_host_is_not_known_on_plain_linux() -> None:
    assert named_host().codes("8142") == ["CL404"]


def test_the_name_is_set_and_something_else_is_wrong() -> None:
    world = named_host(extra_hosts=("host.docker.internal:host-gateway",))
    assert "CL404" not in world.codes("8142")


def test_desktop_knows_the_name_by_itself() -> None:
    assert "CL404" not in named_host(engine={"flavour": "docker-desktop"}).codes("8142")


PODMAN_4 = {"flavour": "podman", "version": "4.3.1"}
PODMAN_5 = {"flavour": "podman", "version": "5.4.2"}


def test_podman_4_has_another_name_and_needs_no_line_for_it() -> None:
    report = named_host(engine=PODMAN_4).report("8142")
    assert [found.code for found in report.findings] == ["CL404"]
    (remedy,) = report.findings[0].remedies
    assert (remedy.summary, remedy.address) == (
        "use host.containers.internal:8142",
        "host.containers.internal:8142",
    )
    assert remedy.override is not None
    assert "extra_hosts" not in remedy.override["services"]["api"]
    assert "calls the host host.containers.internal" in report.findings[0].summary


def test_podman_5_knows_the_name_by_itself() -> None:
    assert "CL404" not in named_host(engine=PODMAN_5).codes("8142")


def test_a_missing_name_and_a_loopback_server_are_both_found() -> None:
    world = named_host()
    world.host_listeners = []
    world.host_listens("127.0.0.1:8142", process="python3")
    assert world.codes("8142") == ["CL404", "CL503"]


@pytest.mark.parametrize("outcome", ["name-not-found", "name-server-failed"])
def test_the_hosts_name_is_missing_whoever_says_so(outcome: str) -> None:
    world = dials("postgres://app@host.docker.internal:5432/app", outcome)
    world.host_listens("0.0.0.0:5432")
    assert world.codes("5432", "service:api") == ["CL404"]


@pytest.mark.parametrize("outcome", ["name-not-found", "name-server-failed"])
def test_a_loopback_server_of_the_host_is_found_before_its_name_is(outcome: str) -> None:
    world = dials("postgres://app@host.docker.internal:5432/app", outcome)
    world.host_listens("127.0.0.1:5432")
    assert world.codes("5432", "service:api") == ["CL404", "CL503"]


@pytest.mark.parametrize("host", ["host.docker.internals", "gateway"])
def test_another_name_that_does_not_resolve_is_not_the_hosts(host: str) -> None:
    world = dials(f"postgres://app@{host}:5432/app", "name-not-found")
    world.host_listens("0.0.0.0:5432")
    assert "CL404" not in world.codes(f"{host}:5432", "service:api")


def test_the_machine_itself_has_no_extra_hosts() -> None:
    world = named_host()
    world.attempt("host", "host.docker.internal:8142", "name-not-found")
    assert "CL404" not in world.codes("host.docker.internal:8142", "host")


def test_a_line_that_the_container_gets_when_it_is_recreated_is_not_missing() -> None:
    world = named_host()
    world.config("api", extra_hosts=("host.docker.internal:host-gateway",))
    assert "CL404" not in world.codes("8142")
