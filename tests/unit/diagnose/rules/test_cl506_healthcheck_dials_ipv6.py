"""CL506 healthcheck-dials-ipv6: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.diagnose.trials import Dial
from containerloop.facts import Check, State
from tests.support.rule_worlds import finding
from tests.support.states import BUSYBOX, WGET, held_back, unhealthy, waiting, web
from tests.support.world import World

NODE = "Error: connect ECONNREFUSED ::1:8000"


def own_call(state: State, first: str = "refused", **server: Any) -> World:
    """web's own healthcheck dials localhost:8000: `first` on ::1, answered on 127.0.0.1."""
    world = World()
    web(world, state, **server)
    world.attempt("service:web", "localhost:8000", first, resolved="::1")
    world.attempt(
        "service:web", "localhost:8000", "answered", resolved="127.0.0.1", protocol="http"
    )
    return world


@pytest.mark.parametrize("said", [BUSYBOX, NODE])
def test_who_waits_for_a_check_that_takes_localhost_as_ipv6(said: str) -> None:
    world = held_back(unhealthy(said))
    report = world.report("web:8000")
    assert [f.code for f in report.findings] == ["CL506"]
    assert report.findings[0].summary == (
        "api was not started: web's healthcheck connects to localhost as ::1, but port 8000 is"
        " open on IPv4 only"
    )
    remedy = finding(world, "web:8000", "CL506").remedies[0]
    assert isinstance(remedy.trial, Dial)
    assert (remedy.trial.vantage, str(remedy.trial.address)) == ("service:web", "127.0.0.1:8000")
    assert remedy.host_command == "docker compose up -d api"
    test = ["CMD", "wget", "-qO-", "http://127.0.0.1:8000/"]
    assert remedy.override == {"services": {"web": {"healthcheck": {"test": test}}}}


def test_the_checks_own_call_counts_by_its_first_address() -> None:
    report = own_call(unhealthy(BUSYBOX)).report("localhost:8000", "service:web")
    assert [f.code for f in report.findings] == ["CL506"]
    assert report.findings[0].outcome == "refused"
    assert report.findings[0].summary.startswith("web's healthcheck connects to localhost as ::1")


def test_whoever_reaches_the_server_is_only_warned() -> None:
    world = World()
    web(world, unhealthy(BUSYBOX))
    world.container("api", refers=["http://web:8000"])
    world.attempt("service:api", "web:8000", "answered", resolved="172.18.0.2", protocol="http")
    report = world.report("web:8000")
    assert report.verdict == "reachable"
    assert [(f.code, f.severity) for f in report.findings] == [("CL506", "warning")]


def test_the_reverse() -> None:
    state = unhealthy("connect to 127.0.0.1:8000: Connection refused")
    found = held_back(state, listens=("[::1]:8000",)).report("web:8000").findings
    assert "as 127.0.0.1, but port 8000 is open on IPv6 only" in found[0].summary


def test_a_check_whose_address_only_its_own_words_tell() -> None:
    world = held_back(unhealthy(NODE), check=("CMD", "node", "check.js"))
    remedy = finding(world, "web:8000", "CL506").remedies[0]
    assert (remedy.patch, remedy.override) == (None, None)
    assert isinstance(remedy.trial, Dial)


@pytest.mark.parametrize("listens", [("[::]:8000",), ("0.0.0.0:8000", "[::1]:8000")])
def test_a_server_on_both_has_another_fault(listens: tuple[str, ...]) -> None:
    assert held_back(unhealthy(BUSYBOX), listens=listens).codes("web:8000") == ["CL215"]


@pytest.mark.parametrize(
    "said",
    [
        "curl: (7) Failed to connect to localhost port 8000 after 0 ms: Couldn't connect to server",
        "curl: (22) The requested URL returned error: 404",
        "wget: server returned error: HTTP/1.1 500 Internal Server Error",
        "[Errno 111] Connection refused",
        "connection to ::1 refused, connection to 127.0.0.1 refused",
        "/bin/sh: wget: not found",
        "",
    ],
)
def test_a_program_that_tries_both_addresses_fails_for_another_reason(said: str) -> None:
    assert held_back(unhealthy(said)).codes("web:8000") == ["CL215"]


def test_a_check_of_another_port_is_wrong_in_that() -> None:
    check = ("CMD", "wget", "-qO-", "http://localhost:9000/")
    assert held_back(unhealthy(BUSYBOX), check=check).codes("web:8000") == ["CL215"]


def test_a_check_that_passes_is_none_of_it() -> None:
    passed = State(status="running", health="healthy", check=Check(exit_code=0, said=BUSYBOX))
    assert held_back(passed).codes("web:8000") == []
    assert own_call(passed).codes("localhost:8000", "service:web") == []


def test_of_a_server_that_is_unhealthy_other_failures_have_their_own_causes() -> None:
    world = World()
    web(world, unhealthy(BUSYBOX), exposes=[8000])
    world.attempt("host", "localhost:8000", "refused", resolved="127.0.0.1")
    assert "CL506" not in world.codes("8000", "host")


def test_what_nobody_saw_inside_is_no_cause() -> None:
    assert held_back(unhealthy(BUSYBOX), listens=None).codes("web:8000") == ["CL215"]


def test_a_written_address_decides_the_family() -> None:
    check = ("CMD", "wget", "-qO-", "http://[::1]:8000/")
    found = held_back(unhealthy("failed"), check=check).report("web:8000").findings
    assert "healthcheck connects to ::1, but port 8000 is open on IPv4 only" in found[0].summary
    four = (*WGET[:3], "http://127.0.0.1:8000/")
    assert held_back(unhealthy("failed"), check=four).codes("web:8000") == ["CL215"]


def test_a_neighbour_that_waits_is_told_of_its_own_server() -> None:
    world = World()
    web(world, unhealthy(BUSYBOX))
    waiting(world, publishes=["8200:80"])
    world.attempt("host", "127.0.0.1:8200", "refused", resolved="127.0.0.1")
    assert world.codes("8200") == ["CL506"]
