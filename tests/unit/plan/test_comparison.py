"""The addresses of the report's table."""

import pytest
from msgspec.structs import replace

from containerloop.plan.comparison import MOST_SERVERS, comparison_attempts
from containerloop.plan.expectations import servers_of
from containerloop.question import parse_target
from containerloop.topology.inventory import Inventory
from tests.support.world import BRIDGE, World


def table(world: World, vantage: str, target: str = "5432") -> tuple[list[str], list[str]]:
    """What is tried and what is left out, in order."""
    inventory, question = Inventory(world.snapshot(target).survey), parse_target(target, ())
    servers = servers_of(question, inventory)
    client = inventory.at(vantage)
    tried, left_out = comparison_attempts(vantage, client, question, inventory, servers)
    assert not any(t.expected for t in tried)
    return [str(t.address) for t in tried], [str(a) for a, _ in left_out]


def shop() -> World:
    world = World()
    world.container("db", publishes=["5433:5432"])
    world.container("api")
    return world


def test_this_machine_dials_its_loopbacks_at_published_ports_and_the_asked_one() -> None:
    assert table(shop(), "host") == (
        ["127.0.0.1:5433", "[::1]:5433", "127.0.0.1:5432", "[::1]:5432"],
        ["db:5432"],
    )


@pytest.mark.parametrize("vantage", ["host", "engine-host"])
def test_no_machine_asks_for_a_containers_name(vantage: str) -> None:
    assert table(shop(), vantage)[1] == ["db:5432"]


def test_a_container_dials_itself_the_servers_and_the_host() -> None:
    assert table(shop(), "service:api") == (
        ["127.0.0.1:5432", "[::1]:5432", "db:5432", "172.18.0.1:5433"],
        ["host.docker.internal:5433"],
    )


@pytest.mark.parametrize(
    ("engine", "extra_hosts", "tried"),
    [
        ({}, (), False),
        ({}, ("host.docker.internal:host-gateway",), True),
        ({"flavour": "docker-desktop"}, (), True),
    ],
)
def test_the_hosts_name_is_tried_where_no_name_server_elsewhere_would_be_asked(
    engine: dict[str, str], extra_hosts: tuple[str, ...], tried: bool
) -> None:
    world = World(engine=engine)
    world.container("api", extra_hosts=extra_hosts)
    attempts, left_out = table(world, "service:api")
    name = "host.docker.internal:5432"
    assert (name in attempts, name in left_out) == (tried, not tried)


@pytest.mark.parametrize("version", ["4.3.1", "5.4.2"])
def test_podmans_name_of_the_host_is_tried(version: str) -> None:
    world = World(engine={"flavour": "podman", "version": version})
    world.container("api")
    attempts, left_out = table(world, "service:api")
    assert "host.containers.internal:5432" in attempts
    assert not [name for name in (*attempts, *left_out) if "docker.internal" in name]


@pytest.mark.parametrize("status", ["exited", "running"])
def test_a_servers_name_is_tried_where_dockers_resolver_has_it(status: str) -> None:
    world = World()
    world.container("api")
    world.container("db", exposes=[5432], status=status)
    assert ("db:5432" in table(world, "service:api")[0]) is (status == "running")


def test_on_the_default_bridge_a_server_is_tried_by_its_address() -> None:
    world = World()
    world.container("api", networks=[BRIDGE])
    world.container("db", exposes=[5432], networks=[BRIDGE])
    tried = table(world, "service:api")[0]
    assert "172.17.0.3:5432" in tried
    assert "db:5432" not in tried


def test_a_fresh_peer_tries_the_names_and_knows_no_gateway() -> None:
    assert table(shop(), "network:shop_default")[0] == ["127.0.0.1:5432", "[::1]:5432", "db:5432"]


def test_only_so_many_servers_are_tried() -> None:
    world = World()
    for number in range(MOST_SERVERS + 2):
        world.container(f"db{number}", exposes=[5432])
    world.container("api")
    names = [a for a in table(world, "service:api")[0] if a.startswith("db")]
    assert names == [f"db{n}:5432" for n in range(MOST_SERVERS)]


@pytest.mark.parametrize(
    ("published_on", "rows"),
    [("10.0.0.5", 1), ("127.0.0.2", 1), ("127.0.0.1", 1), ("0.0.0.0", 0), ("::", 0)],
)  # fmt: skip
def test_a_port_on_one_address_of_the_machine_is_dialled_there(
    published_on: str, rows: int
) -> None:
    world = World()
    made = world.container("db", publishes=["5433:5432"])
    one = (replace(made.published[0], host_ip=published_on),)
    world.containers[0] = replace(made, published=one, asked=one)
    assert table(world, "host")[0].count(f"{published_on}:5433") == rows


def test_the_other_transport_has_no_row() -> None:
    world = World()
    world.container("dns", publishes=["10.0.0.5:5353:53/udp"])
    assert table(world, "host", "53")[0] == ["127.0.0.1:53", "[::1]:53"]
    assert "10.0.0.5:5353/udp" in table(world, "host", "53/udp")[0]


def test_a_host_port_that_leads_elsewhere_in_a_server_is_not_dialled() -> None:
    world = World()
    world.container("db", publishes=["5433:5432", "9000:90"])
    assert not [a for a in table(world, "host")[0] if a.endswith(":9000")]


def test_a_stopped_server_on_the_default_bridge_has_no_address_to_dial() -> None:
    world = World()
    world.container("api", networks=[BRIDGE])
    world.container("db", exposes=[5432], networks=[BRIDGE], status="exited")
    tried = table(world, "service:api")[0]
    assert tried == ["127.0.0.1:5432", "[::1]:5432", "172.17.0.1:5432"]
