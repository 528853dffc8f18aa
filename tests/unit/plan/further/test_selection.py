"""What is tried because of an answer: log-ins, and places that a server sends on to."""

from typing import Any

from containerloop.facts import Address, Onward, Opening, View
from containerloop.plan.expectations import expectations
from containerloop.plan.further.data_ports import data_port
from containerloop.plan.further.log_ins import log_in
from containerloop.plan.further.selection import further_looks
from containerloop.plan.further.sent_on import MOST_PLACES
from containerloop.plan.values import Inside, Look
from containerloop.topology.inventory import Inventory
from tests.support.world import World

USER = Opening(user="app", database="shop")


def looks(world: World, target: str, *left_out: Any) -> tuple[Look, ...]:
    snapshot = world.snapshot(target)
    inventory = Inventory(snapshot.survey)
    wanted = expectations(snapshot.question, inventory)
    return further_looks(snapshot.views, wanted, inventory, left_out)


def database(url: str = "postgres://app:secret@db:5432/shop", **said: Any) -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], image="postgres:16")
    world.container("api", refers=[url])
    answer = {"protocol": "postgresql", "banner": "without TLS", "resolved": "172.18.0.2"} | said
    world.attempt("service:api", "db:5432", "answered", **answer)
    return world


def test_the_clients_own_user_begins_a_log_in_and_says_no_password() -> None:
    (look,) = looks(database(), "5432")
    assert look.vantage == "service:api"
    assert isinstance(look.stand, Inside)
    (wanted,) = look.tries
    assert (str(wanted.address), wanted.scheme, wanted.opening) == ("db:5432", "postgres", USER)
    assert wanted.expected


def test_no_log_in_where_it_is_left_out_or_can_tell_nothing() -> None:
    assert looks(database(), "5432", log_in) == ()
    assert looks(database("postgres://db:5432/shop"), "5432") == ()
    assert looks(database(banner="asks for a password"), "5432") == ()
    assert looks(database(refusal="sorry, too many clients already", code="53300"), "5432") == ()
    assert looks(database(protocol="mysql"), "5432") == ()


def test_a_client_that_demands_tls_begins_no_log_in_without_it() -> None:
    url = "postgres://app:secret@db:5432/shop?sslmode=require"
    assert looks(database(url), "5432") == ()
    assert database(url).codes("5432") == ["CL801"]
    (look,) = looks(database(url, banner="offers TLS"), "5432")
    assert [t.opening for t in look.tries] == [USER]


def test_a_log_in_is_begun_once() -> None:
    world = database()
    made = {"protocol": "postgresql", "banner": "asks for a password", "opening": USER}
    world.attempt("service:api", "db:5432", "answered", resolved="172.18.0.2", **made)
    assert looks(world, "5432") == ()
    report = world.report("5432")
    assert report.verdict == "reachable"
    assert "user app, database shop" in [a.asked for a in report.attempts]


def test_a_log_in_is_begun_without_tls_where_tls_is_offered_as_well() -> None:
    (look,) = looks(database(banner="offers TLS"), "5432")
    assert [t.opening for t in look.tries] == [USER]


def test_a_client_that_stays_with_its_server_is_not_followed() -> None:
    world = World()
    world.container("mongo", listens=["0.0.0.0:27017"])
    world.container("api", refers=["mongodb://mongo:27017/x?directConnection=true"])
    place = Onward(address=Address(host="localhost", port=27017), by="member")
    said = {"protocol": "mongodb", "resolved": "172.18.0.2", "onward": (place,)}
    opening = Opening(direct=True)
    world.attempt("service:api", "mongo:27017", "answered", opening=opening, **said)
    assert looks(world, "27017") == ()


def sending(*places: Onward) -> World:
    world = World()
    world.container("kafka", listens=["0.0.0.0:9092"])
    world.container("api", refers=["kafka://kafka:9092"])
    said = {"protocol": "kafka", "resolved": "172.18.0.2", "onward": places}
    world.attempt("service:api", "kafka:9092", "answered", **said)
    return world


def broker(host: str, port: int = 9092) -> Onward:
    return Onward(address=Address(host=host, port=port), by="broker", scheme="kafka")


def test_the_places_that_a_server_names_are_dialled_from_the_same_vantage() -> None:
    (look,) = looks(sending(broker("localhost"), broker("kafka", 9093)), "9092")
    assert look.vantage == "service:api"
    assert [(str(t.address), t.scheme) for t in look.tries] == [
        ("localhost:9092", "kafka"),
        ("kafka:9093", "kafka"),
    ]


def test_nothing_beyond_this_machine_is_dialled() -> None:
    assert looks(sending(broker("broker.example.com"), broker("203.0.113.7")), "9092") == ()


def test_a_server_that_names_itself_or_very_many_ends() -> None:
    assert looks(sending(broker("kafka")), "9092") == ()
    (look,) = looks(sending(*(broker("kafka", 10_000 + n) for n in range(50))), "9092")
    assert len(look.tries) == MOST_PLACES


def test_a_redirect_of_a_redirect_is_followed_and_a_circle_ends() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"], publishes=["8080:80"])

    def sent(from_path: str | None, to: str) -> None:
        there = Onward(
            address=Address(host="localhost", port=8080), by="location", scheme="http",
            opening=Opening(path=to),
        )  # fmt: skip
        said = {"protocol": "http", "code": "302", "onward": (there,), "resolved": "127.0.0.1"}
        opening = Opening(path=from_path)
        world.attempt("host", "localhost:8080", "answered", opening=opening, **said)

    sent(None, "/a")
    (look,) = looks(world, "localhost:8080")
    assert [t.opening.path for t in look.tries] == ["/a"]
    sent("/a", "/b")
    (look,) = looks(world, "localhost:8080")
    assert [t.opening.path for t in look.tries] == ["/b"]
    sent("/b", "/a")
    assert looks(world, "localhost:8080") == ()


def test_a_vantage_that_was_not_seen_asks_nothing_more() -> None:
    world = database()
    snapshot = world.snapshot("5432")
    inventory = Inventory(snapshot.survey)
    wanted = expectations(snapshot.question, inventory)
    views = {v: seen for v, seen in snapshot.views.items() if not isinstance(seen, View)}
    assert further_looks(views, wanted, inventory) == ()


def tally(url: str, **said: Any) -> World:
    world = World()
    world.container("tally", listens=["0.0.0.0:6379"], image="redis:7")
    world.container("meter", refers=[url])
    answer = {"protocol": "redis", "banner": "PONG", "resolved": "172.18.0.2"} | said
    world.attempt("service:meter", "tally:6379", "answered", **answer)
    return world


def test_the_database_that_is_named_is_chosen_where_nobody_is_refused() -> None:
    (look,) = looks(tally("redis://tally:6379/9"), "6379")
    assert [(t.scheme, t.opening) for t in look.tries] == [("redis", Opening(database="9"))]
    assert look.tries[0].expected
    assert looks(tally("redis://tally:6379/0"), "6379") == ()
    assert looks(tally("redis://tally:6379"), "6379") == ()
    assert looks(tally("redis://tally:6379/9", refusal="NOAUTH", code="NOAUTH"), "6379") == ()
    assert looks(tally("redis://tally:6379/9", protocol="memcached"), "6379") == ()


def test_a_database_is_chosen_once_and_its_answer_is_what_counts() -> None:
    world = tally("redis://tally:6379/9")
    refused = {"refusal": "DB index is out of range", "code": "SELECT"}
    said = {"protocol": "redis", "banner": "PONG", "opening": Opening(database="9")}
    world.attempt("service:meter", "tally:6379", "answered", **said, **refused)
    assert looks(world, "6379") == ()
    report = world.report("6379")
    assert (report.exit_status, report.reach_it_at) == (3, {})


def store(url: str = "ftp://store:21/", **said: Any) -> World:
    world = World()
    world.container("store", listens=["0.0.0.0:21"], image="vsftpd:3")
    world.container("desk", refers=[url])
    answer = {"protocol": "ftp", "code": "220", "resolved": "172.18.0.2"} | said
    world.attempt("service:desk", "store:21", "answered", **answer)
    return world


def test_an_ftp_server_is_asked_for_its_port_as_anonymous_and_no_other() -> None:
    (look,) = looks(store(), "21")
    assert [(t.scheme, t.opening) for t in look.tries] == [("ftp", Opening(user="anonymous"))]
    assert look.tries[0].expected
    assert looks(store("ftp://bob:secret@store:21/"), "21") == ()
    assert looks(store(), "21", data_port) == ()
    assert looks(store(refusal="too many users", code="421"), "21") == ()
    assert looks(store(protocol="smtp"), "21") == ()


def test_a_port_for_data_is_not_called_and_asked_for_once() -> None:
    world = store()
    place = Onward(address=Address(host="172.18.0.2", port=21100), by="passive")
    said = {"protocol": "ftp", "code": "230", "opening": Opening(user="anonymous")}
    world.attempt("service:desk", "store:21", "answered", onward=(place,), **said)
    assert looks(world, "21") == ()
