"""Where a server sends its client on, and when it is lost there."""

import pytest
from msgspec.structs import replace

from containerloop.diagnose.followed import never_ends, places_followed
from containerloop.facts import Address, Attempt, Onward, Opening, Outcome
from tests.support.world import World

ELSEWHERE = Address(host="127.0.0.1", port=9092)
BROKER = Onward(address=ELSEWHERE, by="broker")


def attempt(host: str, outcome: Outcome, *onward: Onward, path: str | None = None) -> Attempt:
    return Attempt(
        vantage="host",
        address=Address(host=host, port=9092),
        outcome=outcome,
        onward=onward,
        opening=Opening(path=path),
    )


def test_a_place_that_nobody_dialled_is_not_lost() -> None:
    (followed,) = places_followed(attempt("kafka", Outcome.ANSWERED, BROKER), ())
    assert (followed.attempts, followed.failed) == ((), False)


@pytest.mark.parametrize(
    ("outcome", "failed"), [(Outcome.REFUSED, True), (Outcome.ANSWERED, False)]
)
def test_a_place_is_lost_where_nobody_serves_there(outcome: Outcome, failed: bool) -> None:
    there = attempt("127.0.0.1", outcome)
    (followed,) = places_followed(attempt("kafka", Outcome.ANSWERED, BROKER), [there])
    assert (followed.attempts, followed.failed) == ((there,), failed)


def test_one_address_of_a_name_that_serves_is_enough() -> None:
    there = [attempt("127.0.0.1", Outcome.REFUSED), attempt("127.0.0.1", Outcome.ANSWERED)]
    (followed,) = places_followed(attempt("kafka", Outcome.ANSWERED, BROKER), there)
    assert not followed.failed


def test_places_are_followed_one_after_the_other_and_each_once() -> None:
    same = Address(host="web", port=9092)
    to_a = Onward(address=same, by="location", opening=Opening(path="/a"))
    to_b = Onward(address=same, by="location", opening=Opening(path="/b"))
    made = [
        attempt("web", Outcome.ANSWERED, to_b, path="/a"),
        attempt("web", Outcome.ANSWERED, to_a, path="/b"),
    ]
    found = places_followed(attempt("web", Outcome.ANSWERED, to_a), made)
    assert [each.place for each in found] == [to_a, to_b]


@pytest.mark.parametrize(
    ("outcome", "verdict"), [("refused", "unreachable"), ("answered", "reachable")]
)
def test_whoever_is_sent_on_must_be_served_there(outcome: str, verdict: str) -> None:
    world = World()
    world.container("kafka", listens=["0.0.0.0:9092"])
    world.container("api", refers=["kafka://kafka:9092"])
    sent = {"protocol": "kafka", "resolved": "172.18.0.2", "onward": (BROKER,)}
    world.attempt("service:api", "kafka:9092", "answered", **sent)
    world.attempt("service:api", "127.0.0.1:9092", outcome, resolved="127.0.0.1", protocol="kafka")
    report = world.report("kafka:9092", "service:api")
    assert report.verdict == verdict
    assert ("kafka:9092" in report.reach_it_at.values()) is (verdict == "reachable")
    assert ("CL805" in [f.code for f in report.findings]) is (verdict == "unreachable")


def test_a_place_beyond_this_machine_is_told() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"], publishes=["8080:80"])
    away = Onward(address=Address(host="shop.example", port=443), by="location", scheme="https")
    said = {"protocol": "http", "code": "301", "resolved": "127.0.0.1", "onward": (away,)}
    world.attempt("host", "localhost:8080", "answered", **said)
    report = world.report("localhost:8080")
    assert report.verdict == "reachable"
    assert report.notes == (
        "localhost:8080 sends its clients on to shop.example:443 (a redirect), which was not"
        " dialled: it is beyond this machine",
    )


def location(path: str, host: str = "web") -> Onward:
    there = Address(host=host, port=9092)
    return Onward(address=there, by="location", opening=Opening(path=path))


def test_redirects_that_end_somewhere_end() -> None:
    first = attempt("web", Outcome.ANSWERED, location("/a"))
    ends = attempt("web", Outcome.ANSWERED, path="/a")
    assert not never_ends(first, [first, ends])
    assert not never_ends(ends, [ends])
    assert not never_ends(attempt("web", Outcome.ANSWERED, BROKER), [])
    # beyond this machine nobody went, and there it may end
    assert not never_ends(attempt("web", Outcome.ANSWERED, location("/", "shop.example")), [])


def test_redirects_in_a_circle_or_on_and_on_never_end() -> None:
    to_itself = attempt("web", Outcome.ANSWERED, location("/a"), path="/a")
    assert never_ends(to_itself, [to_itself])
    first = attempt("web", Outcome.ANSWERED, location("/a"))
    back = attempt("web", Outcome.ANSWERED, location("/b"), path="/a")
    forth = attempt("web", Outcome.ANSWERED, location("/a"), path="/b")
    assert never_ends(first, [first, back, forth])
    assert never_ends(first, [first, back])  # nobody went further than /a


def circling(world: World, vantage: str, where: str, dialled: str) -> World:
    host, _, port = where.partition(":")
    there = Address(host=host, port=int(port))
    again = Onward(address=there, by="location", opening=Opening(path="/a"))
    said = {"protocol": "http", "code": "302", "resolved": dialled, "onward": (again,)}
    for path in (None, "/a"):
        world.attempt(vantage, where, "answered", opening=Opening(path=path), **said)
    return world


@pytest.mark.parametrize(
    ("target", "where"), [("8080", "127.0.0.1:8080"), ("http://localhost:8080/a", "localhost:8080")]
)
def test_whoever_asks_for_a_page_must_get_one(target: str, where: str) -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"], publishes=["8080:80"])
    report = circling(world, "host", where, "127.0.0.1").report(target, "host")
    assert (report.exit_status, report.findings, report.reach_it_at) == (3, (), {})
    assert any("redirects again and again" in note for note in report.notes)
    assert "it redirects again and again" in [a.untried for a in report.attempts]


def test_the_first_page_of_a_base_is_for_people() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"])
    world.container("api", refers=["http://web:80"])
    report = circling(world, "service:api", "web:80", "172.18.0.2").report("80")
    assert (report.exit_status, report.findings) == (0, ())
    assert report.reach_it_at["service:api"] == "web:80"


def over(scheme: str, path: str, *onward: Onward) -> Attempt:
    place = Address(host="web", port=9092)
    return Attempt(
        vantage="host", address=place, outcome=Outcome.ANSWERED, scheme=scheme, onward=onward,
        opening=Opening(path=path),
    )  # fmt: skip


def test_the_same_page_over_tls_is_another_page() -> None:
    web = Address(host="web", port=9092)
    secured = Onward(address=web, by="location", scheme="https", opening=Opening(path="/"))
    plain = Onward(address=web, by="location", scheme="http", opening=Opening(path="/"))
    first = over("http", "/", secured)
    assert not never_ends(first, [first, over("https", "/")])
    assert never_ends(first, [first, over("https", "/", plain)])
    (place,) = places_followed(first, [first, over("https", "/")])
    assert place.attempts == (over("https", "/"),)


@pytest.mark.parametrize(
    ("by", "scheme", "protocol", "serves"),
    [
        ("location", "https", "tls", True),
        ("location", "https", "http", False),
        ("location", "http", "tls", False),
        ("location", "http", "http", True),
        ("broker", "https", "http", True),
    ],
)
def test_a_link_that_names_another_protocol_is_lost(
    by: str, scheme: str, protocol: str, serves: bool
) -> None:
    place = Onward(address=ELSEWHERE, by=by, scheme=scheme)
    there = replace(attempt("127.0.0.1", Outcome.ANSWERED), protocol=protocol, scheme=scheme)
    (followed,) = places_followed(attempt("kafka", Outcome.ANSWERED, place), [there])
    assert followed.failed is not serves
