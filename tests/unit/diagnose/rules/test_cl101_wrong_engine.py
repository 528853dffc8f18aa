"""CL101 wrong-engine: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import NoProject, OtherEngine, Route, Unobserved
from containerloop.pipeline.report_step import answer
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


def missed(
    target: str = "5432", outcome: str = "refused", *, project: str | None = "shop", **row: Any
) -> World:
    """This machine calls a port of a project that has nothing running on the engine asked."""
    world = World(project=project, engine={"chosen_by": "DOCKER_CONTEXT=mine"})
    there = World()
    there.container("db", publishes=["25432:5432"], exposes=[5432], **row)
    engine = OtherEngine(
        context="desktop-linux",
        address="unix:///home/eva/.docker/desktop/docker.sock",
        containers=tuple(there.containers),
    )
    world.other_engines = (engine,)
    host = "localhost" if target.isdigit() else target.partition(":")[0]
    dialled = f"localhost:{target}" if target.isdigit() else target
    world.attempt("host", dialled, outcome, resolved="127.0.0.1" if host == "localhost" else None)
    return world


@pytest.mark.parametrize("target", ["5432", "25432"])
def test_the_project_runs_on_the_engine_of_another_context(target: str) -> None:
    report = missed(target).report(target)
    assert [found.code for found in report.findings] == ["CL101"]
    found = report.findings[0]
    assert found.summary == (
        'db of project shop runs on the engine of the Docker context "desktop-linux", not on the'
        " one that was asked (DOCKER_CONTEXT=mine)"
    )
    assert [e.command for e in found.evidence][1] == (
        "docker --context desktop-linux ps --filter name=shop-db-1"
    )
    assert found.remedies[0].host_command == (
        "unset DOCKER_HOST DOCKER_CONTEXT && docker context use desktop-linux"
    )


def test_a_name_of_that_project() -> None:
    assert missed("db:5432", "name-not-found").codes("db:5432") == ["CL101"]


def test_a_current_context_is_changed_without_unsetting_variables() -> None:
    world = missed()
    world.engine["chosen_by"] = "context mine"
    command = world.report("5432").findings[0].remedies[0].host_command
    assert command == "docker context use desktop-linux"


def test_the_default_context_is_named_by_its_socket() -> None:
    world = missed()
    assert not isinstance(world.other_engines, Unobserved)
    world.other_engines = (replace(world.other_engines[0], context="default"),)
    evidence = world.report("5432").findings[0].evidence
    assert evidence[1].command.startswith("docker --host unix:///home/eva/")


def test_what_the_project_does_not_have_there() -> None:
    assert "CL101" not in missed("9999").codes("9999")
    assert "CL101" not in missed("nix:5433", "name-not-found").codes("nix:5433")


def test_a_container_of_the_project_runs_here() -> None:
    world = missed()
    world.container("api")
    assert "CL101" not in world.codes("5432")


def test_one_that_is_stopped_here_is_told_as_well() -> None:
    world = missed("25432")
    world.container("db", publishes=["25432:5432"], status="exited")
    world.attempt("host", "127.0.0.1:25432", "refused", resolved="127.0.0.1")
    assert world.codes("25432") == ["CL101", "CL201"]


def test_it_was_answered_here() -> None:
    assert missed(outcome="answered").codes("5432") == []


def test_without_a_project_only_the_port_that_is_published_there() -> None:
    assert missed("25432", project=None).codes("25432") == ["CL101"]
    assert "CL101" not in missed("5432", project=None).codes("5432")
    assert "CL101" not in missed("db:5432", "name-not-found", project=None).codes("db:5432")


def test_of_several_projects_here_one_may_be_meant() -> None:
    snapshot = missed("25432", project=None).snapshot("25432")
    several = NoProject(reason="several projects use port 25432", candidates=("a", "b"))
    either = replace(snapshot, survey=replace(snapshot.survey, project=several))
    assert "CL101" in [f.code for f in answer(snapshot).findings]
    assert "CL101" not in [f.code for f in answer(either).findings]


def test_somebody_here_has_the_port() -> None:
    world = missed("25432", project=None)
    world.container("other", project=None, publishes=["25432:80"])
    assert "CL101" not in world.codes("25432")


def test_an_engine_that_was_not_asked_leaves_it_unchecked() -> None:
    world = missed()
    world.other_engines = Unobserved("the engine of the Docker context build was not asked")
    report = world.report("5432")
    assert "CL101" not in [found.code for found in report.findings]
    assert [row.reason for row in report.not_checked if row.code == "CL101"] == [
        "the engine of the Docker context build was not asked"
    ]


def test_where_nothing_could_be_asked_a_note_says_where_it_is() -> None:
    world = missed()
    world.attempts.clear()
    report = world.report("")
    assert report.findings == ()
    assert report.notes[0].startswith("project shop runs on the engine of the Docker context")
