"""CL805 advertised-address: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Address, Onward, Opening
from containerloop.protocols.servers.ftp import ANONYMOUS
from tests.support.rule_worlds import finding
from tests.support.world import World, publication


def sending(
    to: str, by: str = "broker", scheme: str = "kafka", end: str = "", **more: Any
) -> World:
    """`srv:9092` names the address `to`; what came of it there is the test's to add."""
    host, _, port = to.rpartition(":")
    world = World()
    world.container("srv", listens=["0.0.0.0:9092"], image=more.pop("image", "example/srv"))
    world.container("api", refers=[f"{scheme}://srv:9092{end}"])
    place = Onward(address=Address(host=host, port=int(port)), by=by)
    said = {"protocol": scheme, "resolved": "172.18.0.2", "onward": (place,)} | more
    world.attempt("service:api", "srv:9092", "answered", **said)
    return world


@pytest.mark.parametrize(
    ("by", "scheme", "setting"),
    [
        ("broker", "kafka", "KAFKA_ADVERTISED_LISTENERS"),
        ("member", "mongodb", "rs.reconfig"),
        ("slot", "redis", "cluster-announce-ip"),
        ("master", "redis", "sentinel monitor"),
    ],
)
def test_a_server_that_names_its_clients_loopback(by: str, scheme: str, setting: str) -> None:
    world = sending("localhost:9092", by, scheme)
    world.attempt("service:api", "localhost:9092", "refused", resolved="127.0.0.1")
    report = world.report("9092")
    assert [f.code for f in report.findings] == ["CL805"]
    assert (report.verdict, report.reach_it_at, report.notes) == ("unreachable", {}, ())
    found = report.findings[0]
    assert found.summary == (
        "srv sends its clients on to localhost:9092, which is api itself: refused"
    )
    assert setting in found.remedies[0].summary
    assert " at srv:9092 names " in found.evidence[0].saw
    assert not found.evidence[0].saw.startswith(" ")


def test_a_name_that_the_client_does_not_know() -> None:
    world = sending("broker-1:9092", image="bitnami/kafka:3.7")
    world.attempt("service:api", "broker-1:9092", "name-not-found")
    found = finding(world, "9092", "CL805")
    assert found.summary == "srv sends its clients on to broker-1:9092: no such name there"
    assert "KAFKA_CFG_ADVERTISED_LISTENERS" in found.remedies[0].summary


def test_a_client_of_this_machine_is_no_container() -> None:
    world = World()
    world.container("srv", listens=["0.0.0.0:9092"], publishes=["127.0.0.1:9094:9092"])
    place = Onward(address=Address(host="localhost", port=9092), by="broker")
    said = {"protocol": "kafka", "resolved": "127.0.0.1", "onward": (place,)}
    world.attempt("host", "127.0.0.1:9094", "answered", **said)
    world.attempt("host", "localhost:9092", "refused", resolved="127.0.0.1")
    found = finding(world, "9094", "CL805")
    assert found.summary == "srv sends its clients on to localhost:9092: refused"


def test_a_client_of_mongodb_may_stay_with_its_server() -> None:
    world = sending("localhost:9092", "member", "mongodb", "/shop")
    world.attempt("service:api", "localhost:9092", "refused", resolved="127.0.0.1")
    _, other = finding(world, "9092", "CL805").remedies
    assert "directConnection=true" in other.summary


def test_one_that_does_is_not_concerned() -> None:
    world = sending(
        "localhost:9092", "member", "mongodb", "/shop?directConnection=true",
        opening=Opening(direct=True),
    )  # fmt: skip
    world.attempt("service:api", "localhost:9092", "refused", resolved="127.0.0.1")
    assert (world.report("9092").verdict, world.codes("9092")) == ("reachable", [])


def test_a_place_that_answers_is_no_fault() -> None:
    world = sending("srv-0:9092")
    world.attempt("service:api", "srv-0:9092", "answered", resolved="172.18.0.2", protocol="kafka")
    assert (world.report("9092").verdict, world.codes("9092")) == ("reachable", [])


def test_a_place_that_was_not_dialled_is_no_fault() -> None:
    assert sending("kafka.example.com:9092").codes("9092") == []


def test_a_redirect_is_another_cause() -> None:
    world = sending("web.internal:9092", "location", "http", "/x", opening=Opening(path="/x"))
    world.attempt("service:api", "web.internal:9092", "name-not-found")
    assert world.codes("9092") == ["CL811"]


def test_where_another_server_is_meant_that_is_the_fault() -> None:
    world = sending("localhost:9092", protocol="redis")
    world.attempt("service:api", "localhost:9092", "refused", resolved="127.0.0.1")
    assert world.codes("9092") == ["CL809"]


def test_one_in_the_containers_place_is_shadowing_it() -> None:
    world = World()
    at = publication("127.0.0.1:9092:9092")
    made = world.container("srv", listens=["0.0.0.0:9092"])
    world.containers[0] = replace(made, asked=(at,), published=(at,))
    world.host_listens("[::1]:9092")
    place = Onward(address=Address(host="broker-1", port=9092), by="broker")
    world.attempt(
        "host", "[::1]:9092", "answered", resolved="::1", protocol="kafka", onward=(place,)
    )
    world.attempt("host", "broker-1:9092", "name-not-found")
    assert world.codes("kafka://[::1]:9092") == ["CL606"]


def test_a_server_that_is_no_container_is_called_by_its_kind() -> None:
    world = World()
    world.container("api", refers=["kafka://172.18.0.9:9092"])
    place = Onward(address=Address(host="localhost", port=9092), by="broker")
    said = {"protocol": "kafka", "resolved": "172.18.0.9", "onward": (place,)}
    world.attempt("service:api", "172.18.0.9:9092", "answered", **said)
    world.attempt("service:api", "localhost:9092", "refused", resolved="127.0.0.1")
    found = finding(world, "9092", "CL805")
    assert found.summary.startswith("Kafka sends its clients on to localhost:9092")
    assert found.evidence[0].saw == "Kafka at 172.18.0.9:9092 names a broker as localhost:9092"


def fetching(
    named: str, *published: str, call: str = "172.18.0.2", name: str = "", **more: Any
) -> World:
    """An FTP server that admits the anonymous user and names an address for its data."""
    world = World()
    made = world.container("store", listens=["0.0.0.0:21"], publishes=published)
    host, _, port = named.rpartition(":")
    place = Onward(address=Address(host=host, port=int(port)), by="passive")
    said = {"protocol": "ftp", "resolved": call}
    if published:
        vantage, where = "host", f"{name or call}:{made.published[0].host_port}"
    else:
        world.container("desk", refers=["ftp://store:21/"])
        vantage, where = "service:desk", "store:21"
    world.attempt(vantage, where, "answered", code="220", **said)
    login = {"code": "230", "onward": (place,), "opening": ANONYMOUS} | more
    world.attempt(vantage, where, "answered", **said | login)
    return world


def test_the_port_for_data_of_an_ftp_server_is_to_be_published() -> None:
    world = fetching("172.18.0.2:21100", "127.0.0.1:2121:21", call="127.0.0.1")
    world.attempt("host", "[::1]:2121", "answered", resolved="::1", protocol="ftp", code="220")
    report = world.report("2121")
    assert (report.verdict, report.reach_it_at) == ("unreachable", {})
    (found,) = report.findings
    assert found.summary == (
        "store sends its clients to port 21100 for their data, which is not published"
    )
    assert "pasv_min_port" in found.remedies[0].summary
    assert found.evidence[0].saw.endswith("named 172.18.0.2:21100")


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ("127.0.0.1:21100:21100", []),
        ("127.0.0.1:21101:21101", ["CL805"]),
        ("127.0.0.1:21100:21101", ["CL805"]),
    ],
)
def test_the_port_for_data_is_published_under_its_own_number(other: str, found: list[str]) -> None:
    world = fetching("127.0.0.1:21100", "127.0.0.1:2121:21", other, call="127.0.0.1")
    assert world.codes("127.0.0.1:2121", "host") == found


def test_between_containers_nothing_is_published_and_the_address_counts() -> None:
    assert fetching("172.18.0.2:21100").codes("store:21") == []
    assert "for data" not in str(fetching("172.18.0.2:21100").report("store:21").notes)
    notes = fetching("10.1.1.1:21100").report("store:21").notes
    assert any(note.startswith("FTP at store:21 names 10.1.1.1 for data") for note in notes)
    found = finding(fetching("127.0.0.1:21100"), "store:21", "CL805", "service:desk")
    assert found.summary == (
        "store sends its clients to 127.0.0.1 for their data, which is desk itself"
    )
    assert "pasv_address" in found.remedies[0].summary


def test_a_name_of_this_machines_localhost_is_no_other_address() -> None:
    ports = ("127.0.0.1:2121:21", "127.0.0.1:21100:21100")
    world = fetching("127.0.0.1:21100", *ports, call="127.0.0.1", name="files.test")
    assert world.codes("files.test:2121", "host") == []


def test_a_place_of_another_kind_is_no_port_for_data() -> None:
    assert fetching("127.0.0.1:21100", opening=Opening(user="bob")).codes("store:21") == []
