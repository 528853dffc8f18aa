"""CL502 listens-on-another-port: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.facts import Unobserved
from tests.support.rule_worlds import finding
from tests.support.world import World

DB = "postgres://db/app"


def named(*listens: str, outcome: str = "refused", url: str = DB, **db: Any) -> World:
    """api refers to db, whose sockets are `listens`; dialling it came to `outcome`."""
    world = World()
    world.container("db", listens=listens, **({"image": "postgres:16"} | db))
    world.container("api", refers=[url])
    world.attempt("service:api", "db:5432", outcome, resolved="172.18.0.2")
    return world


def test_the_server_moved_to_another_port() -> None:
    report = named("0.0.0.0:5433", "[::]:5433").report("5432")
    assert [f.code for f in report.findings] == ["CL502"]
    assert report.findings[0].summary == "db listens on port 5433, not on 5432"
    assert [r.address for r in report.findings[0].remedies] == ["db:5433"]


def test_a_server_that_shows_in_tcp6_only_moved_as_well() -> None:
    assert named("[::]:5433").codes("5432") == ["CL502"]


def test_the_likelier_of_two_ports_is_offered_first() -> None:
    remedies = named("0.0.0.0:9000", "0.0.0.0:6432").report("5432").findings[0].remedies
    assert [r.address for r in remedies] == ["db:6432", "db:9000"]


@pytest.mark.parametrize(
    "socket",
    ["127.0.0.1:5433", "0.0.0.0:5433/udp", "0.0.0.0:6379", "0.0.0.0:40213", "127.0.0.1:40213"],
    ids=["loopback", "udp", "another protocol's port", "ephemeral", "resolver"],
)
def test_not_every_socket_is_the_server(socket: str) -> None:
    assert "CL502" not in named(socket).codes("5432")


def test_a_port_that_is_listened_on_was_not_moved() -> None:
    assert "CL502" not in named("0.0.0.0:5433", "0.0.0.0:5432").codes("5432")


def test_the_same_number_for_udp_is_not_the_port() -> None:
    assert named("0.0.0.0:5433", "0.0.0.0:5432/udp").codes("5432") == ["CL502"]


def test_a_host_port_dialled_inside_is_another_fault() -> None:
    world = named("0.0.0.0:5433", publishes=["5432:5433"])
    assert "CL502" not in world.codes("5432")


def test_a_publication_of_the_dialled_container_port_is_no_excuse() -> None:
    world = named("0.0.0.0:5433", publishes=["5432:5432"])
    assert "CL502" in world.codes("db:5432")


def test_a_publication_that_leads_to_the_wrong_port_is_another_fault() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"], publishes=["8080:8080"])
    world.attempt("host", "127.0.0.1:8080", "accepted-then-closed", resolved="127.0.0.1")
    assert "CL502" not in world.codes("8080")
    world.attempts.clear()
    world.attempt("host", "127.0.0.1:8080", "refused", resolved="127.0.0.1")
    assert "CL502" not in world.codes("8080")


def test_another_port_explains_no_timeout() -> None:
    assert "CL502" not in named("0.0.0.0:5433", outcome="timed-out").codes("5432")


def test_a_server_that_nobody_could_look_into_is_not_ruled_out() -> None:
    world = named()
    world.views["service:db"] = Unobserved("the probe was lost")
    report = world.report("5432")
    assert {"CL502"} <= {n.code for n in report.not_checked}


def test_a_client_that_listens_elsewhere_itself_has_moved_nobody() -> None:
    world = World()
    world.container("api", listens=["0.0.0.0:8080"], refers=["http://localhost:8000/"])
    world.attempt("service:api", "localhost:8000", "refused", resolved="127.0.0.1")
    assert "CL502" not in world.codes("localhost:8000", "service:api")


def test_from_this_machine_there_is_no_reference_to_change() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:8080"])
    world.attempt("host", "172.18.0.2:8000", "refused", resolved="172.18.0.2")
    best = finding(world, "172.18.0.2:8000", "CL502").remedies[0]
    assert (str(best.address), best.patch, best.override) == ("172.18.0.2:8080", None, None)


def test_a_healthcheck_that_dials_another_port_than_its_server_has() -> None:
    world = World()
    check = ("CMD", "curl", "-f", "http://localhost:8080/")
    world.container("web", listens=["0.0.0.0:8000"], check=check)
    world.attempt("service:web", "localhost:8080", "refused", resolved="127.0.0.1")
    report = world.report("8080")
    assert [f.code for f in report.findings] == ["CL502"]
    assert report.findings[0].remedies[0].address == "localhost:8000"
