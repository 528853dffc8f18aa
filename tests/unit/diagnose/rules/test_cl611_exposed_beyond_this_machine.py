"""CL611 exposed-beyond-this-machine: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.diagnose.trials import Dial, Publish
from tests.support.rule_worlds import finding
from tests.support.world import World


def exposed(publishes: str = "5432:5432", image: str = "postgres:17", **more: Any) -> World:
    world = World()
    port = publishes.rpartition(":")[2].partition("/")[0]
    world.container("db", publishes=[publishes], listens=[f"0.0.0.0:{port}"], image=image)
    outcome = more.pop("outcome", "answered")
    world.attempt("host", "127.0.0.1:5432", outcome, resolved="127.0.0.1", **more)
    return world


@pytest.mark.parametrize("publishes", ["5432:5432", "0.0.0.0:5432:5432", ":::5432:5432"])
def test_a_database_on_every_address_is_a_warning(publishes: str) -> None:
    world = exposed(publishes)
    world.attempt("host", "[::1]:5432", "answered", resolved="::1")
    report = world.report("5432")
    assert [(f.code, f.severity) for f in report.findings] == [("CL611", "warning")]
    assert (report.verdict, report.exit_status) == ("reachable", 0)
    remedy, override = report.findings[0].remedies[0], report.findings[0].remedies[0].override
    line = 'ports: ["127.0.0.1:5432:5432"]'
    assert remedy.summary == f"publish it for this machine only: {line}"
    assert override == {"services": {"db": {"ports": {"!override": ["127.0.0.1:5432:5432"]}}}}


@pytest.mark.parametrize("publishes", ["127.0.0.1:5432:5432", "10.0.0.5:5432:5432"])
def test_one_address_is_not_every_address(publishes: str) -> None:
    assert "CL611" not in exposed(publishes).codes("5432")


@pytest.mark.parametrize("image", ["nginx:1", "postgres-exporter:1", "example/app"])
@pytest.mark.parametrize("port", [8000, 5432])
def test_a_server_that_nobody_knows_for_a_database_may_be_seen(image: str, port: int) -> None:
    assert exposed(f"5432:{port}", image).codes("5432") == []


def test_the_web_page_of_a_database_is_not_the_database() -> None:
    assert exposed("5432:80", "postgres:17").codes("5432") == []


def test_what_answers_counts_more_than_the_image() -> None:
    assert exposed("5432:8000", "example/app", protocol="redis").codes("5432") == ["CL611"]
    assert exposed("5432:5432", "postgres:17", protocol="http").codes("5432") == []


def test_a_warning_takes_no_causes_place() -> None:
    world = World()
    world.container("db", publishes=["5432:5432"], listens=["127.0.0.1:5432"], image="postgres")
    world.attempt("host", "127.0.0.1:5432", "accepted-then-closed", resolved="127.0.0.1")
    report = world.report("5432")
    assert [f.code for f in report.findings] == ["CL501", "CL611"]
    assert (report.verdict, report.exit_status) == ("unreachable", 1)


def test_a_failure_with_a_warning_alone_stays_inconclusive() -> None:
    report = exposed(outcome="timed-out").report("5432")
    assert [f.code for f in report.findings] == ["CL611"]
    assert report.exit_status == 3


def test_a_port_that_is_not_published_now_is_not_exposed() -> None:
    world = World()
    world.container("db", publishes=["5432:5432"], status="exited", image="postgres")
    world.attempt("host", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    assert world.codes("5432") == ["CL201"]


def test_other_ports_of_the_container_are_not_asked_about() -> None:
    world = World()
    world.container(
        "db", publishes=["127.0.0.1:5432:5432", "9187:9187"], listens=["0.0.0.0:5432"],
        image="postgres",
    )  # fmt: skip
    world.attempt("host", "127.0.0.1:5432", "answered", resolved="127.0.0.1")
    assert world.codes("5432") == []


def open_to_all(port: str = "0.0.0.0:5432:5432", **server: Any) -> World:
    world = World()
    given: dict[str, Any] = {"listens": ["0.0.0.0:5432"], "image": "postgres:16"} | server
    world.container("db", publishes=[port], **given)
    return world


def test_a_call_within_the_container_is_no_exposure() -> None:
    world = open_to_all()
    world.attempt("service:db", "localhost:5432", "answered", resolved="127.0.0.1")
    assert world.codes("localhost:5432", "service:db") == []


def test_the_same_number_for_udp_is_not_the_database() -> None:
    world = open_to_all("0.0.0.0:5432:5432/udp", listens=["0.0.0.0:5432/udp"])
    world.attempt("host", "127.0.0.1:5432/udp", "answered", resolved="127.0.0.1")
    assert world.codes("127.0.0.1:5432/udp") == []


@pytest.mark.parametrize(
    ("where", "shown"), [("127.0.0.1", Dial), ("localhost", Dial), ("10.0.0.5", Publish)]
)
def test_the_half_that_stays_is_dialled(where: str, shown: type) -> None:
    world = open_to_all()
    resolved = "127.0.0.1" if where == "localhost" else where
    world.attempt("host", f"{where}:5432", "answered", resolved=resolved, protocol="postgresql")
    only = finding(world, f"{where}:5432", "CL611")
    assert isinstance(only.remedies[0].trial, shown)
    assert only.evidence[0].saw.endswith("on 0.0.0.0:5432")


def test_a_containers_call_shows_nothing_of_this_machines() -> None:
    world = open_to_all("5432:5432")
    world.container("agent", mode="host")
    world.attempt(
        "service:agent", "localhost:5432", "answered", resolved="127.0.0.1", protocol="postgresql"
    )
    only = finding(world, "localhost:5432", "CL611", "service:agent")
    assert isinstance(only.remedies[0].trial, Publish)
    assert only.evidence[0].saw.endswith("on every address:5432")
