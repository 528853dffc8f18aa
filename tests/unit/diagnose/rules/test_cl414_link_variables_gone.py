"""CL414 link-variables-gone: where it warns, and what only looks like it."""

from typing import Any

import pytest

from containerloop.pipeline.report_step import answer
from tests.support.world import BRIDGE, SHOP, World

ADDR = "DB_PORT_5432_TCP_ADDR"


def seen(
    version: str = "29.1.3", *, links: Any = ("db:shop-db-1",), reads: Any = (ADDR,),
    exposes: Any = (5432,), network: Any = BRIDGE, asked: str = "db:5432",
    outcome: str = "answered", **engine: Any,
) -> World:  # fmt: skip
    """app is linked to db, and its command reads variables of the link."""
    world = World(engine={"version": version} | engine)
    world.container("db", listens=["0.0.0.0:5432"], networks=[network], exposes=exposes)
    world.container("app", networks=[network], links=links, link_variables=reads)
    number = "172.17.0.2" if network is BRIDGE else "172.18.0.2"
    more = {"protocol": "postgresql"} if outcome == "answered" else {}
    world.attempt("service:app", asked, outcome, resolved=number, **more)
    return world


def told(world: World, asked: str = "db:5432") -> list[tuple[str, str]]:
    found = answer(world.snapshot(asked, "service:app")).findings
    return [(f.code, f.severity) for f in found if f.code == "CL414"]


def test_a_variable_that_29_does_not_set_is_a_warning() -> None:
    report = answer(seen().snapshot("db:5432", "service:app"))
    assert (report.verdict, report.exit_status) == ("reachable", 0)
    (found,) = report.findings
    assert (found.code, found.severity) == ("CL414", "warning")
    assert found.summary == (
        f"the command of app reads {ADDR}, which Docker Engine 29 and later do not set for a link"
    )
    assert [e.saw for e in found.evidence[:3]] == [
        f"app's command reads {ADDR}",
        "shop-app-1 is linked to shop-db-1 as db",
        "the engine is Docker 29.1.3",
    ]
    assert found.remedies[0].summary == (f"use db:5432 in the command of app, in place of {ADDR}")


@pytest.mark.parametrize(
    "name",
    ["DB_PORT_5432_TCP", "DB_PORT_5432_TCP_PORT", "DB_PORT_5432_TCP_PROTO"],
)
def test_each_of_the_port(name: str) -> None:
    assert told(seen(reads=(name,))) == [("CL414", "warning")]


def test_a_hyphen_of_the_alias_is_an_underscore_there() -> None:
    world = seen(links=("the-db:shop-db-1",), reads=("THE_DB_PORT_5432_TCP_ADDR",),
                 asked="the-db:5432")  # fmt: skip
    assert told(world, "the-db:5432") == [("CL414", "warning")]


@pytest.mark.parametrize(
    "near",
    [
        seen("28.5.2"),
        seen("29.0.0", flavour="podman"),
        seen("master-2026"),
        seen(links=()),
        seen(links=("db:shop-other-1",)),
        seen(links=("pg:shop-db-1",)),
        seen(reads=()),
        seen(reads=("PG_PORT_5432_TCP_ADDR",)),
        seen(reads=("DB_PORT_6432_TCP_ADDR",)),
        seen(reads=("DB_PORT_5432_UDP_ADDR",)),
        seen(reads=("DB_PORT_5432_TCPX",)),
        seen(exposes=()),
        seen(exposes=(6432,)),
        seen(network=SHOP),
        seen(outcome="refused"),
    ],
    ids=["28", "Podman", "unnumbered", "no link", "linked to another", "by another name",
         "no variable", "of another link", "of another port", "of UDP", "of nobody", "not exposed",
         "another port exposed", "a network with names", "refused"],
)  # fmt: skip
def test_near_misses(near: World) -> None:
    assert told(near) == []
