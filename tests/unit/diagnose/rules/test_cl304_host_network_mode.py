"""CL304 host-network-mode: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Rebind
from tests.support.rule_worlds import first_remedy, rootless_world, trials, web_in_host_mode
from tests.support.world import World, listener, view


def test_the_sockets_of_the_machine_are_not_taken_for_its_own() -> None:
    world = web_in_host_mode(ports="8380:8306")
    world.attempt("host", "127.0.0.1:8380", "refused", resolved="127.0.0.1")
    report = world.report("8380")
    assert [f.code for f in report.findings] == ["CL304"]
    assert {"CL602", "CL504"} <= {each.code for each in report.not_checked}


def hosted(publishes: str = "8224:8223", *, mode: str | None = "host", **more: Any) -> World:
    world = World()
    web = world.container("web", listens=[], mode=mode, publishes=[publishes], **more)
    world.containers[0] = replace(web, published=())
    world.host_listens("0.0.0.0:8223", process="python3")
    world.attempt("host", "127.0.0.1:8224", "refused", resolved="127.0.0.1")
    return world


def test_ports_are_ignored_in_host_mode() -> None:
    world = hosted()
    [found] = world.report("8224").findings
    assert (found.code, found.summary) == (
        "CL304",
        "web uses host networking, where ports: is ignored, so 8224:8223 is not published",
    )
    assert first_remedy(world, "8224").address == "127.0.0.1:8223"


def test_a_port_that_maps_to_itself_is_not_ignored_to_any_harm() -> None:
    assert "CL304" not in hosted("8224:8224").codes("8224")


def test_ports_of_an_ordinary_container_are_not_ignored() -> None:
    assert "CL304" not in hosted(mode=None).codes("8224")


def test_a_stopped_container_in_host_mode_is_stopped() -> None:
    assert hosted(status="exited").codes("8224") == ["CL201"]


def from_host_mode(*publishes: str, mode: str | None = "host", **cache: Any) -> World:
    world = World()
    world.container("cache", listens=["0.0.0.0:6379"], exposes=[6379], publishes=publishes, **cache)
    world.container("agent", mode=mode, refers=["redis://cache:6379/0"])
    world.attempt("service:agent", "cache:6379", "name-server-failed")
    return world


def test_in_host_mode_a_published_port_stands_for_the_name() -> None:
    world = from_host_mode("127.0.0.1:8225:6379")
    [found] = world.report("6379", "service:agent").findings
    assert (found.code, found.summary) == (
        "CL304",
        "agent uses host networking, where service names do not resolve",
    )
    assert first_remedy(world, "6379", "service:agent").address == "127.0.0.1:8225"


def test_in_host_mode_an_unpublished_server_is_published_at_a_free_port() -> None:
    world = from_host_mode()
    world.host_listens("127.0.0.1:6379", process="redis-server")
    remedy = first_remedy(world, "6379", "service:agent")
    assert remedy.address == "127.0.0.1:6380"
    assert remedy.patch is None, "of two services, bare lines would not say which is whose"
    assert remedy.override["services"]["cache"] == {"ports": ["127.0.0.1:6380:6379"]}
    assert remedy.override["services"]["agent"] == {
        "environment": {"URL_0": "redis://127.0.0.1:6380/0"}
    }


def test_two_in_host_mode_share_localhost() -> None:
    world = from_host_mode(mode="host")
    world.containers[0] = replace(world.containers[0], network_mode="host", attachments=())
    assert first_remedy(world, "6379", "service:agent").address == "127.0.0.1:6379"


def test_on_a_network_of_its_own_a_service_has_no_trouble_with_host_mode() -> None:
    assert "CL304" not in from_host_mode(mode=None).codes("6379")


def test_in_host_mode_a_name_that_nobody_has_is_the_machines_business() -> None:
    world = from_host_mode()
    world.attempt("service:agent", "elsewhere:6379", "name-not-found")
    assert world.codes("elsewhere:6379", "service:agent") == []


def test_nobody_finds_a_server_in_host_mode_by_name() -> None:
    world = World()
    world.container("web", mode="host", listens=[])
    world.container("client", refers=["http://web:8226/"])
    world.host_listens("0.0.0.0:8226", process="python3")
    world.attempt("service:client", "web:8226", "name-not-found")
    [found] = world.report("8226").findings
    assert (found.code, found.summary) == (
        "CL304",
        "web uses host networking, so its name does not resolve for other containers",
    )
    assert first_remedy(world, "8226").address == "host.docker.internal:8226"


def test_a_client_without_a_network_has_another_fault_than_the_servers_mode() -> None:
    world = World()
    world.container("web", mode="host")
    world.container("api", mode="none", refers=["http://web:8000/"])
    world.attempt("service:api", "web:8000", "name-not-found")
    assert "CL304" not in world.codes("8000", "service:api")


@pytest.mark.parametrize("also", ["0.0.0.0:22", "127.0.0.1:22"])
def test_only_the_dialled_port_says_how_the_host_is_reached(also: str) -> None:
    world = World()
    world.container("web", mode="host")
    world.container("api", refers=["http://web:8000/"])
    world.host_listens(also, "127.0.0.1:8000")
    world.attempt("service:api", "web:8000", "name-not-found")
    [trial] = trials(world, "8000", "CL304")
    assert isinstance(trial, Rebind)
    assert trial.server.port == 8000


def on_a_rootless_host(*, at: str = "0.0.0.0:8080", vantage: str = "host", **changes: Any) -> World:
    """A server in host mode, which the engine's own namespace has and this machine has not."""
    world = rootless_world(**changes)
    world.container("web", mode="host", listens=None)
    world.config("web", network_mode="host")
    world.views["engine-host"] = view("engine-host", [listener(at)])
    world.attempt(vantage, "localhost:8080", "refused", resolved="127.0.0.1")
    return world


def test_the_host_of_a_rootless_engine_is_not_this_machine() -> None:
    [found] = on_a_rootless_host().report("localhost:8080", "host").findings
    assert (found.code, found.summary) == (
        "CL304",
        "web uses host networking, which is the rootless engine's own network, not this machine's",
    )
    [remedy] = found.remedies
    assert remedy.override == {
        "services": {"web": {"network_mode": {"!reset": None}, "ports": ["127.0.0.1:8080:8080"]}}
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"rootless": False},
        {"same_kernel": False},
        {"at": "0.0.0.0:8081"},
        {"at": "0.0.0.0:8080/udp"},
        {"vantage": "engine-host"},
    ],
)
def test_what_only_looks_like_a_rootless_host(changes: dict[str, Any]) -> None:
    world = on_a_rootless_host(**changes)
    assert "CL304" not in world.codes("localhost:8080", changes.get("vantage", "host"))


def test_whose_server_it_is_of_two_in_host_mode_is_not_known() -> None:
    world = on_a_rootless_host()
    world.container("other", mode="host", listens=None)
    assert "CL304" not in world.codes("localhost:8080", "host")
