"""The container whose host networking makes a call fail."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.rule_facts.host_networking import HostNetworking
from containerloop.facts import Unobserved
from tests.support.world import World
from tests.unit.diagnose.rule_facts.test_symptom_facts import facts_of


def told(world: World, *question: str) -> tuple[str, str, str] | None:
    found = facts_of(world.snapshot(*question)).host_networking
    assert not isinstance(found, Unobserved)
    if found is None:
        return None
    assert isinstance(found, HostNetworking)
    return found.container.service or "", found.lacks, found.server.service or ""


def mapped(publishes: str = "8224:8223", mode: str | None = "host", **web: Any) -> World:
    """This machine is refused at a port that web asks to publish."""
    world = World()
    made = world.container("web", listens=[], mode=mode, publishes=[publishes], **web)
    world.containers[0] = replace(made, published=())
    world.attempt("host", "127.0.0.1:8224", "refused", resolved="127.0.0.1")
    return world


def test_a_mapping_to_another_port_is_lacking() -> None:
    assert told(mapped(), "8224") == ("web", "port mapping", "web")


@pytest.mark.parametrize("world", [mapped("8224:8224"), mapped(mode=None), mapped(status="exited")])
def test_no_mapping_is_lacking(world: World) -> None:
    assert told(world, "8224") is None


def called(web: str | None, client: str | None, name: str = "web") -> World:
    """client calls web by its name, which does not resolve; each has a network mode."""
    world = World()
    world.container("web", mode=web)
    world.container("client", mode=client, refers=[f"http://{name}:8000/"])
    world.attempt("service:client", f"{name}:8000", "name-not-found")
    return world


CLIENT = ("web:8000", "service:client")


@pytest.mark.parametrize("web", ["host", None])
def test_the_client_lacks_the_names_of_others(web: str | None) -> None:
    assert told(called(web, "host"), *CLIENT) == ("client", "names of others", "web")


def test_the_server_lacks_a_name_of_its_own() -> None:
    assert told(called("host", None), *CLIENT) == ("web", "own name", "web")


def test_on_ordinary_networks_nobody_lacks_a_name() -> None:
    assert told(called(None, None), *CLIENT) is None


def test_a_client_without_a_network_lacks_more_than_a_name() -> None:
    assert told(called("host", "none"), *CLIENT) is None


def test_a_name_that_nobody_has_is_lacking_everywhere() -> None:
    assert told(called("host", "host", "elsewhere"), "elsewhere:8000", "service:client") is None


def test_this_machine_is_no_client_that_lacks_a_name() -> None:
    world = called("host", None)
    world.attempt("host", "web:8000", "name-not-found")
    assert told(world, "web:8000", "host") is None


def test_who_shares_the_servers_namespace_is_in_host_mode_as_well() -> None:
    world = called("host", None)
    world.container("side", mode=f"container:{world.containers[0].id}")
    world.containers[1] = replace(world.containers[1], references=())
    world.attempt("service:client", "side:8000", "name-not-found")
    assert told(world, "side:8000", "service:client") == ("web", "own name", "web")
