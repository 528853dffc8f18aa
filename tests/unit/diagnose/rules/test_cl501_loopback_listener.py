"""CL501 loopback-listener: where it fires, and what only looks like it."""

import pytest
from msgspec.structs import replace

from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.trials import Rebind
from containerloop.facts import Unobserved
from tests.support.catalogue import CATALOGUE
from tests.support.rule_worlds import published
from tests.support.world import BRIDGE, SHOP, World


def loopback(*listens: str, outcome: str = "refused") -> World:
    world = World()
    world.container("web", listens=listens, exposes=[8000])
    world.container("client", refers=["http://web:8000/"])
    world.attempt("service:client", "web:8000", outcome, resolved="172.18.0.2")
    return world


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "[::1]:8000", "127.0.0.5:8000"])
def test_a_server_on_its_own_loopback(address: str) -> None:
    assert loopback(address).codes("8000") == ["CL501"]


@pytest.mark.parametrize("other", ["[::1]:8000", "127.0.0.1:8000"])
def test_a_server_on_the_loopback_of_both_families_is_told_by_both(other: str) -> None:
    (found,) = loopback(other, "127.0.0.1:8000", "[::1]:8000").report("8000").findings
    assert found.summary.startswith("web listens on 127.0.0.1:8000 and [::1]:8000 only, which")
    assert "instead of 127.0.0.1" in found.remedies[0].summary


def test_loopback_and_network_address_together_are_reachable() -> None:
    assert "CL501" not in loopback("127.0.0.1:8000", "172.18.0.2:8000").codes("8000")


def test_a_dual_stack_server_shows_in_tcp6_only() -> None:
    assert "CL501" not in loopback("[::]:8000").codes("8000")


def test_a_loopback_listener_on_another_port_is_not_this_one() -> None:
    assert "CL501" not in loopback("127.0.0.1:8001").codes("8000")


def beside(socket: str, dialled: str, resolved: str) -> World:
    """side shares the network of web, and web listens on `socket`."""
    world = World()
    web = world.container("web", listens=[socket])
    world.container("side", mode=f"container:{web.id}", refers=[f"http://{dialled}/"])
    world.attempt("service:side", dialled, "refused", resolved=resolved)
    return world


def test_who_dials_ipv6_is_served_on_ipv6() -> None:
    world = World()
    web = world.container(
        "web", listens=["[::1]:8000"], command=["serve", "--bind", "::1", "--port", "8000"]
    )
    six = tuple(replace(a, ipv6="fd00:5::2") for a in web.attachments)
    world.containers[-1] = replace(web, attachments=six)
    world.container("api")
    world.attempt("service:api", "[fd00:5::2]:8000", "refused", resolved="fd00:5::2")
    (found,) = diagnose(world.snapshot("[fd00:5::2]:8000", "service:api"), CATALOGUE).found
    (way,) = found.finding.remedies
    assert way.summary.startswith("make the server in web listen on [::]:8000 instead of ::1")
    assert isinstance(way.trial, Rebind)
    assert way.trial.listen_on == "fd00:5::2"


def test_a_neighbour_on_the_same_loopback_dials_the_name() -> None:
    (found,) = beside("127.0.0.1:8000", "web:8000", "172.18.0.2").report("8000").findings
    told = "web listens on 127.0.0.1:8000 only, but web:8000 is its network address"
    assert (found.code, found.summary) == ("CL501", told)
    assert found.remedies[0].address == "127.0.0.1:8000"
    override = {"services": {"side": {"environment": {"URL_0": "http://127.0.0.1:8000/"}}}}
    assert found.remedies[0].override == override


def test_a_server_that_dials_its_own_name_is_on_its_loopback_too() -> None:
    world = World()
    world.container("web", listens=["127.0.0.1:8000"], refers=["http://web:8000/"])
    world.attempt("service:web", "web:8000", "refused", resolved="172.18.0.2")
    assert world.codes("8000") == ["CL501"]


def test_a_server_that_dials_its_own_publication_comes_from_outside() -> None:
    world = World()
    dialled = "host.docker.internal:8240"
    web = world.container(
        "web", listens=["127.0.0.1:8000"], publishes=["8240:8000"], refers=[f"http://{dialled}/"],
        extra_hosts=("host.docker.internal:host-gateway",),
    )  # fmt: skip
    closed = "accepted-then-closed"
    world.attempt(world.vantage(web), dialled, closed, resolved="172.17.0.1")
    (found,) = world.report("8240", "service:web").findings
    assert found.code == "CL501"
    assert found.summary.endswith("which nothing outside its container can reach")


@pytest.mark.parametrize(
    ("socket", "dialled", "resolved"),
    [
        ("127.0.0.1:8000", "localhost:8000", "127.0.0.1"),
        ("0.0.0.0:8000", "web:8000", "172.18.0.2"),
    ],
)
def test_a_neighbour_that_fails_otherwise_is_not_outside(
    socket: str, dialled: str, resolved: str
) -> None:
    assert "CL501" not in beside(socket, dialled, resolved).codes("8000")


def test_a_timeout_is_no_loopback_listener() -> None:
    assert "CL501" not in loopback("127.0.0.1:8000", outcome="timed-out").codes("8000")


def test_what_could_not_be_seen_is_not_ruled_out() -> None:
    world = loopback("127.0.0.1:8000")
    world.views["service:web"] = Unobserved("the probe was lost")
    report = world.report("8000")
    assert [(n.code, n.reason) for n in report.not_checked if n.code == "CL501"] == [
        ("CL501", "the probe was lost")
    ]
    assert "CL501" not in report.ruled_out


def test_the_default_bridge_is_a_network_like_any_other_for_loopback() -> None:
    world = World(project=None)
    world.container("web", listens=["127.0.0.1:8000"], exposes=[8000], networks=[BRIDGE])
    world.attempt("host", "localhost:8000", "refused", resolved="127.0.0.1")
    assert SHOP.name == "shop_default"
    assert world.codes("8000") == ["CL501", "CL601"]


HUNG_UP = ["accepted-then-closed", "accepted-then-reset"]


@pytest.mark.parametrize("outcome", HUNG_UP)
def test_a_proxy_may_hang_up_in_two_ways_for_a_loopback_server(outcome: str) -> None:
    assert published(outcome, listens=["127.0.0.1:80"]).codes("8080") == ["CL501"]


def test_a_client_that_dials_the_host_does_not_mean_its_own_loopback() -> None:
    world = World()
    world.container("api", listens=["127.0.0.1:5432"])
    world.attempt("service:api", "172.17.0.1:5432", "refused", resolved="172.17.0.1")
    assert "CL501" not in world.codes("172.17.0.1:5432", "service:api")


@pytest.mark.parametrize(
    ("image", "port", "told"),
    [
        ("eclipse-mosquitto:2", 1883, "(Mosquitto: listener 1883 in mosquitto.conf, with"),
        ("eclipse-mosquitto:2", 1884, "(Mosquitto: listener 1884 in mosquitto.conf, with"),
        ("own/db", 5432, "(PostgreSQL: listen_addresses = '*' in postgresql.conf, and"),
        ("own/web", 8000, "instead of 127.0.0.1"),
        ("eclipse-mosquitto:2", 0, ""),
    ],
)
def test_how_a_known_server_is_told_so(image: str, port: int, told: str) -> None:
    world = World()
    env = ["MQTT_BIND_ADDRESS=127.0.0.1"] if not port else []
    port = port or 1883
    world.container("srv", image=image, listens=[f"127.0.0.1:{port}"], env=env)
    world.container("api")
    world.attempt("service:api", f"srv:{port}", "refused", resolved="172.18.0.2")
    found = next(
        f for f in world.report(f"srv:{port}", "service:api").findings if f.code == "CL501"
    )
    summary = found.remedies[0].summary
    assert told in summary
    assert summary.endswith(told) or "(" in told
    if env:
        assert "mosquitto.conf" not in summary  # it is written in the project itself
