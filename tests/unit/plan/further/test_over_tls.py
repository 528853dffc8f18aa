"""Who says that TLS is wanted: the server that is called, or one behind it."""

from typing import Any

import pytest

from containerloop.facts import Opening
from containerloop.plan.expectations import expectations
from containerloop.plan.further.selection import further_looks
from containerloop.protocols.servers.http import WANTS_TLS
from containerloop.topology.inventory import Inventory
from tests.support.front_worlds import called, upstreams
from tests.support.world import World

TLS_IS_WANTED = {"protocol": "http", "code": "400", "refusal": WANTS_TLS}


def wanting(**said: Any) -> World:
    world = World()
    conf = "location / { proxy_pass http://app:8443; }"
    world.container(
        "front", listens=["0.0.0.0:80"], publishes=["8080:80"], upstreams=upstreams(conf),
        image="nginx:1",
    )  # fmt: skip
    world.container("app", listens=["0.0.0.0:8443"])
    answer = {"resolved": "127.0.0.1", **TLS_IS_WANTED} | said
    world.attempt("host", "localhost:8080", "answered", **answer)
    return world


def over_tls(world: World, **answer: Any) -> World:
    said = {"resolved": "127.0.0.1", "scheme": "https"} | answer
    world.attempt("host", "localhost:8080", "answered", **said)
    called(
        world, "app:8443", "answered", resolved="172.18.0.3", scheme="http", opening=Opening(),
        **TLS_IS_WANTED,
    )  # fmt: skip
    return world


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({}, ["https"]),
        ({"scheme": "http"}, ["https"]),
        ({"scheme": "https"}, []),
        ({"refusal": None, "code": "200"}, []),
    ],
)
def test_a_server_that_wants_tls_is_called_over_tls(said: dict[str, Any], asked: list[str]) -> None:
    snapshot = wanting(**said).snapshot("localhost:8080")
    inventory = Inventory(snapshot.survey)
    wanted = expectations(snapshot.question, inventory)
    looks = further_looks(snapshot.views, wanted, inventory)
    found = [t.scheme for look in looks for t in look.tries if t.opening == Opening()]
    assert found == asked


@pytest.mark.parametrize("target", ["localhost:8080", "http://localhost:8080"])
def test_what_speaks_no_tls_itself_passes_the_answer_on(target: str) -> None:
    world = over_tls(wanting(scheme=target.partition("://")[0] if "//" in target else None),
                     protocol="http", code="400")  # fmt: skip
    report = world.report(target)
    assert report.verdict == "unreachable"
    (found,) = report.findings
    assert (found.code, found.vantage, found.address) == ("CL801", "service:front", "app:8443")


@pytest.mark.parametrize(
    ("target", "codes"), [("localhost:8080", []), ("http://localhost:8080", ["CL801"])]
)
def test_what_speaks_tls_wants_it_itself(target: str, codes: list[str]) -> None:
    world = over_tls(wanting(scheme=target.partition("://")[0] if "//" in target else None),
                     protocol="tls", banner="TLS 1.3")  # fmt: skip
    report = world.report(target)
    assert [f.code for f in report.findings] == codes
    assert (report.verdict == "reachable") is not bool(codes)
    assert all(f.vantage == "host" for f in report.findings)
