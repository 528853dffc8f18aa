"""The note that a name is for containers, where the question leaves open who calls."""

from typing import Any

import pytest

from tests.support.world import World


def told(question: str = "db:5432", *vantages: str, **server: Any) -> str:
    world = World()
    hosts = server.pop("hosts", ())
    world.machine = {"name_servers": ("192.0.2.1",), "hosts": hosts}
    world.container("db", **({"listens": ["0.0.0.0:5432"]} | server))
    world.container("api", refers=["postgres://app@db:5432/app"])
    world.attempt("service:api", "db:5432", "answered", resolved="172.18.0.2")
    report = world.report(question, *vantages)
    assert [f.code for f in report.findings if f.severity == "cause"] == []
    return " ".join(n for n in report.notes if "is a name in containers only" in n)


def test_the_published_address_is_told() -> None:
    said = told(publishes=["127.0.0.1:15432:5432"])
    assert said == ("db is a name in containers only; programs on this machine use 127.0.0.1:15432")


@pytest.mark.parametrize("publishes", [[], ["127.0.0.1:15432:5433"], ["15432:5432/udp"]])
def test_what_is_not_published_has_no_address_here(publishes: list[str]) -> None:
    assert told(publishes=publishes).endswith("; this machine has no such name")


def test_nothing_is_told_where_it_is_not_the_question() -> None:
    assert told("5432") == ""
    assert told("db:5432", "service:api") == ""
    assert told("172.18.0.2:5432") == ""
    assert told("nas:5432", "service:api") == ""


def test_a_name_that_this_machine_has_is_told_of_nobody() -> None:
    assert told(hosts=(("db", "127.0.0.1"),)) == ""
