"""CL411 upstream-dns-down: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Unobserved, View
from containerloop.plan.further.answered import Answered
from containerloop.plan.further.upstream_servers import upstream_servers
from containerloop.plan.values import Expectation, Strength
from containerloop.topology.inventory import Inventory
from tests.support.rule_worlds import BACK, finding
from tests.support.world import BRIDGE, SHOP, World

NAME = "db.example.test"
QUESTION = (f"{NAME}:5432", "service:api")


def asking(
    *servers: str, heard: Any = ("silent",), outcome: str = "name-server-failed",
    name: str = NAME, networks: Any = (SHOP,), unread: bool = False,
) -> World:  # fmt: skip
    """api could not look the name up; each server behind Docker's resolver was asked."""
    world = World()
    world.networks = [BRIDGE, *networks]
    world.container("api", listens=[], networks=networks)
    servers = servers or ("10.8.0.1",)
    seen = world.views["service:api"]
    assert isinstance(seen, View)
    forwards: Any = Unobserved("not read") if unread else servers
    world.views["service:api"] = replace(seen, upstream_servers=forwards)
    world.attempt("service:api", f"{name}:5432", outcome)
    for server, came in zip(servers, heard, strict=False):
        where = "engine-host" if server.startswith("host(") else "service:api"
        host = server.removeprefix("host(").removesuffix(")")
        said = {"protocol": "dns"} if came == "answered" else {}
        world.attempt(where, f"{host}:53/udp", came, resolved=host, **said)
    return world


def test_a_server_that_does_not_answer() -> None:
    world = asking()
    assert world.codes(*QUESTION) == ["CL411"]
    found = finding(world, QUESTION[0], "CL411", QUESTION[1])
    assert found.summary == (
        "the name server to which Docker forwards db.example.test, 10.8.0.1, does not answer"
    )
    assert [e.saw for e in found.evidence] == [
        "from api, db.example.test:5432: name server failed",
        "the resolv.conf of api has ExtServers 10.8.0.1",
        "from api, 10.8.0.1:53/udp: silent",
    ]


def test_several_and_one_that_the_engine_asks_itself() -> None:
    world = asking("10.8.0.1", "host(127.0.0.53)", heard=("host-unreachable", "refused"))
    found = finding(world, QUESTION[0], "CL411", QUESTION[1])
    assert found.summary == (
        "the name servers to which Docker forwards db.example.test, 10.8.0.1 and 127.0.0.53, do not"
        " answer"
    )


# near misses


def test_a_server_that_answers_has_its_own_reason() -> None:
    assert "CL411" not in asking(heard=("answered",)).codes(*QUESTION)
    two = asking("10.8.0.1", "10.8.0.2", heard=("silent", "answered"))
    assert "CL411" not in two.codes(*QUESTION)


def test_a_name_that_does_not_exist() -> None:
    assert "CL411" not in asking(outcome="name-not-found").codes(*QUESTION)


@pytest.mark.parametrize("heard", [(), ("not-tried",)])
def test_servers_that_were_not_asked_rule_nothing_out(heard: Any) -> None:
    report = asking(heard=heard).report(*QUESTION)
    assert not report.findings
    assert ("CL411", "the servers behind Docker's resolver were not asked") in {
        (n.code, n.reason) for n in report.not_checked
    }


def test_one_of_two_that_was_not_asked() -> None:
    report = asking("10.8.0.1", "10.8.0.2", heard=("silent",)).report(*QUESTION)
    assert "CL411" in {n.code for n in report.not_checked}


def test_where_docker_forwards_to_nobody_nobody_is_blamed() -> None:
    world = asking(heard=())
    seen = world.views["service:api"]
    assert isinstance(seen, View)
    world.views["service:api"] = replace(seen, upstream_servers=())
    assert "CL411" not in world.codes(*QUESTION)


def test_this_machine_is_no_client_of_docker_s_resolver() -> None:
    world = asking()
    world.attempt("host", f"{NAME}:5432", "name-server-failed")
    assert "CL411" not in world.codes(f"{NAME}:5432", "host")


def test_a_call_from_elsewhere_shows_nothing() -> None:
    world = asking()
    world.attempts[1] = replace(world.attempts[1], vantage="engine-host")
    assert "CL411" not in world.codes(*QUESTION)


def test_an_engine_that_does_not_say_where_it_forwards() -> None:
    report = asking(unread=True).report(*QUESTION)
    assert ("CL411", "not read") in {(n.code, n.reason) for n in report.not_checked}


def test_a_container_on_internal_networks_alone_has_no_forwarding() -> None:
    inside = replace(SHOP, internal=True)
    assert "CL411" not in asking(networks=(inside,)).codes(*QUESTION)
    assert "CL411" in asking(networks=(inside, BACK)).codes(*QUESTION)


def test_on_the_default_bridge_docker_has_no_resolver() -> None:
    world = asking()
    world.containers[0] = replace(
        world.containers[0],
        attachments=(replace(world.containers[0].attachments[0], network_id=BRIDGE.id),),
    )
    assert "CL411" not in world.codes(*QUESTION)


@pytest.mark.parametrize("name", ["db", "db.shop_default", "cache.internal"])
def test_a_name_that_is_of_a_container(name: str) -> None:
    world = asking(name=name)
    world.container("cache.internal", listens=["0.0.0.0:5432"])
    world.container("db", listens=["0.0.0.0:5432"])
    assert "CL411" not in world.codes(f"{name}:5432", "service:api")


# whom to ask


def asked(world: World, vantage: str = "service:api") -> list[tuple[str, str]]:
    snapshot, call = world.snapshot(*QUESTION), world.attempts[0]
    wanted = Expectation(vantage=vantage, address=call.address, strength=Strength.ASKED)
    known = Answered(wanted, call, Inventory(snapshot.survey), snapshot.views)
    return [(f.vantage, str(f.wanted.address)) for f in upstream_servers(known)]


def test_each_is_asked_from_where_docker_asks_it() -> None:
    assert asked(asking("10.8.0.1", "host(127.0.0.53)")) == [
        ("service:api", "10.8.0.1:53/udp"),
        ("engine-host", "127.0.0.53:53/udp"),
    ]


@pytest.mark.parametrize(
    "world",
    [
        asking(outcome="name-not-found"),
        asking(outcome="answered"),
        asking(name="db"),
        asking(name="203.0.113.7"),
        asking(unread=True),
        asking(networks=(replace(SHOP, internal=True),)),
    ],
)
def test_else_nobody_is(world: World) -> None:
    assert asked(world) == []
    assert asked(asking(), "host") == []
