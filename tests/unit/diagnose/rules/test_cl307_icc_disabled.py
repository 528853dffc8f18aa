"""CL307 icc-disabled: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import DialAs, Untriable
from containerloop.facts import ICC, Network
from tests.support.rule_worlds import BACK, finding
from tests.support.world import BRIDGE, SHOP, World

CLOSED = replace(SHOP, options={ICC: "false"})


def apart(
    outcome: str = "timed-out", *, closed: Network = CLOSED, by: str = "db", **more: Any
) -> World:
    """api calls db on a network that keeps its containers apart."""
    world = World(project=more.get("project", "shop"))
    world.networks = [BRIDGE if closed.id != BRIDGE.id else closed, closed, BACK]
    world.container("db", listens=["0.0.0.0:5432"], networks=more.get("db", (closed,)))
    world.container(
        "api", refers=[f"postgres://app@{by}:5432/app"], networks=more.get("api", (closed,))
    )
    led = more.get("led", closed.subnets[0].rsplit(".", 2)[0] + ".0.2")
    world.attempt("service:api", f"{by}:5432", outcome, resolved=led)
    return world


def test_two_on_a_network_that_keeps_them_apart() -> None:
    world = apart()
    assert world.codes("5432") == ["CL307"]
    assert world.report("5432").findings[0].summary == (
        "api and db are on shop_default, which does not let its containers call each other"
        " (enable_icc=false)"
    )
    [remedy] = finding(world, "5432", "CL307").remedies
    assert remedy.override == {
        "services": {
            "api": {"networks": ["default", "between"]},
            "db": {"networks": {"!override": ["between"]}},
        },
        "networks": {"between": None},
    }
    assert isinstance(remedy.trial, Untriable)


def test_the_option_is_shown_with_the_command_that_shows_it() -> None:
    shown = finding(apart(), "5432", "CL307").evidence[1]
    assert shown.saw == f"shop_default has {ICC}=false"
    assert shown.command == "docker network inspect --format '{{json .Options}}' shop_default"


@pytest.mark.parametrize("value", ["False", "false"])
def test_the_option_in_either_case(value: str) -> None:
    assert apart(closed=replace(SHOP, options={ICC: value})).codes("5432") == ["CL307"]


def test_a_call_by_number_needs_a_name_afterwards() -> None:
    [remedy] = finding(apart(by="172.18.0.2"), "5432", "CL307").remedies
    assert remedy.address is not None
    assert str(remedy.address) == "db:5432"
    assert remedy.override is not None
    assert "@db:5432/app" in str(remedy.override["services"]["api"]["environment"])


def test_where_no_file_has_the_services_the_network_is_joined_by_commands() -> None:
    world = apart(by="172.18.0.2")
    world.config("another")
    [remedy] = finding(world, "5432", "CL307").remedies
    assert remedy.override is None
    assert remedy.host_command is not None
    assert "docker network connect between" in remedy.host_command


def test_an_open_network_of_the_servers_is_joined_and_tried() -> None:
    [remedy] = finding(apart(db=(CLOSED, BACK)), "5432", "CL307").remedies
    assert remedy.override == {
        "services": {
            "api": {"networks": ["default", "back"]},
            "db": {"networks": {"!override": ["back"]}},
        }
    }
    assert isinstance(remedy.trial, DialAs)
    assert (remedy.trial.networks, str(remedy.trial.address)) == (("shop_back",), "db:5432")


def test_another_closed_network_is_no_way_out() -> None:
    world = apart(db=(CLOSED, replace(BACK, options={ICC: "false"})))
    world.networks[-1] = replace(BACK, options={ICC: "false"})
    [remedy] = finding(world, "5432", "CL307").remedies
    assert remedy.override is not None
    assert remedy.override["services"]["db"] == {"networks": {"!override": ["back", "between"]}}


def test_the_name_of_a_network_that_is_there_is_not_used_twice() -> None:
    world = apart()
    world.networks.append(replace(BACK, id="n-b", name="shop_between"))
    [remedy] = finding(world, "5432", "CL307").remedies
    assert remedy.override is not None
    assert remedy.override["networks"] == {"between2": None}


def test_the_default_bridge_of_an_engine_without_icc() -> None:
    closed = replace(BRIDGE, options={ICC: "false"})
    world = World(project=None)
    world.networks = [closed, SHOP]
    world.container("db", listens=["0.0.0.0:5432"], networks=(closed,))
    world.container("api", networks=(closed,), listens=[])
    world.attempt("container:api", "172.17.0.2:5432", "timed-out", resolved="172.17.0.2")
    [remedy] = finding(world, "172.17.0.2:5432", "CL307", "container:api").remedies
    assert remedy.summary == ('connect api and db by another network ("between"), and use db:5432')
    assert remedy.host_command == (
        "docker network create between && docker network connect between api"
        " && docker network connect between db"
    )


def test_plain_containers_on_a_closed_network_of_their_own() -> None:
    world = World(project=None)
    world.networks = [BRIDGE, CLOSED]
    world.container("db", listens=["0.0.0.0:5432"], networks=(CLOSED,))
    world.container("api", networks=(CLOSED,), listens=[])
    world.attempt("container:api", "db:5432", "timed-out", resolved="172.18.0.2")
    [remedy] = finding(world, "db:5432", "CL307", "container:api").remedies
    assert remedy.host_command == (
        "docker network create between && docker network connect between api && docker network"
        " connect between db && docker network disconnect shop_default db"
    )


# near misses


@pytest.mark.parametrize("options", [{}, {ICC: "true"}])
def test_an_ordinary_network(options: dict[str, str]) -> None:
    assert "CL307" not in apart(closed=replace(SHOP, options=options)).codes("5432")


@pytest.mark.parametrize("outcome", ["refused", "host-unreachable", "accepted-then-closed"])
def test_what_comes_back_was_not_dropped(outcome: str) -> None:
    assert "CL307" not in apart(outcome).codes("5432")


def test_the_option_means_nothing_to_other_drivers() -> None:
    assert "CL307" not in apart(closed=replace(CLOSED, driver="macvlan")).codes("5432")


def test_the_call_went_by_another_network_that_both_are_on() -> None:
    world = apart(db=(CLOSED, BACK), api=(CLOSED, BACK), led="172.19.0.2")
    assert "CL307" not in world.codes("5432")


def test_a_client_that_is_not_on_the_closed_network() -> None:
    assert "CL307" not in apart(api=(BACK,)).codes("5432")


def test_this_machine_is_let_in() -> None:
    world = apart()
    world.attempt("host", "172.18.0.2:5432", "timed-out", resolved="172.18.0.2")
    assert "CL307" not in world.codes("172.18.0.2:5432", "host")


def test_its_own_address_does_not_cross_the_bridge() -> None:
    world = apart()
    world.attempt("service:db", "172.18.0.2:5432", "timed-out", resolved="172.18.0.2")
    assert "CL307" not in world.codes("172.18.0.2:5432", "service:db")


def test_a_lodger_of_the_servers_namespace() -> None:
    world = apart()
    db = world.containers[0]
    world.container("job", mode=f"container:{db.id}", listens=[])
    world.attempt("service:job", "172.18.0.2:5432", "timed-out", resolved="172.18.0.2")
    assert "CL307" not in world.codes("172.18.0.2:5432", "service:job")


def test_a_lodger_calls_by_its_hosts_network() -> None:
    world = apart()
    api = world.containers[1]
    world.container("job", mode=f"container:{api.id}", listens=[])
    world.attempt("service:job", "db:5432", "timed-out", resolved="172.18.0.2")
    assert "CL307" in world.codes("db:5432", "service:job")
