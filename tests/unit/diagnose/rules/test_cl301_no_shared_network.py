"""CL301 no-shared-network: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import DialAs, Untriable
from containerloop.facts import State, Unobserved
from containerloop.pipeline.report_step import answer
from tests.support.rule_worlds import BACK, BLOG, dials, finding, first_remedy, world_of
from tests.support.world import BRIDGE, SHOP, World

DB = "postgres://app@db:5432/app"
UNKNOWN = ["name-not-found", "name-server-failed"]


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
    assert first_remedy(world, "blog-db-1:5432").override == {
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


@pytest.mark.parametrize("near", [True, False])
def test_another_projects_service_of_that_name_is_never_meant(near: bool) -> None:
    assert "CL301" not in strangers(near=near).codes("db:5432")


def test_another_projects_container_is_meant_by_its_full_name() -> None:
    world = elsewhere()
    world.attempt("service:api", "q-cache-1:6379", "name-not-found")
    only = finding(world, "q-cache-1:6379", "CL301", "service:api")
    assert "q-cache-1" in only.summary


def test_a_stranger_that_has_the_address_by_now_is_not_meant() -> None:
    world = dials("postgres://app@172.19.0.3:5432/app", "timed-out", resolved="172.19.0.3")
    foreign = replace(BACK, id="n-p", name="p_default", project="p")
    world.networks.append(foreign)
    world.container("db", project="p", networks=[foreign], listens=["0.0.0.0:5432"])
    assert "CL301" not in world.codes("5432")


def test_who_is_where_must_have_been_seen() -> None:
    snapshot = apart().snapshot("db:5432", "service:api")
    blind = replace(snapshot, survey=replace(snapshot.survey, networks=Unobserved("denied")))
    assert ("CL301", "denied") in [(n.code, n.reason) for n in answer(blind).not_checked]


def test_one_copy_within_reach_is_enough() -> None:
    world = dials(outcome="name-not-found")
    world.networks.append(BACK)
    world.container("db", exposes=[5432], status="exited")
    made = world.container("spare", exposes=[5432], networks=[BACK])
    row = replace(made.attachments[0], names=("db", "spare"))
    world.containers[-1] = replace(made, attachments=(row,))
    assert "CL301" not in world.codes("5432", "service:api")


@pytest.mark.parametrize("outcome", ["timed-out", "host-unreachable", "network-unreachable"])
def test_an_address_on_another_network_fails_in_several_ways(outcome: str) -> None:
    world = dials("postgres://app@172.19.0.3:5432/app", outcome, resolved="172.19.0.3")
    world.networks.append(BACK)
    world.container("db", networks=[BACK], listens=["0.0.0.0:5432"])
    assert "CL301" in world.codes("5432")


def test_of_many_servers_the_first_three_are_shown() -> None:
    world = dials(outcome="name-not-found")
    world.networks.append(BACK)
    for number in range(4):
        world.container(f"db{number}", service="db", networks=[BACK], exposes=[5432])
    found = finding(world, "5432", "CL301")
    assert len(found.remedies) == 3
    assert found.summary == (
        "api shares no network with db or shop-db1-1 or shop-db2-1 (api: shop_default,"
        " db: shop_back, shop-db1-1: shop_back, shop-db2-1: shop_back)"
    )


def elsewhere(**client: Any) -> World:
    """Two other projects have a service cache; api's own does not."""
    world = World()
    foreign = [replace(BACK, id=f"n-{n}", name=f"{n}_default", project=n) for n in ("p", "q")]
    world.networks += foreign
    world.container("cache", project="p", networks=foreign[:1])
    world.container("cache", project="q", networks=foreign[1:], exposes=[6379])
    world.container("api", refers=["redis://cache:6379/0"], **client)
    world.attempt("service:api", "cache:6379", "name-not-found")
    return world


def test_strangers_are_not_joined_even_where_nobody_near_serves_the_port() -> None:
    assert elsewhere().codes("cache:6379", "service:api") == ["CL402"]
    assert elsewhere(exposes=[6379]).codes("cache:6379", "service:api") == ["CL402"]


def test_whom_nobody_can_reach_yet_is_joined_all_the_same() -> None:
    world = dials(outcome="timed-out", url="postgres://app@172.19.0.3:5432/app",
                  resolved="172.19.0.3")  # fmt: skip
    world.networks.append(BACK)
    made = world.container("db", networks=[BACK], exposes=[5432], status="paused")
    row = replace(made.attachments[0], ipv4="172.19.0.3")
    world.containers[1] = replace(made, attachments=(row,), state=State(status="restarting"))
    offered = finding(world, "5432", "CL301").remedies[0].trial
    assert isinstance(offered, Untriable)
    assert offered.reason == "db is not running"


def test_a_network_that_can_be_joined_is_no_default_bridge_and_rather_ordinary() -> None:
    world = dials(outcome="name-not-found")
    inner = replace(BACK, id="n-in", name="shop_inner", internal=True)
    world.networks += [inner, BACK]
    world.container("db", networks=[BRIDGE, inner, BACK], exposes=[5432])
    best = finding(world, "5432", "CL301").remedies[0]
    assert "shop_back" in best.summary
    assert isinstance(best.trial, DialAs)
    assert best.trial.networks == ("shop_default", "shop_back")
