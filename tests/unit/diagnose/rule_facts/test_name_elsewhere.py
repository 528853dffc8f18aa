"""Names of containers that this machine is asked for: what they are, and the ways from here."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Dial, DialAs, Publish, Untriable
from containerloop.facts import Address
from containerloop.plan.expectations import expectations
from containerloop.plan.rounds import plan
from containerloop.question import parse_target
from containerloop.topology.inventory import Inventory
from tests.support.rule_worlds import BACK, BLOG, finding, world_of
from tests.support.world import World, attachment

RESOLVES_ITSELF: dict[str, Any] = {"name_servers": ("192.0.2.1",)}


def typed(name: str = "db", *, asked: bool = False, port: int = 5432, **server: Any) -> World:
    """db runs beside api, and this machine is asked for it by a name."""
    world = world_of(BACK, BLOG)
    world.machine = RESOLVES_ITSELF
    settings: dict[str, Any] = {"listens": ["0.0.0.0:5432"], "exposes": [5432]}
    world.container("db", **(settings | server))
    world.container("api", listens=[])
    if asked:
        world.attempt("host", f"{name}:{port}", "name-not-found")
    return world


def first(world: World, name: str = "db", port: int = 5432) -> Any:
    return finding(world, f"{name}:{port}", "CL402", "host")


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("db", "it is a service of the project shop"),
        ("DB", "it is a service of the project shop"),
        ("shop-db-1", "it is the name of a container"),
        ("db.shop_default", "it is the name of db on one network"),
        ("mydb", "it is the hostname of db"),
        ("primary", "it is an alias of db"),
    ],
)
def test_what_the_name_is(name: str, meaning: str) -> None:
    world = typed(name, hostname="mydb")
    row = world.containers[0].attachments[0]
    row = replace(row, names=(*row.names, "primary"))
    world.containers[0] = replace(world.containers[0], attachments=(row,))
    world.attempt("host", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    assert world.codes(f"{name}:5432", "host") == ["CL402"]
    assert first(world, name).summary == (
        f'this machine cannot resolve "{name}": {meaning}, and such names resolve in containers'
        " only"
    )


def looked_up(world: World, question: str) -> bool:
    """Whether the plan has this machine resolve the name."""
    asked = parse_target(question, ("host",))
    inventory = Inventory(world.snapshot(question, "host").survey)
    made = plan(asked, inventory, expectations(asked, inventory))
    tries = [t.address.host for look in made.looks if look.vantage == "host" for t in look.tries]
    return asked.host in tries


@pytest.mark.parametrize("name", ["db", "shop-db-1", "db.shop_default", "mydb"])
def test_no_name_server_is_asked_for_a_containers_name(name: str) -> None:
    world = typed(hostname="mydb")
    world.attempt("host", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    assert not looked_up(world, f"{name}:5432")


def test_a_published_port_is_the_address_here() -> None:
    world = typed(publishes=["127.0.0.1:15432:5432"])
    world.attempt("host", "127.0.0.1:15432", "answered", resolved="127.0.0.1")
    found = first(world)
    here = Address(host="localhost", port=15432)
    assert found.remedies[0].trial == Dial(vantage="host", address=here)
    inside = found.remedies[1]
    assert inside.summary.endswith("docker compose exec api PROGRAM")
    assert inside.trial == DialAs(
        vantage="service:api", networks=("shop_default",), address=Address(host="db", port=5432)
    )


def test_one_address_of_this_machine_is_kept() -> None:
    world = typed(publishes=["10.0.0.5:15432:5432"])
    world.attempt("host", "10.0.0.5:15432", "answered", resolved="10.0.0.5")
    assert first(world).remedies[0].address == Address(host="10.0.0.5", port=15432)


def test_the_host_port_beside_the_name_is_right_here() -> None:
    world = typed(publishes=["15432:5432"])
    world.attempt("host", "127.0.0.1:15432", "answered", resolved="127.0.0.1")
    assert first(world, port=15432).remedies[0].address == Address(host="localhost", port=15432)


def test_what_is_not_published_is_published() -> None:
    world = typed()
    world.attempt("host", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    remedy = first(world).remedies[0]
    assert remedy.summary == (
        'publish port 5432 of db: ports: ["127.0.0.1:5432:5432"]; then use 127.0.0.1:5432'
    )
    assert isinstance(remedy.trial, Publish)


def test_nothing_is_published_that_does_not_listen() -> None:
    world = typed(listens=["127.0.0.1:80"])
    world.attempt("host", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    assert [r.summary[:15] for r in first(world).remedies] == ["run the program"]


def test_a_server_in_host_mode_is_at_its_own_number() -> None:
    world = typed(mode="host", publishes=[])
    world.attempt("host", "127.0.0.1:5432", "answered", resolved="127.0.0.1")
    assert first(world).remedies[0].address == Address(host="localhost", port=5432)


def test_a_stopped_server_can_be_tried_by_nobody() -> None:
    world = typed(publishes=["15432:5432"], status="exited", listens=None)
    world.attempt("host", "127.0.0.1:15432", "refused", resolved="127.0.0.1")
    [only] = first(world).remedies
    assert isinstance(only.trial, Untriable)


def test_who_uses_the_name_comes_first_of_those_beside_it() -> None:
    world = typed()
    world.container("worker", refers=["postgres://app@db:5432/app"], listens=[])
    world.attempt("host", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    assert "exec worker" in first(world).remedies[-1].summary


def stranger(**more: Any) -> World:
    """Another project has a service of the name; this machine did ask, and found nothing."""
    world = typed("wiki", asked=True, port=3000)
    at: dict[str, Any] = {"networks": [BLOG], "project": "blog", "service": "wiki"}
    world.container("wiki", **at, **more)
    return world


def test_another_projects_service_is_named_and_left_alone() -> None:
    found = first(stranger(), "wiki", 3000)
    assert "it is a service of the project blog" in found.summary
    assert found.remedies == ()


def test_another_projects_published_port_may_be_used() -> None:
    [only] = first(stranger(publishes=["3100:3000"]), "wiki", 3000).remedies
    assert only.address == Address(host="localhost", port=3100)
    assert only.override is None


# near misses


def test_a_name_in_the_hosts_file_is_what_that_says() -> None:
    world = typed()
    world.machine = RESOLVES_ITSELF | {"hosts": (("db", "127.0.0.1"),)}
    world.attempt("host", "db:5432", "refused", resolved="127.0.0.1")
    assert looked_up(world, "db:5432")
    assert "CL402" not in world.codes("db:5432", "host")


@pytest.mark.parametrize("name", ["nas", "db.example.com", "db.elsewhere_default"])
def test_a_name_of_nobodys_is_asked_for(name: str) -> None:
    world = typed(name, asked=True)
    assert looked_up(world, f"{name}:5432")
    assert "CL402" not in world.codes(f"{name}:5432", "host")


@pytest.mark.parametrize("server", ["127.0.0.11", "172.18.0.1"])
def test_a_machine_that_asks_an_engine_may_know_the_name(server: str) -> None:
    world = typed()
    world.machine = {"name_servers": (server,)}
    assert looked_up(world, "db:5432")


def test_a_service_with_a_dot_in_its_name_may_be_known_elsewhere() -> None:
    world = world_of()
    world.machine = RESOLVES_ITSELF
    world.container("web.test", listens=["0.0.0.0:80"])
    assert looked_up(world, "web.test:80")
    world.attempt("host", "web.test:80", "answered", resolved="203.0.113.9")
    assert world.codes("web.test:80", "host") == []


def test_an_alias_with_dots_is_a_public_name() -> None:
    world = typed()
    row = attachment(BACK, "shop.example.com", 7, running=True)
    world.containers[0] = replace(world.containers[0], attachments=(row,))
    assert looked_up(world, "shop.example.com:443")


def exec_peers(world: World) -> list[str]:
    """In which services a program would be run instead, as the last remedy has it."""
    world.attempt("host", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    told = [r.summary for r in first(world).remedies if "exec" in r.summary]
    return [each.partition("exec ")[2].split()[0] for each in told]


def test_who_waits_for_the_server_comes_before_who_does_not() -> None:
    world = typed()
    world.container("worker", listens=[], depends_on=("db",))
    assert exec_peers(world) == ["worker"]


@pytest.mark.parametrize(
    "more",
    [
        {"status": "exited", "listens": None},
        {"networks": [BACK]},
        {"mode": "container:id-shop-db"},
        {"service": "db"},
    ],
)
def test_who_cannot_use_the_name_or_is_the_server_itself_runs_no_program(
    more: dict[str, Any],
) -> None:
    world = typed()
    world.containers = [c for c in world.containers if c.service == "db"]
    world.container("worker", **({"listens": []} | more))
    assert exec_peers(world) == []


def test_a_container_of_compose_run_is_told_by_its_own_name() -> None:
    world = typed()
    job = world.container("job", one_off=True, service="worker", listens=[], exposes=[5432])
    row = replace(job.attachments[0], names=("worker",))
    world.containers[-1] = replace(job, attachments=(row,))
    world.attempt("host", "worker:5432", "name-not-found")
    assert "service of the project" not in first(world, "worker").summary
