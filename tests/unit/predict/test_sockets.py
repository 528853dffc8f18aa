"""What the files alone tell of a container's sockets, operator by operator."""

from __future__ import annotations

import pytest

from containerloop.facts import Address, Container, Transport
from containerloop.plan.values import Expectation, Strength
from containerloop.predict import sockets
from containerloop.predict.planned_survey import planned_survey
from containerloop.predict.planned_world import PlannedWorld
from tests.support.forecasts import blueprint_of


def world_of(services: str) -> PlannedWorld:
    blueprint = blueprint_of(f"services:\n{services}")
    return PlannedWorld(blueprint, planned_survey(blueprint))


def one(world: PlannedWorld, name: str) -> Container:
    return next(c for c in world.inventory.containers if c.service == name)


def wanted(host: str, port: int, scheme: str | None = None) -> Expectation:
    address = Address(host=host, port=port)
    return Expectation(
        vantage="service:api", address=address, strength=Strength.REFERENCED, scheme=scheme
    )


@pytest.mark.parametrize(
    ("image", "port", "exposed"),
    [
        ("postgres", "5432:5432", True),
        ("postgres", "0.0.0.0:5432:5432", True),
        ("postgres", "[::]:5432:5432", True),
        ("postgres", "127.0.0.1:5432:5432", False),
        ("own/thing", "5432:5432", False),
    ],
)
def test_who_is_open_to_other_machines(image: str, port: str, exposed: bool) -> None:
    server = one(world_of(f"  db: {{image: {image}, ports: ['{port}']}}\n"), "db")
    assert sockets.is_exposed(server, server.published[0]) is exposed


@pytest.mark.parametrize(
    ("image", "command", "port", "bound"),
    [
        ("own/web", "serve --host 127.0.0.1 --port 8000", 8000, ["127.0.0.1"]),
        ("own/web", "serve --host localhost --port 8000", 8000, ["127.0.0.1"]),
        ("own/web", "serve --host 127.0.0.1 --port 8000", 8001, []),
        ("redis", "redis-server --bind 127.0.0.1", 6379, ["127.0.0.1"]),
        ("redis", "redis-server --bind 127.0.0.1", 6380, []),
        ("redis", "redis-server --bind 127.0.0.1 --port 6380", 6380, ["127.0.0.1"]),
        ("redis", "redis-server --bind 127.0.0.1 --port 6380", 6379, []),
        ("own/web", "serve --bind 127.0.0.1", 6379, []),
        ("own/web", "serve --host ::1 --port 8000", 8000, ["::1"]),
        ("redis", "serve --bind 127.0.0.1:9000", 9000, ["127.0.0.1"]),
        ("redis", "serve --bind 127.0.0.1:9000", 6379, []),
    ],
)
def test_which_ports_a_command_binds_to_loopback(
    image: str, command: str, port: int, bound: list[str]
) -> None:
    world = world_of(f"  web: {{image: {image}, command: {command}}}\n")
    found = sockets.loopback_only(one(world, "web"), port, Transport.TCP, world)
    assert [x.address for x in found] == bound
    assert sockets.loopback_only(one(world, "web"), port, Transport.UDP, world) == ()


@pytest.mark.parametrize(
    ("settings", "inside"),
    [
        ("image: postgres, ports: ['15432:5432']", [5432]),
        ("image: postgres, ports: ['15432:5432'], network_mode: host", []),
        ("image: postgres, ports: ['15432:5433']", []),
        ("image: own/db, ports: ['15432:5432']", []),
        ("image: postgres, ports: ['15433:5432']", []),
        ("image: postgres, ports: ['15432:5432/udp']", []),
        ("image: postgres, ports: ['127.0.0.1:15432:5432', '127.0.0.2:15432:5432']", []),
        ("image: postgres, ports: ['15432:5432'], expose: ['15432']", []),
    ],
)
def test_a_host_port_that_the_server_does_not_have(settings: str, inside: list[int]) -> None:
    world = world_of(f"  db: {{{settings}}}\n")
    found = sockets.nobody_at(one(world, "db"), wanted("db", 15432, "postgresql"), world)
    assert [x.port for x in found] == inside


@pytest.mark.parametrize(
    ("scheme", "port", "client", "own"),
    [
        ("postgresql", 5432, "own/api", False),
        (None, 5432, "own/api", False),
        ("postgresql", 5432, "postgres", True),
        (None, 5432, "postgres", True),
        ("postgresql", 5433, "own/api", True),  # nobody has it
        ("redis", 5432, "own/api", True),
        ("redis", 5432, "redis", True),
    ],
)
def test_a_localhost_that_may_be_the_clients_own(
    scheme: str | None, port: int, client: str, own: bool
) -> None:
    world = world_of(f"  db: {{image: postgres}}\n  api: {{image: {client}}}\n")
    expected = wanted("localhost", port, scheme)
    assert sockets.own_port(expected, one(world, "api"), world) is own


@pytest.mark.parametrize(
    ("settings", "own"),
    [
        ("image: own/api", False),
        ("image: own/api, network_mode: host", True),
        ("image: own/api, command: serve --bind 127.0.0.1", True),  # whatever its port is
        ("image: own/api, command: 'serve --bind 127.0.0.1:7000'", False),
        ("image: postgres, command: 'postgres -p 6000'", True),  # of the kind that is called
    ],
)
def test_a_client_that_may_serve_the_port_itself(settings: str, own: bool) -> None:
    world = world_of(f"  db: {{image: postgres}}\n  api: {{{settings}}}\n")
    expected = wanted("localhost", 5432, "postgresql")
    assert sockets.own_port(expected, one(world, "api"), world) is own


def test_one_neighbour_of_the_same_kind_is_enough() -> None:
    world = world_of(
        "  db: {image: postgres}\n  api: {image: own/api}\n"
        "  spare: {image: postgres, network_mode: 'service:api'}\n"
    )
    assert sockets.own_port(wanted("localhost", 5432, "postgresql"), one(world, "api"), world)


def test_a_port_that_a_variable_beside_the_command_tells() -> None:
    world = world_of(
        "  web:\n    image: redis\n    command: serve --bind 127.0.0.1\n"
        "    environment: {LISTEN_PORT: 7000}\n"
    )
    there = {
        p: sockets.loopback_only(one(world, "web"), p, Transport.TCP, world) for p in (6379, 7000)
    }
    assert [port for port, found in there.items() if found] == [7000]


@pytest.mark.parametrize(
    ("server", "scheme", "port", "own"),
    [
        ("image: own/db, expose: ['5432']", "postgresql", 5432, False),
        ("image: redis, expose: ['5432']", "postgresql", 5432, True),
        ("image: redis, expose: ['7777']", None, 7777, False),
        ("image: own/web, expose: ['8123']", "http", 8123, False),
        ("image: own/web, ports: ['8123:8123']", "http", 8123, True),  # for a browser, perhaps
        ("image: own/web, ports: ['8123:8123']", None, 8123, True),
        ("image: own/db, ports: ['5432:5432']", "postgresql", 5432, False),
    ],
)
def test_whom_else_a_localhost_can_mean(
    server: str, scheme: str | None, port: int, own: bool
) -> None:
    world = world_of(f"  other: {{{server}}}\n  api: {{image: own/api}}\n")
    assert sockets.own_port(wanted("localhost", port, scheme), one(world, "api"), world) is own


def test_a_service_is_of_the_kind_that_its_name_tells() -> None:
    world = world_of("  redis: {image: own/x, expose: ['5432']}\n  api: {image: own/api}\n")
    assert sockets.own_port(wanted("localhost", 5432, "postgresql"), one(world, "api"), world)
