"""What a container publishes and declares."""

import pytest
from msgspec.structs import replace

from containerloop.facts import Port, Publication, Transport
from containerloop.topology.ports import declared_ports, dialled_on_machine, publications
from tests.support.world import World, publication


def test_what_is_requested_counts_where_nothing_is_published_for_that_port() -> None:
    made = World().container("web", publishes=["8080:80", "9090:90"])
    half = replace(made, published=(publication("8081:80"),))
    assert [(p.host_port, p.container_port) for p in publications(half)] == [(8081, 80), (9090, 90)]


def test_a_port_published_for_udp_leaves_the_request_for_tcp() -> None:
    made = World().container("dns", publishes=["53:53"])
    udp = publication("53:53/udp")
    assert publications(replace(made, published=(udp,))) == (udp, publication("53:53"))


def test_a_stopped_container_still_declares_what_it_requests_and_exposes() -> None:
    stopped = World().container("db", status="exited", publishes=["5433:5432"], exposes=[9000])
    assert declared_ports(stopped) == {Port(number=5432), Port(number=9000)}


def test_a_declared_port_has_its_transport() -> None:
    made = World().container("dns", publishes=["5300:53/udp"])
    assert declared_ports(made) == {Port(number=53, transport=Transport.UDP)}


@pytest.mark.parametrize(
    ("published_on", "dialled"),
    [("", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("10.0.0.5", "10.0.0.5"),
     ("127.0.0.2", "127.0.0.2"), ("::1", "::1")],
)  # fmt: skip
def test_where_this_machine_dials_a_publication(published_on: str, dialled: str) -> None:
    made = Publication(container_port=80, host_ip=published_on, host_port=8080)
    assert dialled_on_machine(made) == dialled
