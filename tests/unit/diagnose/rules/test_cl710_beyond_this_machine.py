"""CL710 beyond-this-machine: where it is told, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Untriable
from tests.support.own_address_worlds import AT, OWN
from tests.support.rule_worlds import finding
from tests.support.world import World

QUOTED = f"connect ETIMEDOUT {AT}"


def in_order(
    *, published: str = "8080:80", to: str = OWN, vantage: str = "host", came: str = "answered"
) -> World:
    """The port is published, and this machine is answered at its own network address."""
    world = World()
    world.container("web", publishes=[published], listens=["0.0.0.0:80"])
    world.attempt(vantage, f"{to}:8080", came, resolved=to, protocol="http")
    return world


def test_a_time_out_is_quoted_and_all_is_in_order_here() -> None:
    report = in_order().report(QUOTED)
    (found,) = report.findings
    assert (found.code, found.severity, report.verdict) == ("CL710", "warning", "reachable")
    assert report.exit_status == 0
    told = finding(in_order(), QUOTED, "CL710")
    assert told.summary == (
        "web answers this machine at its own network address: a time-out that another machine meets"
        " comes from the way there, which cannot be seen from here"
    )
    (watch,) = told.remedies
    assert watch.host_command == "sudo tcpdump -ni any 'tcp port 8080'"
    assert isinstance(watch.trial, Untriable)


def test_no_route_to_the_host_is_no_answer_either() -> None:
    assert in_order().codes(f"connect EHOSTUNREACH {AT}") == ["CL710"]


# near misses


@pytest.mark.parametrize("asked", [AT, "8080", f"http://{AT}/", f"connect ECONNREFUSED {AT}"])
def test_without_a_time_out_in_it_the_question_has_its_answer(asked: str) -> None:
    assert in_order().codes(asked) == []


@pytest.mark.parametrize("published", ["127.0.0.1:8080:80", f"{OWN}:8080:80"])
def test_a_port_that_others_may_not_have(published: str) -> None:
    assert "CL710" not in in_order(published=published).codes(QUOTED)


def test_the_loopback_is_nobody_else_s() -> None:
    world = in_order(to="127.0.0.1")
    assert world.codes("connect ETIMEDOUT 127.0.0.1:8080") == []


def test_another_machine_s_address() -> None:
    world = in_order(to="203.0.113.7")
    assert "CL710" not in world.codes("connect ETIMEDOUT 203.0.113.7:8080")


def test_a_call_that_fails_here_too() -> None:
    assert "CL710" not in in_order(came="timed-out").codes(QUOTED)


def test_a_container_that_calls() -> None:
    world = in_order(vantage="service:job")
    world.container("job", listens=[])
    assert "CL710" not in world.codes(QUOTED, "service:job")


def test_a_server_that_is_no_container() -> None:
    world: Any = World()
    world.host_listens("0.0.0.0:8080")
    world.attempt("host", AT, "answered", resolved=OWN, protocol="http")
    assert world.codes(QUOTED) == []


def test_an_address_that_was_not_resolved() -> None:
    world = in_order()
    world.attempts[0] = replace(world.attempts[0], resolved=None)
    assert "CL710" not in world.codes(QUOTED)
