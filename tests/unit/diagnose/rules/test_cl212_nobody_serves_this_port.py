"""CL212 nobody-serves-this-port: where it fires, and what only looks like it."""

from typing import Any

import pytest

from containerloop.facts import Network, Unobserved
from tests.support.rule_worlds import dials, finding, nobody, unavailable
from tests.support.world import World, listener, view


def test_nobody_has_the_number() -> None:
    world = World()
    world.container("cache", publishes=["6391:6379"], listens=["0.0.0.0:6379"])
    world.host_listens("127.0.0.1:6391", process="docker-proxy")
    world.attempt("host", "localhost:6392", "refused", resolved="127.0.0.1")
    report = world.report("6392")
    assert [f.code for f in report.findings] == ["CL212"]
    assert report.findings[0].remedies[0].address == "127.0.0.1:6391"


def test_another_project_that_has_the_number_is_somebody() -> None:
    world = World()
    world.container("web")
    other = Network(id="n-o", name="o_default", driver="bridge", subnets=("172.19.0.0/16",))
    world.container("db", project="other", exposes=[6392], networks=[other])
    world.attempt("host", "localhost:6392", "refused", resolved="127.0.0.1")
    assert "CL212" not in world.codes("6392")


def test_a_host_whose_sockets_nobody_can_see_is_not_empty() -> None:
    world = World()
    world.host_listeners = Unobserved("root only")
    world.attempt("host", "localhost:6392", "refused", resolved="127.0.0.1")
    report = world.report("6392")
    assert "CL212" in [n.code for n in report.not_checked]
    assert report.exit_status == 3


def test_nothing_serves_the_port_while_a_container_is_down() -> None:
    world = World()
    world.container("web", status="exited")
    world.attempt("host", "localhost:8000", "refused", resolved="127.0.0.1")
    summary = world.report("8000").findings[0].summary
    assert summary == (
        "nothing listens on port 8000, on this machine or in its containers (web is not running)"
    )


def test_of_many_containers_that_are_down_three_are_named() -> None:
    world = World()
    for name in "dbca":
        world.container(name, status="exited")
    world.attempt("host", "localhost:8000", "refused", resolved="127.0.0.1")
    assert world.report("8000").findings[0].summary.endswith("(a and b and c are not running)")


def test_without_ipv6s_localhost_nobody_serves_the_port_either() -> None:
    assert unavailable().codes("[::1]:5432") == ["CL212"]


def test_where_other_ports_are_served_nobody_still_serves_this_one() -> None:
    report = nobody("0.0.0.0:22").report("5432")
    assert [f.code for f in report.findings] == ["CL212"]
    assert report.findings[0].summary == "nothing listens on port 5432 on this machine"


@pytest.mark.parametrize("also", [(), ("0.0.0.0:22",)])
def test_a_socket_of_the_other_transport_has_the_number(also: tuple[str, ...]) -> None:
    assert "CL212" not in nobody("0.0.0.0:5432/udp", *also).codes("5432")


def test_containers_were_looked_into_as_well() -> None:
    world = nobody()
    world.container("api")
    said = world.report("5432").findings[0].summary
    assert said == "nothing listens on port 5432, on this machine or in its containers"


def elsewhere(vantage: str = "host", *there: str, **engine: object) -> World:
    """The engine has a network of its own, whose sockets (`there`) a probe saw."""
    world = World(engine={"same_machine": False, **engine})
    world.container("api")
    world.views["engine-host"] = view("engine-host", [listener(each) for each in there])
    address = "localhost:8104" if vantage == "host" else "host.docker.internal:8104"
    world.attempt(vantage, address, "refused", resolved="127.0.0.1")
    return world


def test_where_the_engine_is_elsewhere_both_tables_are_read() -> None:
    found = finding(elsewhere(), "8104", "CL212")
    assert found.summary == (
        "nothing listens on port 8104, on this machine, on the engine's host or in its containers"
    )
    assert [e.command for e in found.evidence[1:]] == [
        "ss -ltnp", "containerloop why localhost:8104 --from engine-host",
    ]  # fmt: skip


@pytest.mark.parametrize("has", ["127.0.0.1:8104", "0.0.0.0:8104"])
def test_a_server_of_either_is_somebody(has: str) -> None:
    assert "CL212" not in elsewhere("host", has).codes("8104")
    world = elsewhere()
    world.host_listens(has)
    assert "CL212" not in world.codes("8104")


def test_an_engine_whose_host_was_not_seen_may_have_a_server() -> None:
    world = elsewhere()
    world.views["engine-host"] = Unobserved("not permitted")
    report = world.report("8104")
    assert "CL212" in [n.code for n in report.not_checked]


@pytest.mark.parametrize("outcome", ["answered", "open"])
def test_what_was_found_answering_is_not_denied(outcome: str) -> None:
    world = World(engine={"same_machine": False})
    world.container("api")
    world.views["engine-host"] = view("engine-host", [])
    world.attempt("host", "localhost:8104", "refused", resolved="127.0.0.1")
    assert "CL212" in world.codes("8104")
    world.attempt("host", "[::1]:8104", outcome, resolved="::1")
    assert "CL212" not in world.codes("localhost:8104")


def test_a_near_port_is_one_of_the_machine_that_was_called() -> None:
    world = elsewhere("host", "0.0.0.0:8105")
    assert finding(world, "8104", "CL212").remedies == ()
    world.host_listens("0.0.0.0:8103")
    assert [str(r.address) for r in finding(world, "8104", "CL212").remedies] == ["127.0.0.1:8103"]


def nobody_at(*listens: str) -> World:
    world = World()
    world.host_listens(*listens, process="postgres")
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    return world


def test_the_nearest_ports_are_offered_with_their_owners() -> None:
    world = nobody_at("0.0.0.0:5433", "0.0.0.0:5423/udp", "0.0.0.0:9000")
    world.container("db", publishes=["5423:5555"], listens=["0.0.0.0:5555"])
    world.container("dns", publishes=["5430:53/udp"], listens=[])
    offered = finding(world, "5432", "CL212").remedies
    assert [o.summary for o in offered] == [
        "did you mean 5423? db is published on it",
        "did you mean 5433? postgres listens on it",
    ]


def test_a_container_is_offered_no_port_of_this_machine() -> None:
    world = dials("postgres://app@localhost:5432/app", resolved="127.0.0.1")
    world.host_listens("0.0.0.0:5433")
    assert finding(world, "5432", "CL212", "service:api").remedies == ()


def test_an_owner_that_nobody_may_see_is_not_named() -> None:
    world = World()
    world.host_listens("0.0.0.0:5433", process=None)
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert finding(world, "5432", "CL212").remedies[0].summary == "did you mean 5433?"


def with_host_mode(**more: Any) -> World:
    """A service of the file that would listen on ports of this machine, which no line names."""
    world = World()
    world.container("web", listens=["0.0.0.0:80"])
    world.config("web")
    world.config("hosty", **({"network_mode": "host"} | more))
    world.attempt("host", "localhost:8095", "refused", resolved="127.0.0.1")
    return world


def test_a_service_in_host_mode_without_a_container_may_be_meant() -> None:
    world = with_host_mode()
    assert world.codes("8095") == []
    reasons = {n.code: n.reason for n in world.report("8095").not_checked}
    assert "hosty uses host networking and has no container" in reasons["CL212"]
    world.engine["userns"] = True
    assert "unless hosty has userns_mode: host" in " ".join(world.report("8095").notes)


@pytest.mark.parametrize("more", [{"network_mode": None}, {"profiles": ("extras",)}])
def test_one_that_is_not_in_host_mode_or_not_wanted_is_not(more: dict[str, Any]) -> None:
    assert with_host_mode(**more).codes("8095") == ["CL212"]


def test_its_container_shows_what_it_serves() -> None:
    world = with_host_mode()
    world.container("hosty", mode="host")
    world.engine["userns"] = True
    assert world.codes("8095") == ["CL212"]
    assert "userns_mode" not in " ".join(world.report("8095").notes)
