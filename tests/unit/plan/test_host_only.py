"""Which port a variable means that names only a host."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Question, Transport
from containerloop.plan.host_only import with_port
from containerloop.topology.inventory import Inventory
from tests.support.world import SHOP, World


def port_of(
    line: str, asked: int, server: dict[str, Any], transport: Transport = Transport.TCP
) -> int | None:
    """The port that the client's variable means, where a server `db` is beside it."""
    world = World()
    world.container("db", **server)
    client = world.container("app", env=[line])
    inventory = Inventory(world.snapshot(str(asked)).survey)
    (reference,) = client.references
    question = Question(target="", port=asked, transport=transport)
    found = with_port(reference, client, question, inventory)
    return found.port if found else None


@pytest.mark.parametrize(
    ("line", "asked", "server", "meant"),
    [
        ("SHOP_DB_HOST=localhost", 5432, {"image": "postgres:16", "exposes": [5432]}, 5432),
        ("DB_HOST=localhost", 15432, {"image": "postgres:16", "publishes": ["15432:5432"]}, 5432),
        ("DB_HOST=localhost", 15433, {"image": "postgres:16", "publishes": ["15432:5432"]}, None),
        ("SHOP_DB_HOST=localhost", 3306, {"image": "postgres:16", "exposes": [5432]}, 3306),
        ("SHOP_DB_HOST=localhost", 8000, {"image": "postgres:16", "exposes": [5432]}, None),
        ("SHOP_DB_HOST=db", 5432, {"image": "postgres:16", "exposes": [5432]}, 5432),
        ("SHOP_DB_HOST=db", 5432, {"image": "example/own"}, 5432),
        ("SHOP_DB_HOST=db", 5432, {"image": "example/own", "exposes": [5433]}, None),
        ("SHOP_DB_HOST=db", 6379, {"image": "postgres:16", "exposes": [5432, 6379]}, 6379),
        ("SHOP_DB_HOST=host.docker.internal", 5432, {"image": "example/own"}, 5432),
        ("SHOP_CACHE_HOST=localhost", 5432, {"image": "postgres:16", "exposes": [5432]}, None),
        ("DATABASE_HOST=localhost", 7000, {"image": "postgres:16", "exposes": [7000]}, 7000),
        ("DATABASE_HOST=localhost", 7000, {"image": "redis:7", "exposes": [7000]}, None),
        ("DB_SITE_HOST=localhost", 7000, {"image": "example/own", "exposes": [7000]}, None),
        ("DB_WEB_HOST=localhost", 7000, {"image": "example/own", "exposes": [7000]}, None),
        ("DB_MAIN_HOST=localhost", 7000, {"image": "example/own", "exposes": [7000]}, 7000),
        ("KC_HOSTNAME=localhost", 5432, {"image": "postgres:16", "exposes": [5432]}, None),
        ("MY_DB_HOST=localhost", 7000, {"image": "example/own", "exposes": [7000]}, 7000),
        ("MY_DB_HOST=localhost", 7000, {"image": "example/own", "publishes": ["80:7000"]}, None),
    ],
)  # fmt: skip
def test_the_port_that_is_meant(
    line: str, asked: int, server: dict[str, Any], meant: int | None
) -> None:
    assert port_of(line, asked, server) == meant


def test_a_port_that_is_written_stays() -> None:
    assert port_of("DB_URL=postgres://db:5433/a", 8000, {}) == 5433


def test_a_question_about_datagrams_is_not_about_a_host_alone() -> None:
    db = {"image": "postgres:16", "exposes": [5432]}
    assert port_of("DB_HOST=localhost", 5432, db, Transport.UDP) is None


def test_a_server_of_another_project_is_not_meant() -> None:
    world = World(project=None)
    other = replace(SHOP, id="n-o", name="other_default", project="other")
    world.networks.append(other)
    world.container("my", project="other", service="my", networks=[other], exposes=[7000])
    client = world.container("app", project="shop", service="app", env=["MY_HOST=localhost"])
    (reference,) = client.references
    inventory = Inventory(world.snapshot("7000").survey)
    assert with_port(reference, client, Question(target="", port=7000), inventory) is None


def test_a_server_in_the_clients_own_namespace_is_not_another_one() -> None:
    world = World()
    my = world.container("my", exposes=[7000])
    client = world.container("app", mode=f"container:{my.id}", env=["MY_HOST=localhost"])
    (reference,) = client.references
    inventory = Inventory(world.snapshot("7000").survey)
    assert with_port(reference, client, Question(target="", port=7000), inventory) is None
