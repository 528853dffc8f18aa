"""CL407 stale-address: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Network
from tests.support.front_worlds import PAGE, called, fronted
from tests.support.rule_worlds import BACK, dials, finding, first_remedy, world_of
from tests.support.world import BRIDGE, SHOP, World, publication, view


def stale(host: str = "172.18.0.77", outcome: str = "host-unreachable", **mailer: Any) -> World:
    world = world_of(BACK)
    world.container("mailer", **({"listens": []} | mailer))  # 172.18.0.2
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("api", refers=[f"postgres://{host}:5432/app"])
    world.attempt("service:api", f"{host}:5432", outcome, resolved=host)
    return world


@pytest.mark.parametrize("outcome", ["host-unreachable", "timed-out"])
def test_an_address_that_nobody_has(outcome: str) -> None:
    world = stale(outcome=outcome)
    assert world.codes("5432") == ["CL407"]
    assert first_remedy(world, "5432").address == "db:5432"


def test_an_address_that_somebody_else_has() -> None:
    report = stale("172.18.0.2", "refused").report("5432")
    assert [f.code for f in report.findings] == ["CL407"]
    assert "mailer" in report.findings[0].summary
    assert [r.address for r in report.findings[0].remedies] == ["db:5432"]


def test_an_address_that_is_the_clients_own_now() -> None:
    assert stale("172.18.0.4", "refused").codes("5432") == ["CL407"]


def test_a_firewall_refuses_for_nobody() -> None:
    assert "CL407" not in stale(outcome="refused").codes("172.18.0.77:5432", "service:api")


@pytest.mark.parametrize("mailer", [{"exposes": [5432]}, {"listens": ["127.0.0.1:5432"]}])
def test_the_holder_of_the_address_may_be_meant(mailer: dict[str, Any]) -> None:
    assert "CL407" not in stale("172.18.0.2", "refused", **mailer).codes("5432")


def test_a_holder_that_is_silent_is_not_shown_to_be_the_wrong_one() -> None:
    assert "CL407" not in stale("172.18.0.2", "timed-out").codes("5432")


def test_a_holder_whose_sockets_nobody_saw_is_not_judged() -> None:
    world = stale("172.18.0.2", "refused", listens=None)
    report = world.report("5432")
    assert "CL407" in [n.code for n in report.not_checked]


def test_where_nobody_serves_the_port_the_holder_is_not_accused() -> None:
    world = stale("172.18.0.2", "refused")
    world.containers[1] = replace(world.containers[1], exposed=())
    world.views["service:db"] = view("service:db", [])
    assert "CL407" not in world.codes("5432")


@pytest.mark.parametrize("host", ["172.19.0.77", "172.18.0.1", "10.1.2.3"])
def test_addresses_that_docker_did_not_give_out_there(host: str) -> None:
    assert "CL407" not in stale(host).codes(f"{host}:5432", "service:api")


def test_on_a_local_network_an_address_may_be_a_real_machine() -> None:
    world = stale()
    world.networks[1] = replace(SHOP, driver="macvlan")
    assert "CL407" not in world.codes("5432")


def test_a_name_is_no_address() -> None:
    world = stale()
    world.attempt("service:api", "db:5432", "timed-out", resolved="172.18.0.3")
    assert "CL407" not in world.codes("db:5432", "service:api")


HELD = "postgres://app@172.18.0.3:5432/app"


def held(url: str = HELD, outcome: str = "refused") -> World:
    """api dials an address that web has now."""
    world = dials(url, outcome, resolved=url.rpartition("@")[2].partition(":")[0])
    world.container("web", listens=["0.0.0.0:80"])
    return world


def test_an_address_that_nobody_has_is_stale_whoever_serves() -> None:
    world = dials("postgres://app@172.18.0.9:5432/app", "host-unreachable", resolved="172.18.0.9")
    assert world.codes("5432") == ["CL407"]
    assert finding(world, "5432", "CL407").remedies == ()


def test_a_server_that_is_stopped_is_not_who_was_meant() -> None:
    world = held()
    world.container("db", exposes=[5432], status="exited")
    assert "CL407" not in world.codes("5432", "service:api")


def test_the_client_itself_is_not_who_was_meant() -> None:
    world = held()
    world.containers[0] = replace(world.containers[0], asked=(publication("5432:5432"),))
    assert "CL407" not in world.codes("5432", "service:api")


def test_a_process_of_the_host_is_not_who_was_meant() -> None:
    world = held()
    world.host_listens("0.0.0.0:5432")
    assert "CL407" not in world.codes("5432", "service:api")


def test_the_holder_itself_is_not_who_was_meant() -> None:
    world = held()
    moved = publication("5432:80")
    world.containers[1] = replace(world.containers[1], asked=(moved,), published=(moved,))
    assert "CL407" not in world.codes("5432", "service:api")


@pytest.mark.parametrize(("networks", "found"), [([BRIDGE], False), ([BRIDGE, SHOP], True)])
def test_who_was_meant_has_a_name_within_reach(networks: list[Network], found: bool) -> None:
    world = World()
    world.container("api", networks=[BRIDGE, SHOP], refers=[HELD])
    world.container("web", listens=["0.0.0.0:80"])
    world.container("db", networks=networks, listens=["0.0.0.0:5432"])
    world.attempt("service:api", "172.18.0.3:5432", "refused", resolved="172.18.0.3")
    assert ("CL407" in world.codes("5432", "service:api")) is found


def test_a_network_of_the_machine_with_the_same_addresses_may_be_meant() -> None:
    world = dials("postgres://app@172.18.0.9:5432/app", "host-unreachable", resolved="172.18.0.9")
    world.addresses += ("172.18.7.7",)
    assert "CL407" not in world.codes("5432")


def test_an_address_may_be_of_any_subnet_of_the_network() -> None:
    world = World()
    dual = replace(SHOP, subnets=("fd00::/64", "172.18.0.0/16"))
    world.networks = [BRIDGE, dual]
    world.container("api", refers=["postgres://app@172.18.0.9:5432/app"])
    world.attempt("service:api", "172.18.0.9:5432", "host-unreachable", resolved="172.18.0.9")
    assert world.codes("5432", "service:api") == ["CL407"]


def kept(host: str = "172.18.0.77", outcome: str = "host-unreachable") -> World:
    """nginx names app, which is elsewhere now; it still calls the address of before."""
    world = fronted()
    world.container("app", listens=["0.0.0.0:3000"])  # 172.18.0.3
    world.calls("service:front", f"{host}:3000")
    called(world, "app:3000", "answered", resolved="172.18.0.3", protocol="http", code="200")
    world.attempt("service:front", f"{host}:3000", outcome, resolved=host)
    return world


def test_a_proxy_that_keeps_an_address_is_restarted() -> None:
    world = kept()
    assert world.codes(PAGE) == ["CL407"]
    remedy = first_remedy(world, PAGE)
    assert (remedy.address, remedy.patch) == ("app:3000", None)
    assert remedy.host_command == "docker compose restart front"


def test_a_proxy_that_keeps_an_address_which_another_has() -> None:
    world = kept("172.18.0.4", "refused")
    world.container("mailer")  # 172.18.0.4
    assert world.codes(PAGE) == ["CL407"]
    assert first_remedy(world, PAGE).host_command == "docker compose restart front"


def test_the_address_that_the_name_has_now_is_not_stale() -> None:
    world = kept("172.18.0.3", "host-unreachable")
    assert "CL407" not in world.codes(PAGE)


def test_a_client_that_calls_a_number_is_told_the_name() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api")
    world.calls("service:api", "172.18.0.77:5432")
    world.attempt("service:api", "172.18.0.77:5432", "host-unreachable", resolved="172.18.0.77")
    report = world.report("5432", "service:api")
    assert [f.code for f in report.findings] == ["CL407"]
    assert [r.address for r in report.findings[0].remedies] == ["db:5432"]
