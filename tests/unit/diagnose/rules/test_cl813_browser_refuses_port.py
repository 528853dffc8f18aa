"""CL813 browser-refuses-port: where it warns, and what only looks like it."""

from typing import Any

import pytest

from containerloop.diagnose.trials import Publish
from containerloop.protocols.browser_ports import BLOCKED
from tests.support.rule_worlds import finding
from tests.support.world import World


def page(
    port: int = 6667,
    inside: int = 80,
    *,
    outcome: str = "answered",
    protocol: str | None = "http",
    **more: Any,
) -> World:
    """web is published at a port of this machine, and answers there."""
    world = World()
    world.container("web", publishes=[f"127.0.0.1:{port}:{inside}"], listens=[f"0.0.0.0:{inside}"])
    world.attempt(
        "host", f"127.0.0.1:{port}", outcome, resolved="127.0.0.1", protocol=protocol, **more
    )
    return world


@pytest.mark.parametrize("port", [6667, 6000, 10080])
def test_a_page_at_a_port_that_browsers_refuse(port: int) -> None:
    report = page(port).report(f"{port}")
    assert [(f.code, f.severity) for f in report.findings] == [("CL813", "warning")]
    assert (report.verdict, report.exit_status) == ("reachable", 0)
    assert f"browsers refuse to open port {port}" in report.findings[0].summary


def test_tls_is_a_page_too() -> None:
    assert page(protocol="tls").codes("https://127.0.0.1:6667/") == ["CL813"]


def test_the_next_port_that_is_free_and_that_browsers_open() -> None:
    world = page(6665)
    world.host_listens("0.0.0.0:6670")
    remedy = finding(world, "6665", "CL813").remedies[0]
    assert str(remedy.address) == "127.0.0.1:6671"
    assert remedy.trial == Publish(container="id-shop-web", port=80)
    assert remedy.override == {"services": {"web": {"ports": {"!override": ["127.0.0.1:6671:80"]}}}}


@pytest.mark.parametrize(
    "near",
    [
        page(6664),
        page(8080, 6000),
        page(protocol="text"),
        page(protocol="redis"),
        page(outcome="refused", protocol=None),
        page(outcome="silent", protocol=None),
    ],
    ids=["another port", "only inside", "IRC", "Redis", "refused", "silent"],
)
def test_near_misses(near: World) -> None:
    assert "CL813" not in near.codes(str(near.attempts[0].address.port))


def test_a_container_is_no_browser() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:6000"], publishes=["127.0.0.1:6000:6000"])
    world.container("api", refers=["http://web:6000/"])
    world.attempt("service:api", "web:6000", "answered", resolved="172.18.0.2", protocol="http")
    assert world.codes("web:6000", "service:api") == []


def test_a_server_of_this_machine_is_published_by_nobody() -> None:
    world = World()
    world.host_listens("0.0.0.0:6000")
    world.attempt("host", "127.0.0.1:6000", "answered", resolved="127.0.0.1", protocol="http")
    assert world.codes("127.0.0.1:6000", "host") == []


def test_the_list_is_that_of_the_fetch_standard() -> None:
    assert len(BLOCKED) == 83
    assert {1, 22, 2049, 5060, 6000, 6669, 10080} <= BLOCKED
    assert not BLOCKED & {80, 443, 3000, 5432, 6443, 8080}
