"""CL405 alias-collision: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Network, State
from tests.support.rule_worlds import BLOG, dials, finding, world_of
from tests.support.world import World, attachment, listener, view

DB = "postgres://app@db:5432/app"
SHARED = Network(
    id="n-shared", name="shared", driver="bridge", subnets=("172.21.0.0/16",),
    gateways=("172.21.0.1",),
)  # fmt: skip


BOTH = ("answered", "answered")


def doubled(
    project: str = "blog", outcomes: tuple[str, str] = ("answered", "refused"), **other: Any
) -> World:
    world = world_of(SHARED, BLOG)
    db = world.container("db", listens=["0.0.0.0:5432"], exposes=[5432], networks=(SHARED,))
    row = attachment(SHARED, "db", 9, running=True)
    settings: dict[str, Any] = {"project": project, "networks": (SHARED,), "service": "db"}
    twin = world.container("db2", **(settings | other))
    if twin.attachments[0].network == "shared":
        row = replace(row, names=("db", twin.name))
        world.containers[1] = twin = replace(twin, attachments=(row,))
    world.container("api", refers=[DB], networks=(SHARED,))
    for server, outcome in zip((db, twin), outcomes, strict=True):
        ip = server.attachments[0].ipv4
        world.attempt("service:api", "db:5432", outcome, resolved=ip)
    return world


def test_a_name_of_two_projects_is_either() -> None:
    report = doubled().report("5432")
    assert [f.code for f in report.findings] == ["CL405"]
    assert report.exit_status == 1
    assert report.findings[0].summary == (
        "on api's networks, db resolves to two different servers (shop-db-1, blog-db2-1);"
        " each connection may reach either"
    )
    assert [r.address for r in report.findings[0].remedies] == ["shop-db-1:5432"]


def test_of_more_than_two_any_may_be_reached() -> None:
    world = dials()
    for name in ("one", "two", "three"):
        called_db(world, name, project=None)
    summary = finding(world, "db:5432", "CL405", "service:api").summary
    assert "to 3 different servers (one, two, three); each connection may reach any of" in summary


def test_what_only_one_of_the_two_suffers_from_is_no_cause() -> None:
    world = doubled()
    twin = world.containers[1]
    world.views[world.vantage(twin)] = view(world.vantage(twin), [listener("0.0.0.0:5433")])
    assert world.codes("5432") == ["CL405"]


def test_of_two_that_fail_our_own_is_offered_and_no_stranger() -> None:
    remedies = doubled(outcomes=("timed-out", "refused")).report("5432").findings[0].remedies
    assert [r.address for r in remedies] == ["shop-db-1:5432"]


def test_copies_of_one_service_share_its_name() -> None:
    world = doubled(project="shop", outcomes=BOTH)
    report = world.report("5432")
    assert (report.findings, report.exit_status) == ((), 0)
    up = State(status="running", up_s=600.0)
    assert doubled(project="shop", state=up).codes("5432") == ["CL214"]


def test_another_service_of_the_project_under_the_same_name_counts() -> None:
    assert doubled(project="shop", service="db2").codes("5432") == ["CL405"]


def test_that_a_stranger_answers_as_well_is_no_comfort() -> None:
    report = doubled(outcomes=BOTH).report("5432")
    assert [f.code for f in report.findings] == ["CL405"]
    assert (report.verdict, report.exit_status, report.reach_it_at) == ("unreachable", 1, {})
    assert [r.address for r in report.findings[0].remedies] == ["shop-db-1:5432"]


def test_services_of_one_project_may_share_an_alias() -> None:
    assert doubled(project="shop", service="db2", outcomes=BOTH).codes("5432") == []


def test_a_name_that_none_of_our_own_services_has_may_be_two_strangers() -> None:
    world = doubled(outcomes=BOTH)
    own = world.containers[0]
    world.containers[0] = replace(own, project="press")
    assert world.codes("db:5432", "service:api") == []


def test_an_alias_of_ours_that_is_no_service_may_be_meant_for_both() -> None:
    world = doubled(outcomes=BOTH)
    world.containers[0] = replace(world.containers[0], service="blue")
    assert world.codes("db:5432", "service:api") == []


def shared_alias(*answers: dict[str, str], setting: str = "redis://cache:6379") -> World:
    """Two services of one project with the alias `cache`, each with its answer to one client."""
    world = world_of(SHARED, BLOG)
    for number in range(len(answers)):
        name = f"cache{number}"
        made = world.container(name, listens=["0.0.0.0:6379"], networks=(SHARED,))
        row = replace(made.attachments[0], names=(name, "cache", made.name))
        world.containers[-1] = replace(made, attachments=(row,))
    world.container("till", refers=[setting], networks=(SHARED,))
    for server, answer in zip(world.containers[:-1], answers, strict=True):
        ip = server.attachments[0].ipv4
        world.attempt("service:till", "cache:6379", "answered", resolved=ip, **answer)
    return world


REDIS, MEMCACHED = {"protocol": "redis"}, {"protocol": "memcached"}


@pytest.mark.parametrize("answers", [(REDIS, MEMCACHED), (MEMCACHED, REDIS)])
def test_one_name_of_two_kinds_of_server_serves_nobody_reliably(
    answers: tuple[dict[str, str], ...],
) -> None:
    report = shared_alias(*answers).report("6379")
    assert (report.verdict, [f.code for f in report.findings]) == ("unreachable", ["CL405"])
    own = f"cache{answers.index(REDIS)}:6379"
    assert [r.address for r in report.findings[0].remedies] == [own]


def test_two_kinds_of_server_are_two_where_no_kind_is_written() -> None:
    assert shared_alias(REDIS, MEMCACHED, setting="cache:6379").codes("6379") == ["CL405"]
    assert shared_alias(REDIS, REDIS, setting="cache:6379").codes("6379") == []


def test_two_of_a_kind_of_which_one_refuses_its_clients_are_two() -> None:
    full = REDIS | {"refusal": "max number of clients reached", "code": "ERR"}
    assert shared_alias(REDIS, full).codes("6379") == ["CL405"]
    assert shared_alias(REDIS, REDIS).report("6379").verdict == "reachable"


def test_one_that_has_the_service_name_too_is_called_by_its_own() -> None:
    world = shared_alias(REDIS, MEMCACHED)
    row = world.containers[1].attachments[0]
    row = replace(row, names=(*row.names, "cache0"))
    world.containers[1] = replace(world.containers[1], attachments=(row,))
    (found,) = world.report("6379").findings
    assert [r.address for r in found.remedies] == ["shop-cache0-1:6379"]


def test_the_same_name_on_a_network_of_its_own_is_no_collision() -> None:
    assert "CL405" not in doubled(networks=(BLOG,), outcomes=("refused", "refused")).codes("5432")


def test_a_stopped_namesake_answers_to_nothing() -> None:
    world = doubled(status="exited", outcomes=("timed-out", "timed-out"))
    assert "CL405" not in world.codes("5432")


def called_db(world: World, name: str, **more: Any) -> None:
    """A container with the alias `db` on the shop's network."""
    made = world.container(name, listens=["0.0.0.0:5432"], **more)
    row = replace(made.attachments[0], names=("db", name))
    world.containers[-1] = replace(made, attachments=(row,))


def test_copies_of_a_service_have_its_name_together() -> None:
    world = dials(resolved="172.18.0.3")
    called_db(world, "db-a", service="db")
    called_db(world, "db-b", service="db")
    assert "CL405" not in world.codes("5432", "service:api")


def test_two_plain_containers_with_one_alias_are_two_servers() -> None:
    world = dials()
    called_db(world, "one", project=None)
    called_db(world, "two", project=None)
    assert "CL405" in world.codes("db:5432", "service:api")
