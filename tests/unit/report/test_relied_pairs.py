"""What of all that is relied on works, as a report's attempts have it."""

from __future__ import annotations

from typing import Any

import pytest

from containerloop.report.relied_pairs import relied_pairs, working
from tests.support.world import World


def shop(outcome: str, **more: Any) -> World:
    world = World()
    world.container("db", image="postgres:16", exposes=[5432], listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://db:5432/app"])
    world.container("worker", refers=["postgres://db:5432/app"])
    world.attempt("service:api", "db:5432", outcome, resolved="172.18.0.2", **more)
    world.attempt(
        "service:worker", "db:5432", "answered", resolved="172.18.0.2", protocol="postgresql"
    )
    return world


@pytest.mark.parametrize(
    ("outcome", "more", "count"),
    [
        ("answered", {"protocol": "postgresql"}, 2),
        ("refused", {}, 1),
        ("timed-out", {}, 1),
        (
            "answered",
            {"protocol": "postgresql", "refusal": "no pg_hba.conf entry", "code": "28000"},
            1,
        ),
    ],
)
def test_what_is_served_works(outcome: str, more: dict[str, Any], count: int) -> None:
    report = shop(outcome, **more).report("")
    assert len(relied_pairs(report)) == 2
    assert len(working(report)) == count
    assert ("service:worker", "db:5432") in working(report)


def test_what_another_server_answers_does_not_work() -> None:
    world = World()
    world.container("db", image="postgres:16", exposes=[5432], listens=["0.0.0.0:5432"])
    world.container("api", refers=["redis://db:5432/0"])
    world.attempt(
        "service:api", "db:5432", "answered", resolved="172.18.0.2", protocol="postgresql"
    )
    report = world.report("")
    assert [f.code for f in report.causes] == ["CL809"]
    assert working(report) == {}


def test_what_is_only_compared_is_not_counted() -> None:
    world = shop("refused")
    world.attempt("service:api", "localhost:5432", "answered")
    assert ("service:api", "localhost:5432") not in relied_pairs(world.report(""))


def test_one_of_several_addresses_of_a_name_is_enough() -> None:
    world = shop("refused")
    world.attempt("service:api", "db:5432", "answered", protocol="postgresql")
    pairs = relied_pairs(world.report(""))
    assert pairs[("service:api", "db:5432")].outcome == "answered"


def test_a_refusal_counts_whatever_else_was_answered() -> None:
    world = shop("answered", protocol="postgresql", refusal="full", code="53300")
    world.attempt("service:api", "db:5432", "answered", protocol="postgresql")
    assert ("service:api", "db:5432") not in working(world.report(""))
