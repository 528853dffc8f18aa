"""CL808 server-not-ready: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Opening, RefusedLogIn, Snapshot
from containerloop.pipeline.report_step import answer as reported
from tests.support.rule_worlds import finding
from tests.support.world import World, publication

FULL = {"protocol": "redis", "code": "ERR", "refusal": "max number of clients reached"}


def answering(url: str, **said: Any) -> World:
    world = World()
    world.container("srv", listens=["0.0.0.0:7000"])
    world.container("api", refers=[url])
    world.attempt("service:api", "srv:7000", "answered", resolved="172.18.0.2", **said)
    return world


@pytest.mark.parametrize(
    ("url", "said", "state", "setting"),
    [
        ("redis://srv:7000", FULL, "has no room for another client", "maxclients"),
        (
            "redis://srv:7000",
            {"protocol": "redis", "code": "LOADING", "refusal": "LOADING Redis is loading"},
            "is starting or recovering",
            "",
        ),
        (
            "mysql://srv:7000/x",
            {"protocol": "mysql", "code": "1040", "refusal": "Too many connections"},
            "has no room for another client",
            "max_connections",
        ),
        (
            "smtp://srv:7000",
            {"protocol": "smtp", "code": "421", "refusal": "too many connections"},
            "turns clients away at the moment",
            "",
        ),
        (
            "ftp://srv:7000",
            {"protocol": "ftp", "code": "421", "refusal": "too many users"},
            "has no room for another client",
            "max_clients",
        ),
        (
            "nats://srv:7000",
            {"protocol": "nats", "code": "ERR", "refusal": "maximum connections exceeded"},
            "has no room for another client",
            "max_connections",
        ),
        (
            "mongodb://srv:7000/x",
            {
                "protocol": "mongodb", "code": "replica set",
                "refusal": "its replica set is not initiated (rs.initiate())",
            },
            "is starting or recovering",
            "",
        ),
        (
            "http://srv:7000/v1",
            {
                "protocol": "http", "code": "503", "banner": "HTTP/1.1 503 x (uvicorn)",
                "refusal": "not available at the moment (503)",
            },
            "turns clients away at the moment",
            "",
        ),
        (
            "http://srv:7000/v1",
            {"protocol": "http", "code": "429", "refusal": "too many requests (429)"},
            "turns clients away at the moment",
            "rate limit",
        ),
    ],
)  # fmt: skip
def test_a_server_that_says_so(url: str, said: dict[str, Any], state: str, setting: str) -> None:
    opening = Opening(path="/v1") if "http" in url else Opening()
    world = answering(url, opening=opening, **said)
    report = world.report("7000")
    assert [f.code for f in report.findings] == ["CL808"]
    assert report.verdict == "unreachable"
    assert state in report.findings[0].summary
    who = "the web server" if said["protocol"] == "http" else ""
    assert report.findings[0].summary.startswith(who)
    assert not report.findings[0].summary.startswith(("HTTP", " ", "the web server at"))
    assert ("the web server" in report.findings[0].summary) is bool(who)
    assert report.findings[0].summary.endswith(f": {said['refusal']}")
    assert report.findings[0].evidence[0].saw.endswith(f"): {said['refusal']}")
    assert any(setting in remedy.summary for remedy in report.findings[0].remedies)


@pytest.mark.parametrize(
    ("code", "words", "remedy"),
    [
        ("57P03", "the database system is starting up", "wait until srv is ready"),
        ("53300", "sorry, too many clients already", "or raise max_connections"),
        ("57P03", "the database system is not accepting connections", "its log says why"),
        ("57P01", "terminating connection", "ask again in a few seconds"),
    ],
)
def test_postgresql_tells_whoever_begins_a_log_in(code: str, words: str, remedy: str) -> None:
    world = answering("postgres://app@srv:7000/x", protocol="postgresql", banner="without TLS")
    said = {"protocol": "postgresql", "code": code, "refusal": words}
    opening = Opening(user="app", database="x")
    world.attempt("service:api", "srv:7000", "answered", opening=opening, **said)
    assert remedy in finding(world, "7000", "CL808").remedies[0].summary


@pytest.mark.parametrize(
    "said",
    [
        {"refusal": "a proxy whose own server gave no valid answer (502)", "code": "502"},
        {"refusal": "a proxy that has no server available behind it (503)", "code": "503"},
        {
            "refusal": "not available at the moment (503)", "code": "503",
            "banner": "HTTP/1.1 503 Service Unavailable (nginx/1.27)",
        },
        {"code": "500"},
        {"code": "200"},
    ],
)  # fmt: skip
def test_a_web_server_that_tells_of_another_one(said: dict[str, Any]) -> None:
    world = answering("http://srv:7000/", protocol="http", opening=Opening(path="/"), **said)
    assert "CL808" not in world.codes("7000")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis://srv:7000", {"protocol": "redis", "code": "DENIED", "refusal": "DENIED"}),
        ("redis://srv:7000", {"protocol": "redis", "code": "NOAUTH", "refusal": "NOAUTH"}),
        ("smtp://srv:7000", {"protocol": "smtp", "code": "554", "refusal": "go away"}),
        ("redis://srv:7000", {"protocol": "redis", "banner": "PONG"}),
    ],
)
def test_a_refusal_for_another_reason(url: str, said: dict[str, Any]) -> None:
    assert "CL808" not in answering(url, **said).codes("7000")


def test_a_replica_set_is_no_matter_to_a_client_that_stays_with_its_server() -> None:
    said = {"protocol": "mongodb", "code": "replica set", "refusal": "no primary"}
    world = answering(
        "mongodb://srv:7000/x?directConnection=true", opening=Opening(direct=True), **said
    )
    assert (world.report("7000").verdict, world.codes("7000")) == ("reachable", [])


def test_where_another_server_is_meant_that_is_the_fault() -> None:
    assert answering("mysql://srv:7000/x", **FULL).codes("7000") == ["CL809"]


def test_one_in_the_containers_place_is_shadowing_it() -> None:
    world = World()
    at = publication("127.0.0.1:6379:6379")
    made = world.container("cache", listens=["0.0.0.0:6379"], image="redis:7")
    world.containers[0] = replace(made, asked=(at,), published=(at,))
    world.host_listens("[::1]:6379")
    world.attempt("host", "[::1]:6379", "answered", resolved="::1", **FULL)
    assert world.codes("redis://[::1]:6379/0") == ["CL606"]


@pytest.mark.parametrize(
    ("said", "codes"),
    [(FULL, []), ({"protocol": "redis", "code": "LOADING", "refusal": "L"}, ["CL808"])],
)
def test_a_limit_that_the_runs_own_calls_may_have_reached(
    said: dict[str, Any], codes: list[str]
) -> None:
    world = answering("redis://srv:7000", **said)
    world.attempt(
        "service:api", "172.18.0.2:7000", "answered", resolved="172.18.0.2", protocol="redis",
        banner="PONG",
    )  # fmt: skip
    assert world.codes("7000") == codes


@pytest.mark.parametrize(
    ("address", "more"),
    [
        ("172.18.0.2:7001", {"protocol": "redis", "banner": "PONG"}),
        ("172.18.0.9:7000", {"protocol": "redis", "banner": "PONG"}),
        ("172.18.0.2:7000", {"protocol": "http", "code": "200"}),
        ("172.18.0.2:7000", {"protocol": "redis", "refusal": "max number of clients reached"}),
        ("172.18.0.2:7000", {"protocol": "redis", "opening": Opening(user="app")}),
    ],
)
def test_what_another_server_or_another_question_got_does_not_count(
    address: str, more: dict[str, Any]
) -> None:
    world = answering("redis://srv:7000", **FULL)
    host = address.partition(":")[0]
    world.attempt("service:api", address, "answered", resolved=host, **more)
    assert world.codes("7000") == ["CL808"]


def test_nor_does_a_call_that_came_to_nothing() -> None:
    world = answering("redis://srv:7000", **FULL)
    world.attempt("service:api", "172.18.0.2:7000", "refused", protocol="redis")
    assert world.codes("7000") == ["CL808"]


@pytest.mark.parametrize("greeting", ["without TLS", "offers TLS"])
def test_the_greeting_of_a_full_postgresql_is_no_log_in(greeting: str) -> None:
    world = answering("postgres://app@srv:7000/x", protocol="postgresql", banner=greeting)
    said = {"protocol": "postgresql", "code": "53300", "refusal": "too many clients"}
    opening = Opening(user="app", database="x")
    world.attempt("service:api", "srv:7000", "answered", opening=opening, **said)
    assert world.codes("7000") == ["CL808"]


def test_a_full_server_that_is_no_container() -> None:
    world = World()
    world.container("api", refers=["redis://172.18.0.9:7000"])
    world.attempt("service:api", "172.18.0.9:7000", "answered", resolved="172.18.0.9", **FULL)
    world.attempt(
        "service:api", "172.18.0.8:7000", "answered", resolved="172.18.0.8", protocol="redis"
    )
    assert world.codes("7000") == ["CL808"]


TURNED_AWAY = RefusedLogIn(user="", why="full", setting="max_connections")
SILENT_SERVER = {"service:api": (TURNED_AWAY,)}


def greeted(told: dict[str, Any], *others: str, **said: Any) -> Snapshot:
    """A database that greets its client, and what the logs of the two have told."""
    answer = {"protocol": "mysql", "banner": "MariaDB 11.8"} | said
    world = World()
    world.container("srv", listens=["0.0.0.0:7000"])
    world.container("api", refers=["mysql://app@srv:7000/x", *others])
    world.attempt("service:api", "srv:7000", "answered", resolved="172.18.0.2", **answer)
    return replace(world.snapshot("7000"), refused_log_ins=told)


def test_a_database_that_keeps_its_last_places_for_administrators() -> None:
    report = reported(greeted(SILENT_SERVER))
    (found,) = report.findings
    assert (report.verdict, found.code) == ("unreachable", "CL808")
    assert "MySQL in srv answers, but has no room for another client: too many" in found.summary
    assert found.evidence[0].saw.startswith("the log of api, a moment ago: too many connections")
    assert "logs --tail 30 api" in found.evidence[0].command
    assert "raise max_connections" in found.remedies[0].summary
    assert not any("a moment ago" in note for note in report.notes)


@pytest.mark.parametrize(
    "snapshot",
    [
        greeted({"service:srv": (TURNED_AWAY,)}),
        greeted({}),
        greeted(SILENT_SERVER, "mysql://app@elsewhere:7000/x"),
        greeted({"service:api": (RefusedLogIn(user="app", why="password"),)}),
    ],
    ids=["another client's", "nothing told", "it calls two", "another reason"],
)
def test_a_database_whose_client_was_not_turned_away_for_that(snapshot: Snapshot) -> None:
    assert "CL808" not in [f.code for f in reported(snapshot).findings]


def test_a_database_in_the_log_and_none_at_the_address() -> None:
    found = reported(greeted(SILENT_SERVER, protocol="redis", banner="PONG")).findings
    assert [f.code for f in found] == ["CL809"]
