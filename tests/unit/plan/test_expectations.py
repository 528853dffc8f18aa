"""What is relied upon: who is asked about, and from where."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Snapshot
from containerloop.plan.expectations import expectations
from containerloop.plan.values import Expectation, Strength
from containerloop.topology.inventory import Inventory
from tests.support.rule_worlds import BACK
from tests.support.world import BRIDGE, SHOP, World, publication

LOCAL = "postgres://app@localhost:5432/app"


def relied(world: World, target: str, *vantages: str) -> list[tuple[str, str]]:
    snapshot: Snapshot = world.snapshot(target, *vantages)
    found = expectations(snapshot.question, Inventory(snapshot.survey))
    return [(e.vantage, str(e.address)) for e in found]


@pytest.mark.parametrize("url", ["udp://db:5432", "tcp://0.0.0.0:5432"])
def test_another_transport_and_an_address_to_listen_on_are_not_relied_upon(url: str) -> None:
    world = World()
    world.container("api", refers=[url])
    assert not [one for one in relied(world, "5432") if one[0] == "service:api"]


def test_who_asks_about_one_address_does_not_mean_another() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("api", refers=["postgres://spare:5432/app"])
    world.container("job", refers=["postgres://db:5432/app"])
    assert relied(world, "db:5432") == [("service:job", "db:5432")]
    assert not [x for x in relied(world, "db:5433") if x[0] == "service:job" and "5432" in x[1]]


@pytest.mark.parametrize(
    ("host", "relies"),
    [("127.0.0.1", True), ("172.17.0.1", True), ("10.0.0.5", True), ("172.18.0.9", True),
     ("8.8.8.8", False), ("db.example.com", False), ("db", True)],
)  # fmt: skip
def test_what_leads_beyond_this_machine_is_not_asked_about(host: str, relies: bool) -> None:
    world = World()
    world.container("api", refers=[f"postgres://{host}:5432/app"])
    assert bool([one for one in relied(world, "5432") if one[0] == "service:api"]) is relies


def test_a_service_of_the_file_is_local_though_its_name_has_a_dot() -> None:
    world = World()
    world.container("api", refers=["postgres://db.main:5432/app"])
    assert ("service:api", "db.main:5432") not in relied(world, "5432")
    world.config("db.main")
    assert ("service:api", "db.main:5432") in relied(world, "5432")


def test_any_free_port_is_no_address_to_rely_on() -> None:
    world = World()
    world.container("db", publishes=["0:5432"])
    assert ("host", "127.0.0.1:0") not in relied(world, "5432")


def test_the_container_port_of_another_project_is_not_asked_about() -> None:
    world = World()
    world.container("db", project="other", publishes=["5433:5432"])
    world.container("dns", publishes=["5432:53/udp"])
    assert ("host", "127.0.0.1:5433") not in relied(world, "5432")
    assert ("host", "127.0.0.1:5432/udp") not in relied(world, "5432")


@pytest.mark.parametrize(
    ("also", "count"),
    [("5432:5432", 1), ("9000:9000", 2), ("10.0.0.5:5432:5432", 2)],
)
def test_a_port_that_is_published_for_both_families_is_asked_about_once(
    also: str, count: int
) -> None:
    world = World()
    made = world.container("db")
    six = replace(publication("5432:5432"), host_ip="::")
    both = (replace(publication(also), host_ip=publication(also).host_ip or "0.0.0.0"), six)
    world.containers[0] = replace(made, asked=both, published=both)
    asked = [a for v, a in relied(world, "5432") if v == "host" and ":9000" not in a]
    assert len(asked) == min(count, 1 if also == "9000:9000" else count)


def test_dependants_are_asked_before_other_services() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("job", depends_on=("db",))
    world.container("web")
    assert relied(world, "db:5432") == [("service:job", "db:5432")]
    world.containers[1] = replace(world.containers[1], depends_on=())
    assert relied(world, "db:5432") == [("service:job", "db:5432"), ("service:web", "db:5432")]


def test_a_dependant_of_another_project_means_its_own() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("job", project="other", depends_on=("db",))
    assert not [one for one in relied(world, "5432") if "job" in one[0]]


def test_from_a_container_that_serves_it_the_others_are_dialled() -> None:
    world = World()
    world.container("db", exposes=[5432])
    assert relied(world, "5432", "service:db") == [("service:db", "localhost:5432")]
    world.container("api")
    assert relied(world, "5432", "service:api") == [("service:api", "db:5432")]


def test_of_a_services_copies_one_is_asked_and_one_offs_each() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("w1", service="web", status="exited")
    world.container("w2", service="web")
    world.container("run", service="web", one_off=True)
    names = [v for v, _ in relied(world, "db:5432")]
    assert names == ["container:shop-w2-1", "container:shop-run-1"]


def test_without_services_to_ask_a_peer_is() -> None:
    world = World()
    world.networks.append(BACK)
    world.container("db", exposes=[5432], networks=[BRIDGE, SHOP, BACK])
    assert relied(world, "db:5432") == [("network:shop_back", "db:5432")]
    alone = World()
    alone.container("db", exposes=[5432], networks=[BRIDGE])
    assert relied(alone, "db:5432") == [("host", "db:5432")]


def test_at_most_six_services_are_asked() -> None:
    world = World()
    world.container("db", exposes=[5432])
    for number in range(8):
        world.container(f"web{number}")
    assert len(relied(world, "db:5432")) == 6


def test_a_number_is_asked_about_from_this_machine_as_well() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("api", refers=["postgres://172.18.0.2:5432/app"])
    assert {v for v, _ in relied(world, "172.18.0.2:5432")} == {"service:api", "host"}


def test_a_name_that_nobody_here_has_is_asked_about_from_this_machine() -> None:
    world = World()
    world.container("api")
    assert relied(world, "db.example.com:5432") == [("host", "db.example.com:5432")]


def test_a_dependant_that_wrote_another_address_relies_on_that() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("api", depends_on=("db",), refers=[LOCAL])
    world.container("job", depends_on=("db",))
    asked = [one for one in relied(world, "5432") if one[0] != "host"]
    assert asked == [("service:api", "localhost:5432"), ("service:job", "db:5432")]


def test_a_host_port_that_was_written_down_is_part_of_the_question() -> None:
    world = World(engine={"same_machine": False})
    world.container("db", publishes=["5433:5432"], listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://localhost:5433/app"])
    world.container("job", refers=["postgres://spare:5433/app"])
    asked = relied(world, "5432")
    assert ("service:api", "localhost:5433") in asked
    assert not [one for one in asked if one[0] == "service:job"]


def test_localhost_and_names_with_dots_of_ours_stay_on_this_machine() -> None:
    world = World(engine={"same_machine": False})
    world.container("db.main", exposes=[5432])
    world.container("api", refers=["postgres://127.0.0.1:5432/app"])
    world.container("job", refers=["postgres://db.main:5432/app"])
    asked = relied(world, "5432")
    assert ("service:api", "127.0.0.1:5432") in asked
    assert ("service:job", "db.main:5432") in asked


def test_from_this_machine_only_its_own_publications_are_asked_about() -> None:
    world = World()
    world.container("db", publishes=["5433:5432"])
    world.container("api", refers=["postgres://db:5432/app"])
    assert relied(world, "5432", "host") == [("host", "127.0.0.1:5433")]
    assert relied(World(), "5432", "host") == [("host", "localhost:5432")]


def test_a_running_copy_stays_before_a_later_one() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("w1", service="web")
    world.container("w2", service="web")
    assert relied(world, "db:5432") == [("service:web", "db:5432")]


# Strength, schemes and references


def found(world: World, target: str, *vantages: str) -> list[Expectation]:
    snapshot = world.snapshot(target, *vantages)
    return list(expectations(snapshot.question, Inventory(snapshot.survey)))


def test_the_strongest_expectation_comes_first() -> None:
    world = World()
    world.container("db", publishes=["5433:5432"])
    world.container("job", depends_on=("db",))
    world.container("api", refers=["postgres://db:5432/app"])
    assert [(e.vantage, e.strength) for e in found(world, "5432")] == [
        ("service:api", Strength.REFERENCED),
        ("host", Strength.PUBLISHED),
        ("service:job", Strength.DEPENDANT),
    ]


def test_where_nobody_relies_on_the_port_localhost_is_assumed() -> None:
    (only,) = found(World(), "5432")
    assert (only.vantage, str(only.address), only.strength) == (
        "host",
        "localhost:5432",
        Strength.ASSUMED,
    )


@pytest.mark.parametrize(("listens", "count"), [((), 0), (("0.0.0.0:5432",), 1)])
def test_a_port_of_another_machine_is_assumed_here_only_if_it_is_in_use_here(
    listens: tuple[str, ...], count: int
) -> None:
    world = World()
    world.container("api", refers=["postgres://db.example.com:5432/app"])
    world.host_listens(*listens)
    assert len(found(world, "5432")) == count


def test_from_a_vantage_its_own_reference_says_what_to_speak() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("api", refers=["postgres://db:5432/app"])
    (bare,) = found(world, "5432", "service:api")
    assert (bare.strength, bare.scheme, str(bare.address)) == (
        Strength.ASKED,
        "postgres",
        "db:5432",
    )
    assert bare.reference is not None
    (asked,) = found(world, "http://db:5432", "service:api")
    assert (asked.scheme, asked.reference) == ("http", bare.reference)


def test_the_same_address_with_two_schemes_is_relied_on_twice() -> None:
    world = World()
    urls = ["http://db:5432/", "postgres://db:5432/a", "postgres://db:5432/b"]
    world.container("api", refers=urls)
    assert [e.scheme for e in found(world, "db:5432")] == ["http", "postgres"]


def test_every_vantage_that_is_named_is_asked() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("api")
    asked = [(e.vantage, str(e.address)) for e in found(world, "db:5432", "host", "service:api")]
    assert asked == [("host", "db:5432"), ("service:api", "db:5432")]


def test_without_a_project_strangers_are_no_clients_of_a_server_by_its_name() -> None:
    world = World(project=None)
    blog = replace(SHOP, id="n-blog", name="blog_default", project="blog")
    world.networks.append(blog)
    world.container("db", project="shop", listens=["0.0.0.0:5432"])
    world.container("worker", project="blog", networks=(blog,))
    own = world.container("redis", project="shop")
    snapshot = world.snapshot("db:5432")
    inventory = Inventory(snapshot.survey)
    asked = expectations(snapshot.question, inventory)
    assert [e.vantage for e in asked] == [inventory.vantage(own)]
    world.containers.remove(own)
    snapshot = world.snapshot("db:5432")
    asked = expectations(snapshot.question, Inventory(snapshot.survey))
    assert [e.vantage for e in asked] == ["network:shop_default"]


def test_without_a_project_of_their_own_a_shared_network_makes_clients() -> None:
    world = World(project=None)
    alone: dict[str, Any] = {"project": None, "service": None}
    world.container("db", listens=["0.0.0.0:5432"], **alone)
    world.container("api", **alone)
    world.container("far", networks=(BRIDGE,), **alone)
    snapshot = world.snapshot("db:5432")
    asked = expectations(snapshot.question, Inventory(snapshot.survey))
    assert [e.vantage for e in asked] == ["container:api"]


@pytest.mark.parametrize(
    ("url", "counts"),
    [
        (LOCAL, True),
        ("postgres://database:5432/app", True),  # a name that no container has
        ("postgres://spare:5432/app", False),  # another server
        ("postgres://172.18.0.77:5432/app", False),
        ("postgres://host.docker.internal:5432/app", False),
        ("postgres://localhost:5433/app", False),
    ],
)
def test_of_a_named_server_that_nobody_writes_it_counts_what_can_only_mean_it(
    url: str, counts: bool
) -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("spare")
    world.container("api", refers=[url])
    world.container("batch")
    written = url.partition("//")[2].partition("/")[0].rpartition("@")[2]
    likely = [(f"service:{name}", "db:5432") for name in ("spare", "api", "batch")]
    assert relied(world, "db:5432") == ([("service:api", written)] if counts else likely)


def test_a_localhost_is_not_the_named_servers_where_its_client_or_another_has_the_port() -> None:
    for other in ("api", "spare"):
        world = World()
        world.container("db", exposes=[5432])
        world.container("api", refers=[LOCAL], exposes=[5432] if other == "api" else [])
        world.container("spare", exposes=[5432] if other == "spare" else [])
        assert ("service:api", "localhost:5432") not in relied(world, "db:5432")
    own = World()
    own.container("db", exposes=[], refers=[LOCAL])
    own.container("api")
    assert relied(own, "db:5432") == [("service:api", "db:5432")]
