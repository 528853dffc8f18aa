"""Which looks are taken, and from where."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import State, Unobserved
from containerloop.plan.expectations import expectations
from containerloop.plan.rounds import MOST_INSIDE, any_is_sure_to_fail, follow_up, plan
from containerloop.plan.values import (
    EngineHost,
    Inside,
    Look,
    OwnSockets,
    Peer,
    Plan,
    StandIn,
)
from containerloop.topology.inventory import Inventory
from tests.support.world import SHOP, World

LOCAL = "postgres://localhost:5432/a"
BY_NAME = "postgres://db:5432/a"


def planned(world: World, target: str = "5432", *vantages: str) -> Plan:
    seen = world.snapshot(target, *vantages)
    inventory = Inventory(seen.survey)
    return plan(seen.question, inventory, expectations(seen.question, inventory))


def look_at(made: Plan, vantage: str) -> Look:
    (found,) = (look for look in made.looks if look.vantage == vantage)
    return found


def second(world: World, target: str = "5432", *, seen: tuple[str, ...] = ()) -> list[str]:
    """The vantages of a second round after everything failed, and nothing but `seen` was seen."""
    snapshot = world.snapshot(target)
    inventory = Inventory(snapshot.survey)
    wanted = expectations(snapshot.question, inventory)
    views = {vantage: Unobserved("a test") for vantage in seen}
    return [look.vantage for look in follow_up(snapshot.question, inventory, wanted, views)]


def test_a_publication_on_one_address_of_the_machine_is_dialled_there() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"], publishes=["127.0.0.2:8080:80", "8081:80"])
    here = look_at(planned(world, "localhost:8080"), "host")
    assert "127.0.0.2:8080" in [str(each.address) for each in here.tries]
    assert not any(each.address.host in ("", "0.0.0.0") for each in here.tries)


def test_every_vantage_that_relies_is_looked_from_and_this_machine_always() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("api", refers=[BY_NAME])
    world.container("web")
    assert [look.vantage for look in planned(world).looks] == ["service:api", "host"]


def test_what_is_relied_on_comes_first_and_once_with_the_whole_deadline() -> None:
    world = World()
    world.container("db", exposes=[5432], image="postgres:16")
    world.container("api", refers=[BY_NAME])
    tries = look_at(planned(world), "service:api").tries
    assert str(tries[0].address) == "db:5432"
    assert [t.expected for t in tries] == [True] + [False] * (len(tries) - 1)
    assert len({str(t.address) for t in tries}) == len(tries)
    assert (tries[0].scheme, tries[0].hint, tries[0].port_there) == (
        "postgres",
        "postgres:16",
        5432,
    )


def test_each_vantage_tries_what_it_relies_on_itself() -> None:
    world = World()
    world.container("api", refers=[BY_NAME])
    world.container("job", refers=["postgres://spare:5432/a"])
    made = planned(world)
    relied = {
        look.vantage: [str(t.address) for t in look.tries if t.expected] for look in made.looks
    }
    assert relied == {"service:api": ["db:5432"], "service:job": ["spare:5432"], "host": []}


def test_behind_a_publication_the_servers_own_port_decides_what_is_sent() -> None:
    world = World()
    world.container("db", publishes=["5433:5432"], image="postgres:16")
    first = look_at(planned(world), "host").tries[0]
    assert (str(first.address), first.hint, first.port_there) == (
        "127.0.0.1:5433",
        "postgres:16",
        5432,
    )


def test_a_server_is_inspected_at_once_where_its_client_is_sure_to_fail() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("api", refers=[LOCAL])
    assert "service:db" in [look.vantage for look in planned(world).looks]
    sound = World()
    sound.container("db", exposes=[5432])
    sound.container("api", refers=[BY_NAME])
    assert "service:db" not in [look.vantage for look in planned(sound).looks]


@pytest.mark.parametrize(
    ("url", "exposes", "sure"),
    [(LOCAL, [], True), (LOCAL, [5432], False), (LOCAL, [5433], True), (BY_NAME, [], False)],
)
def test_localhost_of_a_container_that_does_not_serve_the_port_is_sure_to_fail(
    url: str, exposes: list[int], sure: bool
) -> None:
    world = World()
    world.container("api", refers=[url], exposes=exposes)
    snapshot = world.snapshot("5432", "service:api")
    inventory = Inventory(snapshot.survey)
    wanted = expectations(snapshot.question, inventory)
    assert any_is_sure_to_fail(wanted, inventory) is sure


@pytest.mark.parametrize(("publishes", "sure"), [(["5432:80"], False), ([], True)])
def test_this_machine_is_sure_to_fail_where_nothing_publishes(
    publishes: list[str], sure: bool
) -> None:
    world = World()
    world.container("web", publishes=publishes)
    snapshot = world.snapshot("localhost:5432")
    inventory = Inventory(snapshot.survey)
    wanted = expectations(snapshot.question, inventory)
    assert any_is_sure_to_fail(wanted, inventory) is sure


# Where a look stands


def stand(world: World, vantage: str) -> Any:
    return look_at(planned(world, "db:5432", vantage), vantage).stand


def test_each_vantage_has_its_stand() -> None:
    world = World()
    world.container("db", exposes=[5432])
    api = world.container("api", state=State(status="running", started_at="T1"))
    assert stand(world, "host") == OwnSockets()
    assert stand(world, "engine-host") == EngineHost()
    assert stand(world, "network:shop_default") == Peer("shop_default")
    substitute = StandIn(("shop_default",), ())
    assert stand(world, "service:api") == Inside(api.id, "", "T1", substitute)
    assert stand(world, "service:gone") == Unobserved("gone has no container")


def test_a_stopped_container_is_replaced_on_its_networks_that_still_exist() -> None:
    world = World()
    gone = replace(SHOP, id="n-gone", name="shop_gone")
    hosts = ("db:10.0.0.9",)
    world.container("api", status="exited", networks=[gone, SHOP], extra_hosts=hosts)
    assert stand(world, "service:api") == StandIn(("shop_default",), hosts)
    world.networks = []
    assert isinstance(stand(world, "service:api"), Unobserved)


def test_a_stopped_container_in_host_mode_is_replaced_on_the_host() -> None:
    world = World()
    world.container("api", status="exited", mode="host")
    world.container("lone", status="exited", mode="none")
    assert stand(world, "service:api") == EngineHost()
    assert isinstance(stand(world, "service:lone"), Unobserved)


def test_in_a_shared_namespace_the_owners_life_counts_and_nothing_replaces_it() -> None:
    world = World()
    owner = world.container("owner")
    world.container("side", mode=f"container:{owner.id}")
    found = stand(world, "service:side")
    assert isinstance(found, Inside)
    assert found.container_id == owner.id
    assert isinstance(found.substitute, Unobserved)
    world.containers[0] = replace(owner, state=State(status="exited"))
    assert isinstance(stand(world, "service:side"), Unobserved)


# The second round


def test_without_a_failure_there_is_no_second_round() -> None:
    world = World()
    world.container("db", exposes=[5432])
    snapshot = world.snapshot("5432")
    assert follow_up(snapshot.question, Inventory(snapshot.survey), [], {}) == ()


def test_the_second_round_looks_inside_servers_that_were_not_seen() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.container("api", refers=[BY_NAME])
    world.container("web")
    assert second(world) == ["service:db"]
    assert second(world, seen=("service:db",)) == []


def test_whoever_a_failure_points_at_is_inspected_though_he_declares_nothing() -> None:
    world = World()
    world.container("db")
    world.container("api", refers=[BY_NAME])
    assert second(world, "db:5432") == ["service:db", "service:api"]
    world.container("other", exposes=[5432])
    assert second(world, "db:5432") == ["service:other", "service:db"]


def test_stopped_containers_are_not_inspected() -> None:
    world = World()
    world.container("db", exposes=[5432], status="exited")
    world.container("api", refers=[BY_NAME])
    assert second(world) == []


def test_only_so_many_are_inspected() -> None:
    world = World()
    for number in range(MOST_INSIDE + 3):
        world.container(f"db{number}", exposes=[5432])
    world.container("api", refers=["postgres://db0:5432/a"])
    assert second(world) == [f"service:db{n}" for n in range(MOST_INSIDE)]


@pytest.mark.parametrize(("same_machine", "looks"), [(True, 0), (False, 1), (None, 1)])
def test_the_host_of_an_engine_that_may_be_elsewhere_is_looked_from(
    same_machine: bool | None, looks: int
) -> None:
    world = World(engine={"same_machine": same_machine})
    world.container("db", exposes=[5432])
    world.container("api", refers=[BY_NAME])
    assert second(world).count("engine-host") == looks
    assert second(world, seen=("engine-host",)).count("engine-host") == 0


def test_a_server_is_asked_on_its_own_loopback_at_every_port_that_may_be_meant() -> None:
    world = World()
    world.container("db", publishes=["5432:80", "5432:53/udp", "9000:90"])
    snapshot = world.snapshot("5432")
    inventory = Inventory(snapshot.survey)
    wanted = expectations(snapshot.question, inventory)
    (inside,) = follow_up(snapshot.question, inventory, wanted, {})
    assert [str(t.address) for t in inside.tries] == [
        "127.0.0.1:80", "[::1]:80", "127.0.0.1:5432", "[::1]:5432",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("engine", "mounted", "seen"),
    [
        ({}, ("/etc/hosts",), True),
        ({"flavour": "podman", "version": "5.4.2"}, (), True),
        ({"flavour": "podman", "version": "5.4.2"}, ("/etc/hosts",), False),
        ({"flavour": "podman", "version": "4.3.1", "rootless": True}, ("/etc/resolv.conf",), False),
    ],
)
def test_no_name_is_looked_up_by_files_that_the_container_does_not_have(
    engine: dict[str, Any], mounted: tuple[str, ...], seen: bool
) -> None:
    """A probe in a container's network on Podman has the files that the mount is over."""
    world = World(engine=engine)
    world.container("api", refers=[BY_NAME], mounted_over=mounted)
    stand = look_at(planned(world), "service:api").stand
    assert isinstance(stand, Inside) is seen
    if not seen:
        assert isinstance(stand, Unobserved)
        assert f"has a mount over {mounted[0]}" in stand.reason
