"""Whom an address means."""

import pytest
from msgspec.structs import replace

from containerloop.facts import Address
from containerloop.topology.destination import destination_of
from containerloop.topology.inventory import Inventory
from tests.support.rule_worlds import dials, finding
from tests.support.world import World


def test_a_service_name_from_this_machine_is_whoever_the_hosts_file_says() -> None:
    world = World()
    world.container("db", listens=["127.0.0.1:5432"])
    world.attempt("host", "db:5432", "refused", resolved="10.9.9.9")
    assert "CL501" not in world.codes("db:5432", "host")


def test_localhost_of_this_machine_leads_to_an_engine_elsewhere_too() -> None:
    world = World(engine={"same_machine": False})
    world.container("db", publishes=["5432:5432"], listens=["127.0.0.1:5432"])
    world.attempt("host", "127.0.0.1:5432", "accepted-then-closed", resolved="127.0.0.1")
    assert world.codes("127.0.0.1:5432") == ["CL501"]


@pytest.mark.parametrize(("dialled", "whose"), [("10.0.0.5", "two"), ("127.0.0.1", "one")])
def test_of_two_publications_the_one_at_the_dialled_address_counts(
    dialled: str, whose: str
) -> None:
    world = World()
    world.container("one", publishes=["127.0.0.1:8080:80"], listens=["127.0.0.1:80"])
    world.container("two", publishes=["10.0.0.5:8080:81"], listens=["127.0.0.1:81"])
    world.attempt("host", f"{dialled}:8080", "accepted-then-closed", resolved=dialled)
    assert finding(world, f"{dialled}:8080", "CL501").summary.startswith(f"{whose} listens on")


def test_a_publication_that_exists_counts_before_one_that_is_asked_for() -> None:
    world = World()
    world.container("one", publishes=["8080:80"], status="exited")
    world.container("two", publishes=["8080:81"], project="other", listens=["127.0.0.1:81"])
    world.views["container:other-two-1"] = replace(
        world.views.pop(world.vantage(world.containers[1])),
        vantage="container:other-two-1",
    )
    world.container("api", refers=["http://172.17.0.1:8080/"])
    world.attempt("service:api", "172.17.0.1:8080", "refused", resolved="172.17.0.1")
    assert world.codes("8080", "service:api") == ["CL501"]


def test_of_two_containers_of_a_name_the_running_one_is_meant() -> None:
    world = dials(resolved="172.18.0.9")
    world.container("db-1", service="db", exposes=[5432], status="exited")
    world.container("db-2", service="db", listens=["127.0.0.1:5432"])
    world.views["container:shop-db-2-1"] = world.views.pop("service:db")
    assert world.codes("db:5432", "service:api") == ["CL501"]


# Directly, without a rule


def led(world: World, where: str, vantage: str = "service:api") -> tuple[str, int, str, str | None]:
    inventory = Inventory(world.snapshot("1").survey)
    host, _, port = where.rpartition(":")
    address = Address(host=host, port=int(port))
    found = destination_of(address, vantage, inventory.at(vantage), inventory)
    return found.kind, found.port, found.by, found.container.service if found.container else None


def two() -> World:
    world = World()
    world.container("api")
    world.container("db", publishes=["5433:5432"])
    return world


@pytest.mark.parametrize(
    ("where", "vantage", "found"),
    [
        ("localhost:5433", "service:api", ("self", 5433, "loopback", "api")),
        ("localhost:5433", "host", ("container", 5432, "publication", "db")),
        ("localhost:5433", "engine-host", ("container", 5432, "publication", "db")),
        ("localhost:5432", "host", ("host", 5432, "none", None)),
        ("localhost:5433", "network:shop_default", ("nobody", 5433, "none", None)),
        ("172.18.0.3:5432", "service:api", ("container", 5432, "address", "db")),
        ("172.18.0.2:5432", "service:api", ("self", 5432, "address", "api")),
        ("172.18.0.3:5432", "host", ("container", 5432, "address", "db")),
        ("172.18.0.77:5432", "service:api", ("nobody", 5432, "none", None)),
        ("172.18.0.1:5433", "service:api", ("container", 5432, "publication", "db")),
        ("172.18.0.1:22", "service:api", ("host", 22, "none", None)),
        ("host.docker.internal:5433", "service:api", ("container", 5432, "publication", "db")),
        ("Host.Docker.Internal:22", "service:api", ("host", 22, "none", None)),
        ("db:5433", "service:api", ("container", 5433, "name", "db")),
        ("db:5433", "network:shop_default", ("container", 5433, "name", "db")),
        ("db:5433", "host", ("nobody", 5433, "none", None)),
        ("spare:5433", "service:api", ("nobody", 5433, "none", None)),
    ],
)
def test_where_an_address_leads(
    where: str, vantage: str, found: tuple[str, int, str, str | None]
) -> None:
    assert led(two(), where, vantage) == found


def test_localhost_in_host_mode_is_the_hosts() -> None:
    world = two()
    world.container("agent", mode="host")
    assert led(world, "localhost:5433", "service:agent") == ("container", 5432, "publication", "db")
    assert led(world, "localhost:22", "service:agent") == ("host", 22, "none", None)


def test_what_a_container_in_host_mode_publishes_is_a_process_of_the_host() -> None:
    world = World()
    world.container("agent", mode="host", publishes=["80:80"])
    assert led(world, "localhost:80", "host") == ("host", 80, "none", None)
    other = World()
    other.container("agent", mode="host", publishes=["8080:80"])
    assert led(other, "localhost:8080", "host") == ("container", 80, "publication", "agent")


def test_a_publication_on_one_address_is_not_reached_at_another() -> None:
    world = World()
    world.container("one", publishes=["10.0.0.5:8080:80"])
    world.container("two", publishes=["8080:81"], project="other")
    assert led(world, "localhost:8080", "host")[3] == "two"
    assert led(world, "10.0.0.5:8080", "host")[3] == "one"
