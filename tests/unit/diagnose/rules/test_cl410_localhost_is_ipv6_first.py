"""CL410 localhost-is-ipv6-first: where it fires, and what only looks like it."""

import pytest
from msgspec.structs import replace

from tests.support.rule_worlds import BACK
from tests.support.world import World


def six_first(mode: str | None) -> World:
    """agent dials ::1, where a port is published for IPv4 only."""
    world = World()
    world.container("cache", publishes=["127.0.0.1:8303:6379"], listens=["0.0.0.0:6379"])
    world.container("agent", mode=mode, refers=["redis://[::1]:8303/0"])
    more = {"resolved": "127.0.0.1", "protocol": "redis"}
    world.attempt("service:agent", "127.0.0.1:8303", "answered", **more)
    world.attempt("service:agent", "[::1]:8303", "refused", resolved="::1")
    return world


def test_a_client_on_the_machine_meets_ipv6_first_as_the_machine_does() -> None:
    report = six_first("host").report("8303", "service:agent")
    assert [f.code for f in report.findings] == ["CL410"]
    [remedy] = report.findings[0].remedies
    assert remedy.override == {
        "services": {"agent": {"environment": {"URL_0": "redis://127.0.0.1:8303/0"}}}
    }


def test_one_with_a_loopback_of_its_own_does_not() -> None:
    assert "CL410" not in six_first(None).codes("8303", "service:agent")


def ipv6_first(*, publishes: str = "127.0.0.1:5433:5432", ipv4: str = "answered") -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], publishes=[publishes])
    world.attempt("host", "[::1]:5433", "refused", resolved="::1")
    world.attempt("host", "127.0.0.1:5433", ipv4, resolved="127.0.0.1")
    return world


def test_ipv6s_localhost_of_a_port_published_for_ipv4() -> None:
    report = ipv6_first().report("[::1]:5433")
    assert [f.code for f in report.findings] == ["CL410"]
    assert report.findings[0].remedies[0].address == "127.0.0.1:5433"


def test_where_neither_family_answers_the_family_is_no_cause() -> None:
    assert "CL410" not in ipv6_first(ipv4="accepted-then-closed").codes("[::1]:5433")


def test_a_localhost_of_which_one_address_answers_is_reachable() -> None:
    world = ipv6_first()
    world.attempt("host", "localhost:5433", "refused", resolved="::1")
    world.attempt("host", "localhost:5433", "answered", resolved="127.0.0.1")
    assert world.codes("localhost:5433") == []


def test_ipv6_is_no_cause_of_a_refused_ipv4_address() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], publishes=["127.0.0.1:5433:5432"])
    world.attempt("host", "127.0.0.1:5433", "refused", resolved="127.0.0.1")
    assert "CL410" not in world.codes("127.0.0.1:5433")


def test_a_server_of_the_host_is_not_published() -> None:
    world = World()
    world.host_listens("127.0.0.1:5433", process="postgres")
    world.attempt("host", "[::1]:5433", "refused", resolved="::1")
    world.attempt("host", "127.0.0.1:5433", "answered", resolved="127.0.0.1")
    assert "CL410" not in world.codes("[::1]:5433")


def first_six(where: str = "[::1]:5432", outcome: str = "refused", vantage: str = "host") -> World:
    """db is published for IPv4, where it answers; somebody dials another address."""
    world = World()
    world.container("db", publishes=["127.0.0.1:5432:5432"], listens=["0.0.0.0:5432"])
    world.container("agent", mode="host")
    world.attempt(vantage, where, outcome, resolved=where.rpartition(":")[0].strip("[]"))
    return world


@pytest.mark.parametrize("outcome", ["refused", "timed-out", "address-unavailable"])
def test_nobody_at_ipv6s_localhost_is_said_in_several_ways(outcome: str) -> None:
    world = first_six(outcome=outcome)
    world.attempt("host", "127.0.0.1:5432", "answered", resolved="127.0.0.1")
    assert world.codes("[::1]:5432") == ["CL410"]


@pytest.mark.parametrize(
    ("vantage", "where"),
    [("service:db", "127.0.0.1:5432"), ("host", "127.0.0.1:5433"), ("host", "10.0.0.5:5432")],
)
def test_that_it_answers_elsewhere_does_not_show_that_ipv4_does(vantage: str, where: str) -> None:
    world = first_six()
    world.attempt(vantage, where, "answered", resolved=where.rpartition(":")[0])
    assert "CL410" not in world.codes("[::1]:5432")


@pytest.mark.parametrize("where", ["127.0.0.2:5432", "[fd00::1]:5432"])
def test_only_ipv6s_localhost_is_ipv6s_localhost(where: str) -> None:
    world = first_six(where)
    world.networks.append(replace(BACK, gateways=("fd00::1",)))
    world.attempt("host", "127.0.0.1:5432", "answered", resolved="127.0.0.1")
    assert "CL410" not in world.codes(where)


def test_a_container_in_host_mode_is_not_this_machine() -> None:
    world = first_six(vantage="service:agent")
    world.attempt("host", "127.0.0.1:5432", "answered", resolved="127.0.0.1")
    assert "CL410" not in world.codes("[::1]:5432", "service:agent")
