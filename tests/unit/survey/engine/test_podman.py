"""What 4.3 and 5.4 answered about five containers, as the facts that Docker's answers make."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from containerloop.facts import Container, Network, Publication, Route, Unobserved
from containerloop.survey.engine.containers import inspected_container, listed_container
from containerloop.survey.engine.engine_info import flavour, network
from containerloop.survey.engine.podman import containers_like_dockers, networks_like_dockers

DATA = Path(__file__).parents[3] / "data/inspect"


@pytest.fixture(params=["4.3", "5.4"])
def recorded(request: pytest.FixtureRequest) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((DATA / f"podman-{request.param}.json").read_text())
    return read


@pytest.fixture
def networks(recorded: dict[str, Any]) -> list[Network]:
    return [network(raw) for raw in recorded["networks"]]


@pytest.fixture(params=["inspected", "listed"])
def containers(
    request: pytest.FixtureRequest, recorded: dict[str, Any], networks: list[Network]
) -> dict[str, Container]:
    if request.param == "inspected":
        read = [inspected_container(raw) for raw in recorded["inspect"].values()]
    else:
        read = [listed_container(raw) for raw in recorded["containers"]]
    return {each.name: each for each in containers_like_dockers(read, networks)}


def test_it_is_podman(recorded: dict[str, Any]) -> None:
    assert flavour(recorded["version"], recorded["info"]) == "podman"


def test_a_container_is_on_networks_that_the_list_has(
    containers: dict[str, Container], networks: list[Network]
) -> None:
    ids = {each.id: each.name for each in networks}
    for name, on in (("plain", "bridge"), ("db", "shop_default")):
        (attachment,) = containers[name].attachments
        assert (attachment.network, ids[attachment.network_id]) == (on, on)
        assert containers[name].network_mode == on


def test_the_default_network_has_no_names(containers: dict[str, Container]) -> None:
    assert containers["plain"].attachments[0].names == ()
    assert "db" in containers["db"].attachments[0].names


def test_nothing_is_published_by_a_container_that_could_not_start(
    containers: dict[str, Container],
) -> None:
    assert containers["taken"].state.status == "created"
    assert containers["taken"].published == ()
    (published,) = containers["db"].published
    assert (published.host_port, published.container_port) == (31640, 80)


def test_what_it_asks_for_is_known_all_the_same(recorded: dict[str, Any]) -> None:
    read = {c.name: c for c in map(inspected_container, recorded["inspect"].values())}
    (asked,) = read["taken"].asked
    assert isinstance(asked, Publication)
    assert asked.host_port == 31640


def test_a_container_in_anothers_network_is_on_none_itself(
    recorded: dict[str, Any], networks: list[Network]
) -> None:
    read = [inspected_container(raw) for raw in recorded["inspect"].values()]
    side = next(c for c in containers_like_dockers(read, networks) if c.name == "side")
    db = next(c for c in read if c.name == "db")
    assert side.network_mode == f"container:{db.id}"
    assert (side.attachments, side.published, side.asked) == ((), (), ())


def test_the_hosts_network_stays_what_it_is(
    recorded: dict[str, Any], networks: list[Network]
) -> None:
    read = [inspected_container(raw) for raw in recorded["inspect"].values()]
    hosted = next(c for c in containers_like_dockers(read, networks) if c.name == "hosted")
    assert hosted.network_mode == "host"


def test_an_interface_is_known_by_the_route_to_its_subnet(networks: list[Network]) -> None:
    subnet = next(each.subnets[0] for each in networks if each.name == "shop_default")
    there = [
        Route(destination=subnet, gateway="", interface="podman3"),
        Route(destination="10.88.0.0/16", gateway="", interface="podman0"),
    ]
    named = {each.name: each.bridge for each in networks_like_dockers(networks, there)}
    assert named == {"bridge": "podman0", "shop_default": "podman3"}


@pytest.mark.parametrize(
    ("gateway", "interface"), [("10.0.0.1", "podman3"), ("", "tun0")], ids=["beyond", "a tunnel"]
)
def test_another_route_to_the_subnet_is_no_interface_of_podmans(
    networks: list[Network], gateway: str, interface: str
) -> None:
    subnet = next(each.subnets[0] for each in networks if each.name == "shop_default")
    other = Route(destination=subnet, gateway=gateway, interface=interface)
    for routes in ([other], [], Unobserved("not read")):
        named = {each.name: each.bridge for each in networks_like_dockers(networks, routes)}
        assert named["shop_default"] is None
