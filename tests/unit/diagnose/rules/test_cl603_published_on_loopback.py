"""CL603 published-on-loopback: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.support.rule_worlds import BACK, dials, finding
from tests.support.world import SHOP, World, view


def test_a_datagram_to_another_address_than_the_published_one() -> None:
    world = World()
    world.container("stats", listens=["0.0.0.0:8125/udp"], publishes=["127.0.0.1:8125:8125/udp"])
    world.attempt("host", "10.0.0.5:8125/udp", "refused", resolved="10.0.0.5")
    (found,) = world.report("10.0.0.5:8125/udp").findings
    assert (found.code, found.remedies[0].address) == ("CL603", "127.0.0.1:8125/udp")


FOREIGN = replace(BACK, id="n-f", name="their_net", project="their")
HOST_NAME = ("host.docker.internal:host-gateway",)


def through_the_host(
    publication: str = "127.0.0.1:5433:5432", outcome: str = "refused", **more: Any
) -> World:
    world = World(engine=more.pop("engine", None))
    world.networks.append(BACK)
    networks = more.pop("networks", [BACK])
    world.container("db", publishes=[publication], listens=["0.0.0.0:5432"], networks=networks)
    world.container(
        "job", refers=["postgres://host.docker.internal:5433/app"], extra_hosts=HOST_NAME
    )
    at = more.pop("at", "172.17.0.1")
    world.attempt("service:job", "host.docker.internal:5433", outcome, resolved=at)
    world.attempt("host", "127.0.0.1:5433", "answered", resolved="127.0.0.1")
    return world


def test_a_container_dials_what_is_published_on_loopback() -> None:
    report = through_the_host().report("5432")
    assert [f.code for f in report.findings] == ["CL603"]
    assert report.findings[0].summary == (
        "db is published on 127.0.0.1:5433 only, but was contacted at 172.17.0.1"
    )
    join, publish = report.findings[0].remedies
    assert join.override == {
        "services": {
            "job": {
                "environment": {"URL_0": "postgres://db:5432/app"},
                "networks": ["default", "back"],
            }
        }
    }
    assert publish.override == {"services": {"db": {"ports": ["172.17.0.1:5433:5432"]}}}


def test_on_a_shared_network_the_name_is_enough() -> None:
    remedies = through_the_host(networks=[SHOP]).report("5432").findings[0].remedies
    assert remedies[0].address == "db:5432"
    assert "networks" not in str(remedies[0].override)


def test_a_network_of_others_is_not_offered() -> None:
    remedies = through_the_host(networks=[FOREIGN]).report("5432").findings[0].remedies
    assert [r.summary for r in remedies] == [
        'publish port 5432 of db on 172.17.0.1 as well: ports: ["172.17.0.1:5433:5432"]'
    ]


@pytest.mark.parametrize("publication", ["5433:5432", "0.0.0.0:5433:5432", "172.17.0.1:5433:5432"])
def test_what_is_published_there_too_is_not_on_loopback(publication: str) -> None:
    assert "CL603" not in through_the_host(publication).codes("5432")


def test_one_wider_publication_of_two_is_enough() -> None:
    world = through_the_host()
    db = world.containers[0]
    both = (*db.published, replace(db.published[0], host_ip="172.17.0.1"))
    world.containers[0] = replace(db, published=both)
    assert "CL603" not in world.codes("5432")


def test_a_firewall_in_between_is_not_the_publication() -> None:
    assert "CL603" not in through_the_host(outcome="timed-out").codes("5432")


@pytest.mark.parametrize("engine", [{"flavour": "docker-desktop"}, {"rootless": True}])
def test_other_engines_have_another_way_to_the_host(engine: dict[str, Any]) -> None:
    assert "CL603" not in through_the_host(engine=engine).codes("5432")


def test_loopback_itself_is_where_it_is_published() -> None:
    world = World()
    world.container("db", publishes=["127.0.0.1:5433:5432"], listens=["0.0.0.0:5432"])
    world.attempt("host", "127.0.0.1:5433", "refused", resolved="127.0.0.1")
    assert "CL603" not in world.codes("5433")


def test_another_address_of_this_machine() -> None:
    world = World()
    world.container("db", publishes=["127.0.0.1:5433:5432"], listens=["0.0.0.0:5432"])
    world.attempt("host", "10.0.0.5:5433", "refused", resolved="10.0.0.5")
    report = world.report("10.0.0.5:5433")
    assert [f.code for f in report.findings] == ["CL603"]
    assert report.findings[0].remedies[0].address == "127.0.0.1:5433"


def test_whose_own_address_is_dialled_is_not_dialled_by_a_publication() -> None:
    world = dials(resolved="172.18.0.3")
    world.container("db", publishes=["127.0.0.1:5432:5432"], listens=["127.0.0.1:5432"])
    assert world.codes("5432", "service:api") == ["CL501"]


@pytest.mark.parametrize("also", ["0.0.0.0:9000:9000", "0.0.0.0:5432:5432/udp"])
def test_other_publications_do_not_open_the_one_on_loopback(also: str) -> None:
    world = World()
    world.container("db", publishes=[also, "127.0.0.1:5432:5432"], listens=["0.0.0.0:5432"])
    world.attempt("host", "10.0.0.5:5432", "refused", resolved="10.0.0.5")
    only = finding(world, "10.0.0.5:5432", "CL603")
    assert only.summary.startswith("db is published on 127.0.0.1:5432 only")


def test_a_network_of_the_clients_project_can_be_joined() -> None:
    world = World()
    foreign = replace(BACK, name="other_back", project="other")
    world.networks += [BACK, foreign]
    gateway = "postgres://app@172.18.0.1:5432/app"
    world.container("api", refers=[gateway])
    sockets: dict[str, Any] = {"listens": ["0.0.0.0:5432"], "networks": [foreign, BACK]}
    world.container("db", publishes=["127.0.0.1:5432:5432"], **sockets)
    world.attempt("service:api", "172.18.0.1:5432", "refused", resolved="172.18.0.1")
    assert len(finding(world, "5432", "CL603").remedies) == 2


def test_a_network_of_nobodys_project_is_not_joined() -> None:
    world = World()
    foreign = replace(BACK, name="other_back", project="other")
    world.networks.append(foreign)
    world.container("api", refers=["postgres://app@172.18.0.1:5432/app"])
    sockets: dict[str, Any] = {"listens": ["0.0.0.0:5432"], "networks": [foreign]}
    world.container("db", publishes=["127.0.0.1:5432:5432"], **sockets)
    world.attempt("service:api", "172.18.0.1:5432", "refused", resolved="172.18.0.1")
    assert len(finding(world, "5432", "CL603").remedies) == 1


HUNG = "accepted-then-reset"
PASTA = {
    "rootless": True, "network_driver": "pasta", "same_machine": False, "same_kernel": True,
}  # fmt: skip


def under_pasta(
    publishes: str = "127.0.0.1:8080:80",
    there: str = "answered",
    outcome: str = HUNG,
    **engine: Any,
) -> World:
    """This machine is hung up on at a port that is published on the loopback inside."""
    world = World(engine=PASTA | engine)
    web = world.container("web", listens=["0.0.0.0:80"], publishes=[publishes])
    world.config("web", ports=web.asked)
    world.attempt("host", "127.0.0.1:8080", outcome, resolved="127.0.0.1")
    world.views["engine-host"] = view("engine-host", [])
    world.attempt("engine-host", "127.0.0.1:8080", there, resolved="127.0.0.1")
    return world


def test_pasta_passes_nothing_on_from_loopback() -> None:
    world = under_pasta()
    found = finding(world, "8080", "CL603")
    assert found.summary == (
        "web is published on 127.0.0.1:8080 only, which pasta does not pass on to this machine"
    )
    [remedy] = found.remedies
    assert remedy.override == {"services": {"web": {"ports": {"!override": ["8080:80"]}}}}
    assert str(remedy.address) == "127.0.0.1:8080"


@pytest.mark.parametrize(
    "world",
    [
        under_pasta("8080:80"),
        under_pasta(there="refused"),
        under_pasta(outcome="timed-out"),
        under_pasta(network_driver="slirp4netns"),
        under_pasta(rootless=False),
    ],
    ids=["everywhere", "nobody inside", "lost", "slirp4netns", "with root"],
)
def test_what_else_may_hang_up(world: World) -> None:
    assert "CL603" not in world.codes("8080")
