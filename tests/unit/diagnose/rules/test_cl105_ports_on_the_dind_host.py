"""CL105 ports-on-the-dind-host: where it fires, and what only looks like it."""

from typing import Any

import pytest

from tests.support.world import World

DIND = {
    "address": "tcp://docker:2375",
    "same_machine": False,
    "same_kernel": False,
    "in_container": True,
}


def called(publishes: str = "8080:80", **engine: Any) -> World:
    """A job calls localhost:8080, which web publishes on the engine's container."""
    world = World(engine=DIND | engine)
    world.container("web", listens=["0.0.0.0:80"], publishes=[publishes])
    world.attempt("host", "localhost:8080", "refused", resolved="127.0.0.1")
    return world


def test_the_port_is_on_the_engines_container() -> None:
    report = called().report("localhost:8080", "host")
    assert [found.code for found in report.findings] == ["CL105"]
    (remedy,) = report.findings[0].remedies
    assert remedy.address == "docker:8080"
    assert "runs in a container itself (docker)" in report.findings[0].summary


def test_on_its_loopback_nobody_reaches_it() -> None:
    (remedy,) = called("127.0.0.1:8080:80").report("localhost:8080", "host").findings[0].remedies
    assert "on all addresses instead of 127.0.0.1, and use docker:8080" in remedy.summary


@pytest.mark.parametrize(
    "engine", [{"in_container": False}, {"in_container": False, "address": "ssh://docker"}]
)
def test_an_engine_on_a_machine_of_its_own(engine: dict[str, Any]) -> None:
    assert called(**engine).codes("localhost:8080", "host") == ["CL101"]


def test_an_engine_in_this_very_network() -> None:
    found = called(same_machine=True, same_kernel=True).codes("localhost:8080", "host")
    assert not {"CL101", "CL105"} & set(found)


def test_another_port() -> None:
    assert "CL105" not in called("8081:80").codes("localhost:8080", "host")
