"""CL105 ports-on-the-dind-host: where it fires, and what only looks like it."""

from typing import Any

import pytest

from tests.support.world import World, view

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


def test_who_answers_here_is_not_taken_for_the_container() -> None:
    world = called()
    world.attempts.clear()
    world.attempt("host", "localhost:8080", "answered", resolved="127.0.0.1", protocol="http")
    report = world.report("localhost:8080", "host")
    [line] = report.attempts
    assert not report.findings
    assert line.server == "the host"
    assert (
        "localhost:8080 is this machine's own port; web is published on the engine's machine"
        in (" ".join(report.notes))
    )


def test_a_publication_there_is_made_on_all_addresses() -> None:
    world = World(engine=DIND)
    world.container("cache", listens=["0.0.0.0:6379"])
    world.attempt("host", "localhost:6379", "refused", resolved="127.0.0.1")
    world.views["engine-host"] = view("engine-host", [])
    [found] = world.report("6379").findings
    assert found.code == "CL601"
    assert found.remedies[0].summary == (
        'publish port 6379 of cache: ports: ["6379:6379"]; then use docker:6379'
    )
    assert found.remedies[0].address == "docker:6379"


def test_a_database_on_all_addresses_there_is_not_open_on_this_machine() -> None:
    world = World(engine=DIND)
    world.container("db", listens=["0.0.0.0:5432"], publishes=["5432:5432"], image="postgres:16")
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("localhost:5432", "host") == ["CL105"]
