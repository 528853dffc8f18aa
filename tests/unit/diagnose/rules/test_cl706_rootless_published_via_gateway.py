"""CL706 rootless-published-via-gateway: where it fires, and what only looks like it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.rule_worlds import BACK, rootless_world
from tests.support.world import World

NAMED = ("host.docker.internal:host-gateway",)
PASTA = {"network_driver": "pasta"}


def calls_the_publication(
    publication: str = "8080:80", at: str = "172.17.0.1", outcome: str = "refused", **more: Any
) -> World:
    world = rootless_world(**more.pop("engine", {}))
    if networks := more.get("networks"):
        world.networks.append(networks[0])
    world.container("web", publishes=[publication], listens=["0.0.0.0:80"], **more)
    world.container("api", refers=["http://host.docker.internal:8080/"], extra_hosts=NAMED)
    world.host_listens("0.0.0.0:8080", process="rootlesskit")
    world.attempt("service:api", "host.docker.internal:8080", outcome, resolved=at)
    world.attempt("host", "127.0.0.1:8080", "answered", resolved="127.0.0.1", protocol="http")
    return world


def test_the_bridge_has_no_published_port() -> None:
    [found] = calls_the_publication().report("host.docker.internal:8080", "service:api").findings
    assert (found.code, found.summary) == (
        "CL706",
        "port 8080 of web is not published on 172.17.0.1, which is inside the rootless engine's"
        " own network",
    )
    assert [r.address for r in found.remedies] == ["web:80", "192.168.1.20:8080"]


def test_without_a_common_network_one_is_joined_and_one_on_loopback_has_no_own_address() -> None:
    world = calls_the_publication("127.0.0.1:8080:80", networks=[BACK])
    [found] = world.report("host.docker.internal:8080", "service:api").findings
    [join] = found.remedies
    assert join.address == "web:80"
    assert "networks" in join.override["services"]["api"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("publication", "found"), [("8080:80", False), ("127.0.0.1:8080:80", True)]
)
def test_pasta_has_what_is_published_everywhere_on_the_bridge_as_well(
    publication: str, found: bool
) -> None:
    world = calls_the_publication(publication, engine=PASTA)
    assert ("CL706" in world.codes("host.docker.internal:8080", "service:api")) is found


@pytest.mark.parametrize(
    "changes",
    [
        {"engine": {"rootless": False}},
        {"engine": {"flavour": "podman"}},
        {"engine": {"same_kernel": False}},
        {"outcome": "timed-out"},
        {"status": "exited"},
    ],
)
def test_what_only_looks_like_it(changes: dict[str, Any]) -> None:
    world = calls_the_publication(**changes)
    assert "CL706" not in world.codes("host.docker.internal:8080", "service:api")


def test_its_own_loopback_is_another_matter() -> None:
    world = rootless_world()
    world.container("web", publishes=["8080:80"], listens=["0.0.0.0:80"])
    world.container("api", refers=["http://localhost:8080/"])
    world.attempt("service:api", "localhost:8080", "refused", resolved="127.0.0.1")
    assert "CL706" not in world.codes("localhost:8080", "service:api")
    world.attempt("host", "172.17.0.1:8080", "refused", resolved="172.17.0.1")
    assert "CL706" not in world.codes("172.17.0.1:8080", "host")
