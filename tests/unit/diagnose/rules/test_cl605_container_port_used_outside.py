"""CL605 container-port-used-outside: where it fires, and what only looks like it."""

from typing import Any

from msgspec.structs import replace

from containerloop.facts import Unobserved
from containerloop.pipeline.report_step import answer
from tests.support.rule_worlds import nobody, to_the_host, unavailable, web_in_host_mode
from tests.support.world import World


def test_the_other_number_of_a_port_that_was_never_made_leads_nowhere() -> None:
    world = web_in_host_mode(ports="8380:8306")
    world.attempt("host", "localhost:8306", "refused", resolved="127.0.0.1")
    assert world.codes("localhost:8306") == []


def test_a_port_that_no_network_publishes_is_no_way_in() -> None:
    world = World()
    world.container("db", publishes=["8220:5432"], listens=["0.0.0.0:5432"])
    world.containers = [replace(c, published=()) for c in world.containers]
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert "CL605" not in world.codes("localhost:5432")


def outside(publishes: str = "5433:5432", *, outcome: str = "refused", **db: Any) -> World:
    world = World()
    world.container("db", **({"publishes": [publishes], "listens": ["0.0.0.0:5432"]} | db))
    world.attempt("host", "localhost:5432", outcome, resolved="127.0.0.1")
    return world


def test_the_container_port_on_this_machine() -> None:
    report = outside().report("localhost:5432")
    assert [f.code for f in report.findings] == ["CL605"]
    assert report.findings[0].remedies[0].address == "127.0.0.1:5433"
    assert report.findings[0].summary == (
        "5432 is the container port of db, which is published on host port 5433"
    )


def test_the_address_is_the_one_it_is_published_on() -> None:
    report = outside("10.0.0.5:5433:5432").report("localhost:5432")
    assert report.findings[0].remedies[0].address == "10.0.0.5:5433"


def test_a_port_that_is_published_under_its_own_number_too() -> None:
    both = outside(publishes="5432:5432").codes("localhost:5432")
    assert "CL605" not in both


def test_the_published_port_of_another_transport_is_not_it() -> None:
    assert "CL605" not in outside("5433:5432/udp").codes("localhost:5432")


def test_an_unpublished_port_is_not_published_elsewhere() -> None:
    world = outside(publishes="5433:5431", exposes=[5432])
    assert world.codes("localhost:5432") == ["CL601"]


def test_a_call_that_came_through_was_no_wrong_number() -> None:
    assert "CL605" not in outside(outcome="timed-out").codes("localhost:5432")


def test_a_container_that_dials_its_own_loopback_is_not_outside() -> None:
    world = World()
    world.container("db", publishes=["127.0.0.1:5433:5432"], listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://localhost:5432/app"])
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    world.attempt("host", "127.0.0.1:5433", "answered", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL401"]


def test_a_container_in_host_mode_is_outside() -> None:
    world = World()
    world.container("db", publishes=["5433:5432"], listens=["0.0.0.0:5432"])
    world.container("agent", mode="host", refers=["postgres://localhost:5432/app"])
    world.attempt("service:agent", "localhost:5432", "refused", resolved="127.0.0.1")
    assert world.codes("localhost:5432", "service:agent") == ["CL605"]


def test_nobody_could_see_whether_anything_is_published() -> None:
    world = outside()
    snapshot = world.snapshot("localhost:5432")
    blind = replace(snapshot, survey=replace(snapshot.survey, containers=Unobserved("no engine")))
    assert ("CL605", "no engine") in [(n.code, n.reason) for n in answer(blind).not_checked]


def test_without_ipv6s_localhost_the_number_may_still_be_the_inner_one() -> None:
    world = unavailable()
    world.container("db", listens=["0.0.0.0:5432"], publishes=["5433:5432"])
    assert "CL605" in world.codes("[::1]:5432")


def test_a_container_on_a_network_is_not_outside() -> None:
    world = to_the_host()
    world.container("db", publishes=["5433:5432"], listens=["0.0.0.0:5432"])
    assert "CL605" not in world.codes("5432", "service:api")


def test_the_server_of_another_project_is_not_ours() -> None:
    world = nobody()
    world.container("db", project="other", publishes=["5433:5432"], listens=["0.0.0.0:5432"])
    assert "CL605" not in world.codes("5432")


def test_any_free_port_is_no_number_to_dial() -> None:
    world = nobody()
    world.container("db", publishes=["0:5432"], listens=["0.0.0.0:5432"])
    assert "CL605" not in world.codes("5432")
