"""Whom a client may mean, and whom it can reach, of those who serve the port."""

import pytest

from containerloop.diagnose.rule_facts.servers import ContainerServer, Server
from containerloop.facts import Unobserved
from tests.support.rule_worlds import BLOG, dials
from tests.support.world import BRIDGE, SHOP, World
from tests.unit.diagnose.rule_facts.test_symptom_facts import facts_of

LOCAL = "postgres://app@localhost:5432/app"


def called(servers: tuple[Server, ...]) -> list[str]:
    return [s.container.name if isinstance(s, ContainerServer) else "the host" for s in servers]


def others(world: World) -> tuple[list[str], list[str]]:
    """Whom the client may mean, and whom it can reach."""
    facts = facts_of(world.snapshot("5432"))
    meant, reached = facts.other_servers, facts.servers_in_reach
    assert not isinstance(meant, Unobserved)
    assert not isinstance(reached, Unobserved)
    return called(meant), called(reached)


@pytest.mark.parametrize(
    ("server", "meant", "reached"),
    [
        ({}, True, True),
        ({"status": "exited"}, True, False),
        ({"networks": [BLOG]}, True, False),
        ({"networks": [BRIDGE]}, True, False),
        ({"networks": [BRIDGE, SHOP]}, True, True),
        ({"mode": "container:id-shop-api"}, False, False),
    ],
)
def test_a_container_of_the_project(server: dict[str, object], meant: bool, reached: bool) -> None:
    world = dials(LOCAL, resolved="127.0.0.1")
    world.containers.clear()
    world.networks.append(BLOG)
    world.container("api", networks=[BRIDGE, SHOP], refers=[LOCAL])
    world.container("db", exposes=[5432], **server)  # type: ignore[arg-type]
    name = "shop-db-1"
    assert others(world) == ([name] if meant else [], [name] if reached else [])


def test_the_host_may_be_meant_and_has_no_name() -> None:
    world = dials(LOCAL, resolved="127.0.0.1")
    world.host_listens("0.0.0.0:5432")
    assert others(world) == (["the host"], [])


@pytest.mark.parametrize(("network", "meant"), [(BLOG, False), (SHOP, True)])
def test_a_strangers_server_is_meant_on_a_shared_network_only(network: object, meant: bool) -> None:
    world = World(project=None)
    world.networks.append(BLOG)
    world.container("db", project="blog", exposes=[5432], networks=[network])  # type: ignore[list-item]
    world.container("api", project="shop", refers=[LOCAL], networks=[SHOP])
    world.attempt("container:shop-api-1", "localhost:5432", "refused", resolved="127.0.0.1")
    whom = ["blog-db-1"] if meant else []
    assert others(world) == (whom, whom)


def test_this_machine_has_no_servers_beside_it() -> None:
    world = World()
    world.container("db", exposes=[5432])
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    assert others(world) == ([], [])
