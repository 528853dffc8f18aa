"""CL403 default-bridge-has-no-names: where it fires, and what only looks like it."""

from typing import Any

import pytest

from tests.support.rule_worlds import BLOG, finding, first_remedy, world_of
from tests.support.world import BRIDGE, World

UNKNOWN = ["name-not-found", "name-server-failed"]


def bridged(
    *, app: Any = (BRIDGE,), cache: Any = (BRIDGE,), outcome: str = "name-not-found", **more: Any
) -> World:
    world = world_of(BLOG, project=None)
    world.container("cache", listens=["0.0.0.0:6379"], networks=cache, service=None, **more)
    world.container("app", networks=app, service=None, refers=["redis://cache:6379/0"])
    world.attempt("container:app", "cache:6379", outcome)
    return world


@pytest.mark.parametrize("outcome", UNKNOWN)
def test_nobody_has_a_name_on_the_default_bridge(outcome: str) -> None:
    world = bridged(outcome=outcome)
    assert world.codes("cache:6379", "container:app") == ["CL403"]
    assert first_remedy(world, "cache:6379", "container:app").host_command == (
        "docker network create app-net && docker network connect app-net app"
        " && docker network connect app-net cache"
    )


def test_a_network_with_names_that_the_server_is_on_is_joined() -> None:
    world = bridged(cache=(BRIDGE, BLOG))
    assert first_remedy(world, "cache:6379", "container:app").host_command == (
        "docker network connect blog_default app"
    )


def test_a_server_on_another_network_only_shares_none() -> None:
    assert bridged(cache=(BLOG,)).codes("cache:6379", "container:app") == ["CL301"]


def test_a_client_that_is_on_a_network_with_names_as_well_asks_docker() -> None:
    assert "CL403" not in bridged(app=(BRIDGE, BLOG)).codes("cache:6379", "container:app")


def test_a_stopped_server_of_the_bridge_is_stopped() -> None:
    assert bridged(status="exited").codes("cache:6379", "container:app") == ["CL201"]


def test_a_name_that_nobody_on_the_bridge_has() -> None:
    world = bridged()
    world.attempt("container:app", "elsewhere:6379", "name-not-found")
    assert world.codes("elsewhere:6379", "container:app") == []


def test_compose_services_leave_the_bridge_by_their_file() -> None:
    world = World()
    for number, name in enumerate(("cache", "app")):
        world.container(name, networks=(BRIDGE,), refers=["redis://cache:6379/0"][:number])
        world.config(
            name, networks=(), network_mode="bridge", file="compose.yaml", line=2 + 5 * number,
            lines={"network_mode": 4 + 5 * number},
        )  # fmt: skip
    world.attempt("service:app", "cache:6379", "name-not-found")
    remedy = first_remedy(world, "cache:6379", "service:app")
    assert remedy.patch.diff == "-    network_mode: bridge\n-    network_mode: bridge"
    assert remedy.patch.line == 4


def on_the_bridge(**client: Any) -> World:
    world = World(project=None)
    world.container("cache", networks=[BRIDGE], listens=["0.0.0.0:6379"])
    given: dict[str, Any] = {"networks": [BRIDGE], "refers": ["redis://cache:6379/0"]} | client
    world.container("app", **given)
    world.attempt("container:app", "cache:6379", "name-not-found")
    return world


def test_a_client_without_a_network_is_not_on_the_default_bridge() -> None:
    assert on_the_bridge().codes("6379", "container:app") == ["CL403"]
    alone = on_the_bridge(networks=[], mode="none")
    assert "CL403" not in alone.codes("6379", "container:app")


def test_only_the_same_call_by_number_is_shown() -> None:
    world = on_the_bridge()
    numbered = "172.17.0.2:6379"
    world.attempt("container:app", numbered, "answered", resolved="172.17.0.2")
    world.attempt("container:app", "172.17.0.9:6379", "refused", resolved="172.17.0.9")
    world.attempt("host", numbered, "refused", resolved="172.17.0.2")
    shown = finding(world, "6379", "CL403", "container:app").evidence[3:]
    assert [e.saw for e in shown] == [f"from app, {numbered}: answered"]
    world = on_the_bridge()
    world.attempt("container:app", numbered, "not-tried")
    assert finding(world, "6379", "CL403", "container:app").evidence[3:] == ()
