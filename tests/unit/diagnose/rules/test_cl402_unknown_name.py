"""CL402 unknown-name: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.support.rule_worlds import BACK, BLOG, finding, first_remedy, world_of
from tests.support.world import BRIDGE, SHOP, World, attachment


def lodger(dialled: str, *, name: str = "db.main") -> World:
    """A server in another one's namespace, which takes its name away."""
    world = World()
    world.container("app", listens=["0.0.0.0:6379"])
    world.container(name, listens=None, mode="container:id-shop-app", exposes=[6379])
    world.container("api", refers=[f"redis://{dialled}:6379/0"])
    world.attempt("service:api", f"{dialled}:6379", "name-not-found")
    return world


def test_a_service_with_a_dot_in_its_name_is_known_to_be_ours() -> None:
    assert lodger("db.main").codes("6379", "service:api")[:1] == ["CL402"]


def test_a_dotted_name_that_nobody_here_has_may_be_known_elsewhere() -> None:
    assert "CL402" not in lodger("db.example.com").codes("db.example.com:6379", "service:api")


UNKNOWN = ["name-not-found", "name-server-failed"]


def typo(asked: str = "databse", outcome: str = "name-not-found", **server: Any) -> World:
    world = world_of(BACK, BLOG)
    world.container("data", listens=[])
    settings: dict[str, Any] = {"listens": ["0.0.0.0:5432"], "exposes": [5432]}
    world.container("database", **(settings | server))
    world.container("api", refers=[f"postgres://{asked}:5432/app"])
    world.attempt("service:api", f"{asked}:5432", outcome)
    return world


@pytest.mark.parametrize("outcome", UNKNOWN)
def test_a_misspelt_name(outcome: str) -> None:
    report = typo(outcome=outcome).report("5432")
    assert [f.code for f in report.findings] == ["CL402"]
    assert [r.address for r in report.findings[0].remedies] == ["database:5432"]


@pytest.mark.parametrize(
    ("asked", "server", "why"),
    [
        ("shop_database_1", {}, 'the service is named "database"'),
        ("shop-database", {}, 'the service is named "database"'),
        (
            "postgres",
            {"image": "registry.example/postgres:16"},
            'it is the image, and the service is named "database"',
        ),
    ],
)
def test_names_that_are_taken_for_a_service(asked: str, server: dict[str, Any], why: str) -> None:
    report = typo(asked, **server).report("5432")
    assert [f.code for f in report.findings] == ["CL402"]
    assert report.findings[0].summary == f'api cannot resolve "{asked}": {why}'
    assert report.findings[0].remedies[0].address == "database:5432"


def test_the_container_name_is_a_name() -> None:
    world = typo("shop-database-1")
    assert "CL402" not in world.codes("5432")


def test_the_only_server_of_the_port_is_offered_however_it_is_called() -> None:
    assert first_remedy(typo("xyz"), "5432").address == "database:5432"


def test_a_server_that_no_file_declares_is_known_by_its_socket() -> None:
    assert first_remedy(typo("xyz", exposes=[]), "5432").address == "database:5432"


def test_of_several_servers_of_the_port_none_is_guessed() -> None:
    world = typo("xyz")
    world.container("other", listens=["0.0.0.0:5432"], exposes=[5432])
    report = world.report("5432")
    assert [f.code for f in report.findings] == ["CL402"]
    assert report.findings[0].remedies == ()


def test_without_a_server_of_the_port_only_likeness_counts() -> None:
    world = typo("databse", exposes=[], listens=[])
    remedies = world.report("5432").findings[0].remedies
    assert [r.address for r in remedies] == ["database:5432", "data:5432"]


@pytest.mark.parametrize("asked", ["db.example.com", "host.docker.internal", "172.18.0.9"])
def test_what_others_may_know_is_not_our_business(asked: str) -> None:
    assert "CL402" not in typo(asked).codes(f"{asked}:5432", "service:api")


def test_a_name_that_docker_answers_is_known() -> None:
    assert "CL402" not in typo("database").codes("5432")


def test_a_service_that_was_never_created_is_known_to_the_file() -> None:
    world = typo("later")
    for name in ("api", "database", "later"):
        world.config(name)
    assert "CL402" not in world.codes("5432")


def test_a_stopped_server_has_its_name_back_when_it_runs() -> None:
    assert typo("database", status="exited").codes("5432") == ["CL201"]


def test_a_service_in_anothers_network_has_no_name() -> None:
    world = World()
    app = world.container("app")
    world.container("cache", mode=f"container:{app.id}", exposes=[6379])
    world.container("worker", refers=["redis://cache:6379/0"])
    world.attempt("service:worker", "cache:6379", "name-not-found")
    report = world.report("6379")
    assert [f.code for f in report.findings] == ["CL402"]
    assert report.findings[0].remedies[0].address == "app:6379"


def test_an_alias_of_another_network_is_no_name_here() -> None:
    world = typo("primary")
    row, other = world.containers[1].attachments[0], attachment(BACK, "primary", 9, running=True)
    world.containers[1] = replace(world.containers[1], attachments=(row, other))
    assert first_remedy(world, "5432").address == "database:5432"


def test_a_client_on_the_default_bridge_asks_another_resolver() -> None:
    world = typo()
    world.containers[2] = replace(
        world.containers[2], attachments=(attachment(BRIDGE, "api", 4, running=True),)
    )
    assert "CL402" not in world.codes("5432")


DB = "postgres://app@db:5432/app"


def test_the_network_that_is_shown_is_one_with_names() -> None:
    world = World()
    world.container("api", networks=[BRIDGE, SHOP], refers=["http://wbe:8000/"])
    world.attempt("service:api", "wbe:8000", "name-not-found")
    first = finding(world, "8000", "CL402")
    assert first.evidence[1].command == "docker network inspect shop_default"
    why = "no container on its networks has that name"
    assert first.summary == f'api cannot resolve "wbe": {why}'


def test_a_server_that_shares_the_default_bridge_alone_has_no_other_name() -> None:
    world = World()
    world.container("api", networks=[BRIDGE, SHOP], refers=[DB])
    world.container("db", networks=[BRIDGE], listens=["0.0.0.0:5432"])
    world.attempt("service:api", "db:5432", "name-not-found")
    assert "CL402" not in world.codes("5432", "service:api")


def test_a_services_name_is_offered_before_its_containers() -> None:
    world = World()
    world.container("database", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("api", refers=["postgres://shop-databse-1:5432/app"])
    world.attempt("service:api", "shop-databse-1:5432", "name-not-found")
    assert first_remedy(world, "5432").address == "database:5432"


@pytest.mark.parametrize(("image", "offered"), [("postgres:16", []), ("redis:7", ["store-1:6380"])])
def test_a_name_of_a_server_of_another_kind_is_not_offered(image: str, offered: list[str]) -> None:
    world = World()
    world.container("store-1", image=image, listens=["0.0.0.0:9"])
    world.container("api", refers=["redis://stoer-1:6380/0"])
    world.attempt("service:api", "stoer-1:6380", "name-not-found")
    remedies = world.report("6380").findings[0].remedies
    assert [r.address for r in remedies] == offered


@pytest.mark.parametrize("end", ["default", "shop"])
def test_a_network_that_the_engine_calls_otherwise(end: str) -> None:
    report = typo(f"database.{end}").report("5432")
    assert [f.code for f in report.findings] == ["CL402"]
    assert f'no network is called "{end}" by the engine' in report.findings[0].summary
    assert report.findings[0].remedies[0].address == "database:5432"


def test_the_network_as_the_engine_calls_it_makes_a_name() -> None:
    assert "CL402" not in typo("database.shop_default", "refused").codes("5432")


@pytest.mark.parametrize(
    ("name", "outcome", "known"),
    [
        ("db", "name-server-failed", True),
        ("db.shop.example", "name-not-found", True),
        ("db.shop.example", "name-server-failed", False),
    ],
)
def test_a_services_name_that_may_be_a_domain_is_known_once_a_name_server_said_no(
    name: str, outcome: str, known: bool
) -> None:
    world = World()
    world.container(name, listens=["0.0.0.0:5432"])
    world.attempt("host", f"{name}:5432", outcome)
    report = world.report(f"{name}:5432", "host")
    assert (["CL402"] if known else []) == [f.code for f in report.findings]
    if not known:
        reasons = {each.code: each.reason for each in report.not_checked}
        assert reasons["CL402"] == "the name server that this machine uses did not answer"
