"""Which log-ins at databases are looked up in logs."""

from typing import Any

import pytest

from containerloop.diagnose.catalogue import entries
from containerloop.diagnose.differential import diagnose
from containerloop.plan.database_log_ins import log_ins_at_databases
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
