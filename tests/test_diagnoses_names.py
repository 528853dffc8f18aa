"""Networks and names on worlds made by hand: where a rule fires, and where it only looks so."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.ask import answer
from containerloop.facts import Network, Unobserved
from tests.world import SHOP, World

DB = "postgres://app@db:5432/app"
BACK = Network(
    id="n-back", name="shop_back", driver="bridge", subnets=("172.19.0.0/16",),
    gateways=("172.19.0.1",), project="shop",
)  # fmt: skip
BLOG = Network(
    id="n-blog", name="blog_default", driver="bridge", subnets=("172.20.0.0/16",),
    gateways=("172.20.0.1",), project="blog",
)  # fmt: skip
UNKNOWN = ["name-not-found", "name-server-failed"]


def world_of(*networks: Network, project: str | None = "shop") -> World:
    world = World(project=project)
    world.networks += networks
    return world


def first(world: World, *question: str) -> Any:
    return world.report(*question).findings[0].remedies[0]


# CL301 no-shared-network


def apart(outcome: str = "name-not-found", *, db: Any = (BACK,), api: Any = (SHOP,)) -> World:
    world = world_of(BACK, BLOG)
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432], networks=db)
    world.container("api", refers=[DB], networks=api)
    world.attempt("service:api", "db:5432", outcome)
    return world


@pytest.mark.parametrize("outcome", UNKNOWN)
def test_a_name_on_another_network_of_the_project(outcome: str) -> None:
    report = apart(outcome).report("5432")
    assert [f.code for f in report.findings] == ["CL301"]
    remedy = report.findings[0].remedies[0]
    assert remedy.override == {"services": {"api": {"networks": ["default", "back"]}}}


def test_one_network_in_common_is_enough() -> None:
    assert "CL301" not in apart(db=(BACK, SHOP)).codes("5432")


def test_a_file_that_gives_them_a_network_is_right_already() -> None:
    world = apart()
    world.config("db", networks=("shop_back",))
    world.config("api", networks=("shop_back",))
    assert "CL301" not in world.codes("5432")


def test_without_any_network_there_is_none_to_compare() -> None:
    assert "CL301" not in apart(api=()).codes("5432")
    assert "CL301" not in apart(db=()).codes("5432")


def test_the_host_has_other_reasons_not_to_know_a_name() -> None:
    world = apart()
    world.attempt("host", "db:5432", "name-not-found")
    assert "CL301" not in world.codes("db:5432", "host")


def test_an_address_on_another_network_is_silent() -> None:
    world = apart()
    world.attempt("service:api", "172.19.0.2:5432", "timed-out", resolved="172.19.0.2")
    report = world.report("172.19.0.2:5432", "service:api")
    assert [f.code for f in report.findings] == ["CL301"]
    assert report.findings[0].remedies[0].address == "db:5432"


def test_a_refusal_comes_from_somebody_who_was_reached() -> None:
    world = apart()
    world.attempt("service:api", "172.19.0.2:5432", "refused", resolved="172.19.0.2")
    assert "CL301" not in world.codes("172.19.0.2:5432", "service:api")


def test_silence_on_a_shared_network_is_something_else() -> None:
    world = apart(db=(SHOP,))
    world.attempt("service:api", "172.18.0.2:5432", "timed-out", resolved="172.18.0.2")
    assert "CL301" not in world.codes("172.18.0.2:5432", "service:api")


def test_another_projects_server_by_its_full_name() -> None:
    world = world_of(BLOG)
    world.container("db", project="blog", networks=(BLOG,), exposes=[5432])
    world.container("api", refers=["postgres://app@blog-db-1:5432/app"])
    world.attempt("service:api", "blog-db-1:5432", "name-not-found")
    assert world.codes("blog-db-1:5432") == ["CL301"]
    assert first(world, "blog-db-1:5432").override == {
        "services": {"api": {"networks": ["default", "blog_default"]}},
        "networks": {"blog_default": {"external": True}},
    }


def strangers(name: str = "db", *, near: bool) -> World:
    world = world_of(BLOG)
    world.container(name, project="blog", networks=(BLOG,), exposes=[5432])
    world.container("api", refers=[f"postgres://app@{name}:5432/app"])
    if near:
        world.container("database", exposes=[5432], listens=["0.0.0.0:5432"])
    world.attempt("service:api", f"{name}:5432", "name-not-found")
    return world


def test_another_projects_service_is_meant_only_where_nobody_near_serves_the_port() -> None:
    assert strangers(near=False).codes("db:5432") == ["CL301"]
    assert "CL301" not in strangers(near=True).codes("db:5432")


def test_who_is_where_must_have_been_seen() -> None:
    snapshot = apart().snapshot("db:5432", "service:api")
    blind = replace(snapshot, survey=replace(snapshot.survey, networks=Unobserved("denied")))
    assert ("CL301", "denied") in [(n.code, n.reason) for n in answer(blind).not_checked]
