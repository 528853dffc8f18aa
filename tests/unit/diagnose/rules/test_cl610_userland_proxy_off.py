"""CL610 userland-proxy-off: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import DialAs, Untriable
from containerloop.facts import Unobserved
from tests.support.rule_worlds import BACK, finding
from tests.support.world import BRIDGE, SHOP, World

AT = "host.docker.internal:8080"
QUESTION = (AT, "service:job")


def across(
    outcome: str = "timed-out", *, listens: Any = (), process: str | None = "docker-proxy",
    answered: str = "answered", networks: Any = (BACK,), published: str = "8080:80",
    mode: str | None = None, **engine: Any,
) -> World:  # fmt: skip
    """job calls the published port of web, which is on another network, through the host."""
    world = World(engine=engine)
    world.networks = [BRIDGE, SHOP, BACK]
    world.container("web", publishes=[published], listens=["0.0.0.0:80"])
    world.container("job", listens=[], networks=networks, mode=mode)
    world.host_listens(*listens, process=process)
    world.attempt("service:job", AT, outcome, resolved="172.17.0.1")
    world.attempt("host", "127.0.0.1:8080", answered, resolved="127.0.0.1", protocol="http")
    return world


def test_a_published_port_that_nobody_listens_on() -> None:
    world = across()
    assert world.codes(*QUESTION) == ["CL610"]
    found = finding(world, AT, "CL610", "service:job")
    assert found.summary == (
        "the engine runs without its proxy, so job does not reach port 8080 of web, which is on"
        " another network, through the host"
    )
    assert [e.saw for e in found.evidence] == [
        "from job, host.docker.internal:8080 (172.17.0.1): timed out",
        "from this machine, 127.0.0.1:8080: answered",
        "no docker-proxy listens on port 8080",
    ]
    join, proxy = found.remedies
    assert isinstance(join.trial, DialAs)
    assert isinstance(proxy.trial, Untriable)
    assert proxy.host_command == "sudo systemctl restart docker"


def test_from_28_on_the_engine_keeps_the_port_itself() -> None:
    world = across(listens=["0.0.0.0:8080"], process="dockerd", version="28.5.1")
    assert "CL610" in world.codes(*QUESTION)


def test_other_sockets_do_not_count() -> None:
    assert "CL610" in across(listens=["0.0.0.0:8081", "0.0.0.0:8080/udp"]).codes(*QUESTION)


# near misses


@pytest.mark.parametrize("process", ["docker-proxy", "nginx"])
def test_a_process_that_listens(process: str) -> None:
    world = across(listens=["0.0.0.0:8080"], process=process)
    assert "CL610" not in world.codes(*QUESTION)


def test_one_of_two_that_listen_is_the_proxy() -> None:
    world = across(listens=["0.0.0.0:8080"], process="dockerd")
    world.host_listens("[::]:8080", process="docker-proxy")
    assert "CL610" not in world.codes(*QUESTION)


@pytest.mark.parametrize("outcome", ["refused", "accepted-then-closed", "silent"])
def test_what_did_not_time_out(outcome: str) -> None:
    assert "CL610" not in across(outcome).codes(*QUESTION)


def test_a_port_that_fails_for_this_machine_too() -> None:
    assert "CL610" not in across(answered="timed-out").codes(*QUESTION)


def test_an_answer_of_another_vantage_or_port() -> None:
    world = across()
    world.attempts[1] = replace(world.attempts[1], vantage="engine-host")
    assert "CL610" not in world.codes(*QUESTION)


def test_a_neighbour_is_reached_through_the_host() -> None:
    assert "CL610" not in across(networks=(BACK, SHOP)).codes(*QUESTION)


@pytest.mark.parametrize("mode", ["host", "none"])
def test_a_client_without_a_network_of_its_own(mode: str) -> None:
    assert "CL610" not in across(mode=mode).codes(*QUESTION)


def test_this_machine_itself() -> None:
    world = across()
    world.attempt("host", "172.17.0.1:8080", "timed-out", resolved="172.17.0.1")
    assert "CL610" not in world.codes("172.17.0.1:8080", "host")


def test_a_port_that_is_not_published() -> None:
    world = across()
    world.containers[0] = replace(world.containers[0], published=())
    assert "CL610" not in world.codes(*QUESTION)


@pytest.mark.parametrize(
    "engine",
    [{"version": "29.0.0"}, {"version": "30.1"}, {"rootless": True}, {"flavour": "podman"},
     {"same_machine": False}],
)  # fmt: skip
def test_engines_that_pass_it_on_or_that_are_elsewhere(engine: Any) -> None:
    assert "CL610" not in across(**engine).codes(*QUESTION)


@pytest.mark.parametrize("version", ["20.10.24", "28.5.2"])
def test_engines_that_do_not(version: str) -> None:
    assert "CL610" in across(version=version).codes(*QUESTION)


def test_what_was_not_seen_is_not_ruled_out() -> None:
    nameless = across(listens=["0.0.0.0:8080"], process=None)
    nameless.host_listeners = [replace(x, process=None) for x in nameless.host_listeners]  # type: ignore[union-attr]
    blind = across()
    blind.host_listeners = Unobserved("no permission")
    alone = across()
    del alone.attempts[1]
    for world in (nameless, blind, alone, across(same_machine=Unobserved("not seen"))):
        report = world.report(*QUESTION)
        assert "CL610" not in {f.code for f in report.findings}
        assert "CL610" in {n.code for n in report.not_checked}
