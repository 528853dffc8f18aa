"""Whom an address means."""

import pytest
from msgspec.structs import replace

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
