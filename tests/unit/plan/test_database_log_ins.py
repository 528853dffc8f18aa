"""Which log-ins at databases are looked up in logs."""

from typing import Any

import pytest

from containerloop.diagnose.catalogue import entries
from containerloop.diagnose.differential import diagnose
from containerloop.facts import RefusedLogIn, Unobserved
from containerloop.plan.database_log_ins import (
    LogIn,
    log_ins_at_databases,
    refused_at_database,
)
from containerloop.topology.inventory import Inventory
from tests.support.world import World

DB = "postgres://app:x@db:5432/app"


def found(client: str, where: str = "db:5432", asked: str = "5432", **more: Any) -> list[Any]:
    """The log-ins of a client at what answered it."""
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], **(more if client == "db" else {}))
    if client != "db":
        world.container(client, **more)
    world.attempt(f"service:{client}", where, "answered", protocol="postgresql",
                  resolved="172.18.0.2")  # fmt: skip
    snapshot = world.snapshot(asked)
    wanted = [each.symptom.expectation for each in diagnose(snapshot, entries).facts]
    log_ins = log_ins_at_databases(wanted, snapshot.views, Inventory(snapshot.survey))
    return [(each.client.service, each.server.service, each.user) for each in log_ins]


FULL = RefusedLogIn(user="", why="full", setting="max_connections")


@pytest.mark.parametrize(
    ("told", "alone", "found"),
    [
        ({"service:api": (FULL,)}, True, FULL),
        ({"service:api": (FULL,)}, False, None),
        ({"service:api": (FULL,), "service:db": (FULL,)}, False, FULL),
        ({"service:db": (FULL,)}, True, None),
        ({"service:api": Unobserved("its log cannot be read")}, True, None),
    ],
    ids=["MySQL logs none", "which of two", "PostgreSQL logs it", "another's", "unread"],
)
def test_a_database_without_room_for_its_client(
    told: dict[str, Any], alone: bool, found: RefusedLogIn | None
) -> None:
    world = World()
    server, client = world.container("db"), world.container("api")
    inventory = Inventory(world.snapshot("5432").survey)
    log_in = LogIn(client, server, "app", alone=alone)
    assert refused_at_database(told, log_in, inventory) == found


def test_a_client_with_its_account() -> None:
    assert found("api", refers=[DB]) == [("api", "db", "app")]


@pytest.mark.parametrize(
    "other",
    [
        found("db", refers=[DB]),
        found("api", check=["CMD-SHELL", "psql postgres://app:x@db:5432/app"]),
    ],
    ids=["the database itself", "a healthcheck"],
)
def test_others_have_no_log_read(other: list[Any]) -> None:
    assert other == []
