"""Which port a host has that was asked about without one, and what is said where that is open."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from containerloop.errors import UsageError
from containerloop.facts import Port, Publication, Transport
from containerloop.pipeline.survey_step import resolve_question
from tests.support.world import World


def shop() -> World:
    world = World()
    world.container("db", exposes=[5432], listens=["0.0.0.0:5432"])
    world.container("web", publishes=["8080:80", "8443:443"])
    world.container("cache", image="redis:7")
    world.container("worker")
    world.container("api", publishes=["8000:8000"], refers=["http://web:80/", "redis://gone:6380"])
    return world


def port(target: str, *vantages: str, world: World | None = None) -> int:
    snapshot = (world or shop()).snapshot(target, *vantages)
    return resolve_question(snapshot.question, snapshot.survey).port


def refusal(target: str, *vantages: str) -> str:
    with pytest.raises(UsageError) as caught:
        port(target, *vantages)
    return f"{caught.value.message} · {caught.value.hint}"


@pytest.mark.parametrize(
    ("target", "vantages", "expected"),
    [
        ("db", (), 5432),
        ("DB", (), 5432),
        ("shop-db-1", (), 5432),
        ("172.18.0.2", (), 5432),
        ("cache", (), 6379),  # its image's
        ("web", (), 80),  # of its two ports the one that api uses
        ("gone", (), 6380),  # nobody has the name, and api uses it
        ("localhost", ("api",), 8000),
        ("127.0.0.1", ("service:api",), 8000),
        ("db:5433", (), 5433),
    ],
)
def test_the_only_port_is_meant(target: str, vantages: tuple[str, ...], expected: int) -> None:
    assert port(target, *vantages) == expected


def test_several_are_told_with_what_to_type() -> None:
    assert refusal("localhost") == (
        "localhost has several ports: 8000, 8080, 8443 · ask about one: containerloop why"
        " localhost:8000 or containerloop why localhost:8080 or containerloop why localhost:8443"
    )


def test_none_is_told() -> None:
    assert refusal("worker") == (
        "which port of worker is meant is not known: nothing here names one · add the port:"
        " containerloop why worker:PORT"
    )


def test_an_unknown_name_has_the_nearest_ones() -> None:
    assert refusal("cahce") == (
        '"cahce" has no port, and no service or container here has that name · did you mean cache?'
        " Else add the port: containerloop why cahce:PORT"
    )
    assert "add the port: containerloop why example.com:PORT" in refusal("example.com")


def test_two_references_to_two_ports_settle_nothing() -> None:
    world = shop()
    world.container("other", refers=["http://web:443/"])
    with pytest.raises(UsageError, match="several ports: 80, 443"):
        port("web", world=world)


def test_nor_do_two_of_three() -> None:
    world = World()
    world.container("web", exposes=[80, 443, 9000])
    world.container("api", refers=["http://web:80/", "http://web:443/"])
    with pytest.raises(UsageError, match="several ports: 80, 443, 9000"):
        port("web", world=world)


def test_a_machine_beside_a_container_has_the_published_ports() -> None:
    assert "several ports: 8000, 8080, 8443" in refusal("localhost", "api", "host")


def test_a_port_that_the_engine_chooses_is_not_known_yet() -> None:
    world = World()
    world.container("api", publishes=["8000:8000"])
    world.container("web", publishes=["0:80"], status="exited")
    assert port("localhost", world=world) == 8000


def test_a_datagram_port_is_another_one() -> None:
    world = World()
    both = (
        Port(number=53, transport=Transport.UDP),
        Port(number=8053, transport=Transport.TCP),
    )
    world.containers.append(replace(world.container("dns"), id="id-dns", exposed=both))
    world.containers.pop(0)
    assert port("dns", world=world) == 8053
    assert port("dns/udp", world=world) == 53


def test_a_service_without_a_container_has_the_ports_of_the_file() -> None:
    world = World()
    world.config("db", ports=(Publication(container_port=5432, host_ip="", host_port=15432),))
    world.config("queue", image="rabbitmq:3")
    world.config("api", image="example/api")
    assert port("db", world=world) == 5432
    assert port("queue", world=world) == 5672


def test_a_log_has_a_container_by_its_number() -> None:
    snapshot = shop().snapshot("5432", "api-1", "db_1")
    assert resolve_question(snapshot.question, snapshot.survey).vantages == (
        "service:api",
        "service:db",
    )
