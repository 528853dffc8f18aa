"""Which of several attempts counts."""

import pytest
from msgspec.structs import replace

from containerloop.facts import Opening
from containerloop.survey.proxies.find_upstreams import find_upstreams
from containerloop.survey.references.traced_text import Source
from tests.support.rule_worlds import dials, finding
from tests.support.world import World

LOCAL = "postgres://app@localhost:5432/app"


def test_the_attempt_that_counts_is_the_one_that_is_shown() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=[LOCAL])
    world.attempt("service:api", "localhost:5432", "address-unavailable", resolved="::1")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    assert "refused" in finding(world, "5432", "CL401").evidence[0].saw


def test_of_two_plain_servers_of_one_name_the_worse_counts() -> None:
    world = dials(outcome="answered", resolved="172.18.0.3")
    for name in ("one", "two"):
        made = world.container(name, project=None, listens=["0.0.0.0:5432"])
        row = replace(made.attachments[0], names=("db", name))
        world.containers[-1] = replace(made, attachments=(row,))
    world.attempt("service:api", "db:5432", "refused", resolved="172.18.0.4")
    assert "CL405" in world.codes("db:5432", "service:api")


@pytest.mark.parametrize(
    ("target", "code", "verdict"),
    [
        ("http://web:8000/x", "404", "unreachable"),
        ("http://web:8000/x", "403", "unreachable"),
        ("http://web:8000/x", "200", "reachable"),
        ("http://web:8000", "404", "reachable"),
    ],
)
def test_a_path_that_was_typed_and_is_not_served_is_not_met(
    target: str, code: str, verdict: str
) -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:8000"])
    world.container("api", refers=["http://web:8000/x"])
    world.attempt(
        "service:api", "web:8000", "answered", resolved="172.18.0.2", protocol="http", code=code,
        scheme="http", opening=Opening(path="/x"),
    )  # fmt: skip
    for vantage in ((), ("service:api",)):
        report = world.report(target, *vantage)
        assert (report.verdict, report.findings) == (verdict, ())


def rates(setting: str) -> World:
    world = World()
    world.container("rates", listens=["0.0.0.0:50051"])
    world.container("desk", refers=[setting])
    said = {"resolved": "172.18.0.2", "protocol": "grpc", "scheme": "http"}
    opening = Opening(path="/")
    world.attempt("service:desk", "rates:50051", "answered", opening=opening, **said)
    return world


@pytest.mark.parametrize(
    ("setting", "target", "vantage", "expected"),
    [
        ("rates:50051", "http://rates:50051/", ("service:desk",), ["CL809"]),
        ("rates:50051", "http://rates:50051/", (), ["CL809"]),
        ("rates:50051", "rates:50051", ("service:desk",), []),
        ("rates:50051", "50051", (), []),
        ("grpc://rates:50051", "http://rates:50051/", (), []),
    ],
)
def test_the_language_that_is_typed_counts_where_none_is_written(
    setting: str, target: str, vantage: tuple[str, ...], expected: list[str]
) -> None:
    assert rates(setting).codes(target, *vantage) == expected


@pytest.mark.parametrize(
    ("here", "behind", "verdict"),
    [
        ("open", "host-unreachable", "unreachable"),
        ("open", "refused", "unreachable"),
        ("open", "not-tried", "inconclusive"),
        ("open", "open", "reachable"),
        ("open", "answered", "reachable"),
        ("answered", "refused", "reachable"),
    ],
)
def test_a_connection_that_stays_open_at_a_proxy_is_worth_what_is_behind_it(
    here: str, behind: str, verdict: str
) -> None:
    world = World()
    text = "stream { server { listen 5440; proxy_pass ticker:7431; } }"
    made = find_upstreams([Source(text, "gate.conf", "proxy")], "gate")
    world.container("gate", listens=["0.0.0.0:5440"], upstreams=made)
    world.container("ticker", listens=["0.0.0.0:7431"])
    world.container("api")
    protocols = {"answered": {"protocol": "http"}}
    world.attempt(
        "service:api", "gate:5440", here, resolved="172.18.0.2", **protocols.get(here, {})
    )
    world.attempt(
        "service:gate", "ticker:7431", behind, resolved="172.18.0.3", **protocols.get(behind, {})
    )
    report = world.report("gate:5440", "service:api")
    assert report.verdict == verdict
    assert ("service:api" in report.reach_it_at) == (verdict != "unreachable")
