"""CL811 signed-url-names-inside-host: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Address, Onward, Opening
from tests.support.rule_worlds import finding
from tests.support.world import World, publication

INSIDE = Address(host="portal", port=8000)


def seen_here(by: str = "location", to: Address = INSIDE, **more: Any) -> World:
    world = World()
    world.container("portal", listens=["0.0.0.0:8000"], publishes=["127.0.0.1:8080:8000"])
    place = Onward(address=to, by=by, scheme="http", opening=Opening(path="/login"))
    said = {"protocol": "http", "code": "302", "resolved": "127.0.0.1", "onward": (place,)} | more
    world.attempt("host", "localhost:8080", "answered", **said)
    return world


def seen_by_api(path: str = "") -> World:
    world = World()
    world.container("portal", listens=["0.0.0.0:8000"])
    world.container("api", refers=[f"http://portal:8000{path}"])
    to = Address(host="localhost", port=8080)
    place = Onward(address=to, by="location", scheme="http", opening=Opening(path="/login"))
    said = {"protocol": "http", "code": "302", "resolved": "172.18.0.2", "onward": (place,)}
    opening = Opening(path=path or None)
    world.attempt("service:api", "portal:8000", "answered", opening=opening, **said)
    world.attempt(
        "service:api", "localhost:8080", "refused", resolved="127.0.0.1",
        opening=Opening(path="/login"),
    )  # fmt: skip
    return world


@pytest.mark.parametrize(
    ("by", "words", "remedy"),
    [
        ("location", "redirects to portal:8000", "http://localhost:8080"),
        ("realm", "sends its clients to log in at portal:8000", "REGISTRY_AUTH_TOKEN_REALM"),
        ("issuer", "names the keys of its issuer at portal:8000", "KC_HOSTNAME"),
    ],
)
def test_a_link_to_a_name_of_the_project(by: str, words: str, remedy: str) -> None:
    world = seen_here(by)
    world.attempt("host", "portal:8000", "name-not-found", opening=Opening(path="/login"))
    report = world.report("localhost:8080")
    assert [f.code for f in report.findings] == ["CL811"]
    assert (report.verdict, report.notes) == ("unreachable", ())
    assert report.findings[0].summary == f"portal {words}: no such name there"
    assert remedy in report.findings[0].remedies[0].summary
    assert report.findings[0].evidence[0].command == "curl -si http://localhost:8080/"


def test_a_link_to_the_clients_own_localhost() -> None:
    found = finding(seen_by_api("/v1"), "8000", "CL811")
    assert found.summary == "portal redirects to localhost:8080, which is api itself: refused"


def test_a_link_to_another_port_of_this_machine() -> None:
    world = seen_here(to=Address(host="localhost", port=3000))
    world.attempt(
        "host", "localhost:3000", "refused", resolved="127.0.0.1", opening=Opening(path="/login")
    )
    found = finding(world, "localhost:8080", "CL811")
    assert found.summary == "portal redirects to localhost:3000: refused"


SAME = Address(host="localhost", port=8080)


def to_https(there: Address = SAME, **answer: Any) -> World:
    """A server that redirects to https, and what answers a TLS hello there."""
    world = World()
    world.container(
        "portal", listens=["0.0.0.0:8000", "0.0.0.0:8443"], publishes=["8080:8000", "8443:8443"]
    )
    place = Onward(address=there, by="location", scheme="https", opening=Opening(path="/"))
    said = {"protocol": "http", "code": "301", "resolved": "127.0.0.1", "onward": (place,)}
    world.attempt("host", "localhost:8080", "answered", **said)
    answer = {"scheme": "https", "opening": Opening(path="/"), "resolved": "127.0.0.1"} | answer
    world.attempt("host", str(there), "answered", **answer)
    return world


def test_a_redirect_to_https_where_the_same_server_speaks_plain_text() -> None:
    world = to_https(protocol="http", code="400")
    found = finding(world, "localhost:8080", "CL811")
    assert found.summary == (
        "portal redirects to https://localhost:8080: the server speaks plain text, but TLS was"
        " wanted"
    )
    assert found.evidence[0].saw == "localhost:8080 redirects to https://localhost:8080"
    assert "X-Forwarded-Proto" in found.remedies[0].summary


def test_a_redirect_to_https_at_a_port_that_speaks_it_is_none() -> None:
    world = to_https(Address(host="localhost", port=8443), protocol="tls", banner="TLS 1.3")
    assert world.report("localhost:8080").verdict == "reachable"
    world = to_https(protocol="tls", banner="TLS 1.3")
    assert world.report("localhost:8080").verdict == "reachable"


@pytest.mark.parametrize(
    ("host", "scheme", "lost"),
    [("portal", "https", False), ("portal", "http", True), ("localhost", "https", True)],
)
def test_a_peer_may_be_the_proxy_for_which_a_server_redirects_to_https(
    host: str, scheme: str, lost: bool
) -> None:
    world = World()
    world.container("portal", listens=["0.0.0.0:8000"])
    world.container("front", refers=["http://portal:8000/v1"])
    port = 8000 if scheme == "https" and host == "portal" else 81
    there = Address(host=host, port=port)
    place = Onward(address=there, by="location", scheme=scheme, opening=Opening(path="/"))
    said = {"protocol": "http", "code": "301", "resolved": "172.18.0.2", "onward": (place,)}
    world.attempt(
        "service:front",
        "portal:8000",
        "answered",
        scheme="http",
        opening=Opening(path="/v1"),
        **said,
    )
    world.attempt(
        "service:front", str(there), "refused", scheme=scheme, opening=Opening(path="/"),
        resolved="172.18.0.2",
    )  # fmt: skip
    report = world.report("8000")
    assert bool(report.findings) is lost
    assert any("X-Forwarded-Proto" in note for note in report.notes) is not lost


def test_the_page_for_people_is_not_what_a_service_asks_for() -> None:
    report = seen_by_api().report("8000")
    assert (report.verdict, report.findings) == ("reachable", ())
    assert any("sends its clients on to localhost:8080" in note for note in report.notes)


def test_unless_somebody_asks_for_it_from_there() -> None:
    world = seen_by_api()
    world.attempts[0] = replace(world.attempts[0], opening=Opening())
    assert world.codes("http://portal:8000", "service:api") == ["CL811"]


def test_a_link_that_works_is_no_fault() -> None:
    world = seen_here()
    world.attempt(
        "host", "portal:8000", "answered", resolved="10.0.0.5", protocol="http", code="200",
        opening=Opening(path="/login"),
    )  # fmt: skip
    assert world.codes("localhost:8080") == []


def test_a_link_beyond_this_machine_is_told_only() -> None:
    report = seen_here(to=Address(host="login.example.com", port=443)).report("localhost:8080")
    assert (report.verdict, report.findings) == ("reachable", ())
    assert any("beyond this machine" in note for note in report.notes)


def test_one_in_the_containers_place_is_shadowing_it() -> None:
    world = World()
    at = publication("127.0.0.1:8080:8000")
    made = world.container("portal", listens=["0.0.0.0:8000"])
    world.containers[0] = replace(made, asked=(at,), published=(at,))
    world.host_listens("[::1]:8080")
    place = Onward(address=INSIDE, by="location", scheme="http", opening=Opening(path="/login"))
    world.attempt(
        "host", "[::1]:8080", "answered", resolved="::1", protocol="http", code="302",
        onward=(place,),
    )  # fmt: skip
    world.attempt("host", "portal:8000", "name-not-found", opening=Opening(path="/login"))
    assert world.codes("http://[::1]:8080") == ["CL606"]


def test_where_another_server_is_meant_that_is_the_fault() -> None:
    world = seen_here(scheme="redis")
    world.attempt("host", "portal:8000", "name-not-found", opening=Opening(path="/login"))
    assert world.codes("redis://localhost:8080/0") == ["CL809"]
