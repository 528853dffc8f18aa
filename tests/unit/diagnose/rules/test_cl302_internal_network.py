"""CL302 internal-network: where it fires, and what only looks like it."""

from msgspec.structs import replace

from containerloop.diagnose.trials import Publish
from containerloop.facts import Network
from tests.support.rule_worlds import BACK, BLOG, finding, first_remedy, world_of
from tests.support.world import BRIDGE, SHOP, World, publication

CLOSED = replace(BACK, internal=True)


def closed(*networks: Network, made: bool = False, status: str = "running") -> World:
    world = world_of(CLOSED)
    db = world.container(
        "db", listens=["0.0.0.0:5432"], publishes=["8220:5432"], networks=networks, status=status
    )
    if not made:
        world.containers[0] = replace(db, published=())
    world.attempt("host", "127.0.0.1:8220", "refused", resolved="127.0.0.1")
    return world


def test_an_internal_network_publishes_nothing() -> None:
    world = closed(CLOSED)
    [found] = world.report("8220").findings
    assert (found.code, found.summary) == (
        "CL302",
        "db publishes 5432 but is only on the internal network shop_back,"
        " where published ports do not work",
    )
    assert first_remedy(world, "8220").override == {"services": {"db": {"networks": ["default"]}}}


def test_two_internal_networks_publish_nothing_either() -> None:
    world = closed(CLOSED, replace(SHOP, internal=True))
    world.networks = [BRIDGE, CLOSED, replace(SHOP, internal=True)]
    [found] = world.report("8220").findings
    assert "is only on the internal networks shop_back and shop_default" in found.summary


def test_where_the_file_says_so_is_told_with_the_remedy() -> None:
    world = closed(CLOSED)
    world.config("db", file="compose.yaml", line=2, lines={"networks": 5})
    found = world.report("8220").findings[0]
    assert found.location is not None
    assert (found.location.file, found.location.line) == ("compose.yaml", 5)


def test_one_ordinary_network_is_enough_to_publish() -> None:
    assert "CL302" not in closed(CLOSED, SHOP).codes("8220")
    assert "CL302" not in closed(SHOP).codes("8220")


def test_what_is_published_is_published() -> None:
    assert "CL302" not in closed(CLOSED, made=True).codes("8220")


def test_a_stopped_container_publishes_nothing_either_way() -> None:
    assert closed(CLOSED, status="exited").codes("8220") == ["CL201"]


def test_a_container_whose_networks_are_gone_is_on_no_internal_one() -> None:
    world = closed(BLOG)
    assert "CL302" not in world.codes("8220")


def test_a_project_that_is_closed_as_a_whole_gets_a_new_network() -> None:
    inner = replace(SHOP, internal=True)
    world = closed(inner)
    world.networks = [BRIDGE, inner]
    override = first_remedy(world, "8220").override
    assert override["networks"] == {"outside": None}
    assert override["services"]["db"]["networks"] == ["default", "outside"]


DB = "postgres://app@db:5432/app"


def test_between_containers_an_internal_network_is_in_nobodys_way() -> None:
    inner = replace(SHOP, internal=True)
    world = World()
    world.networks = [BRIDGE, inner]
    world.container("db", networks=[inner])
    made = world.containers[0]
    world.containers[0] = replace(made, asked=(publication("5432:5432"),), published=())
    world.container("api", networks=[inner], refers=[DB])
    world.attempt("service:api", "db:5432", "refused", resolved="172.18.0.2")
    assert "CL302" not in world.codes("5432", "service:api")


def test_a_plain_container_of_an_internal_network_is_put_on_the_bridge() -> None:
    world = World(project=None)
    inner = replace(SHOP, internal=True, project=None)
    world.networks = [BRIDGE, inner]
    made = world.container("db", networks=[inner], listens=["0.0.0.0:5432"])
    world.containers[0] = replace(made, asked=(publication("5432:5432"),), published=())
    world.attempt("host", "127.0.0.1:5432", "refused", resolved="127.0.0.1")
    best = finding(world, "5432", "CL302").remedies[0]
    assert best.host_command == "docker network connect bridge db"
    assert (best.patch, best.override) == (None, None)
    assert isinstance(best.trial, Publish)
    assert best.trial.network == "bridge"
