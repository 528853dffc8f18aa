"""The list of nodes that a client of a search server sniffs: who reads it, and where it leads."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Address, Onward, Opening
from containerloop.plan.expectations import expectations
from containerloop.plan.further.nodes import NODES
from containerloop.plan.further.selection import further_looks
from containerloop.topology.inventory import Inventory
from tests.support.world import World

ITSELF = Address(host="127.0.0.1", port=9200)


def search(key: str = "OPENSEARCH_URL", *, sniffs: bool = True, **said: Any) -> World:
    world = World()
    world.container("search", listens=["0.0.0.0:9200"])
    world.container("api", env=[f"{key}=http://search:9200"])
    world.containers[1] = replace(world.containers[1], sniffs=sniffs)
    answer = {"protocol": "http", "code": "200", "resolved": "172.18.0.2"} | said
    world.attempt("service:api", "search:9200", "answered", **answer)
    return world


def asked_for(world: World) -> list[str | None]:
    snapshot = world.snapshot("9200")
    inventory = Inventory(snapshot.survey)
    wanted = expectations(snapshot.question, inventory)
    looks = further_looks(snapshot.views, wanted, inventory)
    return [each.opening.path for look in looks for each in look.tries]


def test_a_client_that_sniffs_reads_the_list() -> None:
    assert asked_for(search()) == [NODES]
    assert asked_for(search("ELASTICSEARCH_HOSTS")) == [NODES]


@pytest.mark.parametrize(
    "world",
    [
        search(sniffs=False),
        search("BACKEND_URL"),
        search(protocol="redis", code=None),
        search(protocol="tls", code=None),
    ],
)
def test_nobody_else_does(world: World) -> None:
    assert asked_for(world) == []


def with_node_at(there: Address, outcome: str, **more: Any) -> World:
    world = search(**more)
    node = Onward(address=there, by="node", scheme="http")
    answer = {"protocol": "http", "code": "200", "resolved": "172.18.0.2"}
    opening = Opening(path=NODES)
    world.attempt(
        "service:api", "search:9200", "answered", opening=opening, onward=(node,), **answer
    )
    said = answer if outcome == "answered" else {}
    world.attempt("service:api", str(there), outcome, scheme="http", **said)
    return world


def test_a_node_that_is_named_and_not_to_be_had() -> None:
    report = with_node_at(ITSELF, "refused").report("9200")
    assert [f.code for f in report.findings] == ["CL805"]
    assert (
        "search sends its clients on to 127.0.0.1:9200, which is api" in report.findings[0].summary
    )
    assert "http.publish_host" in report.findings[0].remedies[0].summary


def test_a_node_that_serves_is_none_of_a_fault() -> None:
    there = Address(host="search", port=9201)
    assert with_node_at(there, "answered").codes("9200") == []


def test_the_same_list_leads_nobody_on_who_does_not_sniff() -> None:
    assert with_node_at(ITSELF, "refused", sniffs=False).codes("9200") == []
