"""CL409 hostname-is-not-a-name: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Dial, Untriable
from containerloop.facts import Address, Network
from tests.support.rule_worlds import BACK, finding
from tests.support.world import BRIDGE, SHOP, World

ID = "4c1d0a8f2b7e55aa66bb"


def called(
    name: str = "mydb", outcome: str = "name-not-found", *, on: Network = BRIDGE, **server: Any
) -> World:
    """app dials db by something that is not its name, both on one network."""
    world = World(project=None)
    server = {"hostname": "mydb", "listens": ["0.0.0.0:5432"]} | server
    db = world.container("db", networks=[on], **server)
    world.containers[0] = replace(db, id=ID, hostname=server["hostname"])
    world.container("app", networks=[on])
    world.attempt("container:app", f"{name}:5432", outcome)
    return world


def codes(world: World, name: str = "mydb") -> list[str]:
    return world.codes(f"{name}:5432", "container:app")


@pytest.mark.parametrize("outcome", ["name-not-found", "name-server-failed"])
@pytest.mark.parametrize("name", ["mydb", "MyDB", ID[:12], ID])
def test_on_the_default_bridge(name: str, outcome: str) -> None:
    world = called(name, outcome)
    assert codes(world, name) == ["CL409"]
    what = "hostname" if name.lower() == "mydb" else "id"
    found = finding(world, f"{name}:5432", "CL409", "container:app")
    assert found.summary == (
        f'app cannot resolve "{name}": it is the {what} of db, which is not a name on the default'
        " bridge"
    )
    assert found.remedies[0].host_command is not None
    assert "docker network create app-net" in found.remedies[0].host_command
    assert isinstance(found.remedies[0].trial, Untriable)


def test_where_the_engine_does_not_make_it_a_name() -> None:
    world = called(on=SHOP)
    found = finding(world, "mydb:5432", "CL409", "container:app")
    assert found.summary.endswith("which is not a name on this network")
    assert found.remedies[0].trial == Dial(
        vantage="container:app", address=Address(host="db", port=5432)
    )


# near misses


def test_where_the_engine_makes_it_a_name() -> None:
    world = called(on=SHOP)
    row = replace(world.containers[0].attachments[0], names=("db", "mydb"))
    world.containers[0] = replace(world.containers[0], attachments=(row,))
    assert "CL409" not in codes(world)


def test_its_own_name_on_the_default_bridge_is_another_cause() -> None:
    world = called("db", hostname="db")
    assert codes(world, "db") == ["CL403"]


def test_a_few_digits_are_no_id() -> None:
    assert "CL409" not in codes(called(ID[:8]), ID[:8])


def test_a_stopped_container() -> None:
    assert "CL409" not in codes(called(status="exited", listens=None))


def test_a_container_on_no_network_of_the_clients() -> None:
    world = called()
    other = world.container("far", networks=[BACK])
    world.containers[0] = replace(world.containers[0], attachments=other.attachments)
    assert "CL409" not in codes(world)


def test_the_clients_own_hostname() -> None:
    world = called(hostname="other")
    world.containers[1] = replace(world.containers[1], hostname="mydb")
    assert "CL409" not in codes(world)


def test_what_was_resolved_and_refused() -> None:
    assert "CL409" not in codes(called(outcome="refused"))


def test_a_hostname_that_leads_somewhere() -> None:
    world = called()
    world.attempts.clear()
    world.attempt("container:app", "mydb:5432", "refused", resolved="10.0.0.9")
    assert "CL409" not in codes(world)


def test_a_long_name_is_no_id() -> None:
    assert "CL409" not in codes(called("another-server-of-ours"), "another-server-of-ours")
