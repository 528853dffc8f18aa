"""CL703 ip-forwarding-off: where it fires, and what only looks like it."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Network, Unobserved
from containerloop.survey.forwarding import own_forwarding
from tests.support.rule_worlds import finding
from tests.support.world import BRIDGE, SHOP, World

AWAY = "203.0.113.7"
LAN = Network(id="n-lan", name="lan", driver="macvlan", subnets=("192.168.0.0/24",))
CLOSED = replace(SHOP, id="n-in", name="shop_in", internal=True, subnets=("172.30.0.0/16",))
WARNED = ("WARNING: IPv4 forwarding is disabled",)


def calls_away(
    outcome: str = "timed-out", *, forwarding: Any = False, networks: Any = (SHOP,), to: str = AWAY,
    **engine: Any,
) -> World:  # fmt: skip
    world = World(engine=engine)
    world.networks = [BRIDGE, SHOP, LAN, CLOSED]
    world.machine = {"forwarding": forwarding}
    world.container("job", listens=[], networks=networks)
    host = f"[{to}]" if ":" in to else to
    world.attempt("service:job", f"{host}:443", outcome, resolved=to)
    return world


def codes(world: World, to: str = AWAY) -> list[str]:
    host = f"[{to}]" if ":" in to else to
    return world.codes(f"{host}:443", "service:job")


def test_a_host_that_forwards_nothing() -> None:
    world = calls_away()
    assert codes(world) == ["CL703"]
    found = finding(world, f"{AWAY}:443", "CL703", "service:job")
    assert found.summary == (
        "the engine's host does not forward packets (net.ipv4.ip_forward=0), so containers reach"
        " nothing beyond it"
    )
    assert found.evidence[1].saw == "the host's kernel has net.ipv4.ip_forward=0"
    assert found.evidence[1].command == "sysctl net.ipv4.ip_forward"
    assert found.remedies[0].host_command == "sudo sysctl -w net.ipv4.ip_forward=1"


def test_a_name_that_leads_away() -> None:
    world = calls_away("answered")
    world.attempt("service:job", "api.example.com:443", "timed-out", resolved=AWAY)
    assert world.codes("api.example.com:443", "service:job") == ["CL703"]


def test_an_engine_elsewhere_that_warns_of_it() -> None:
    hidden = Unobserved("not read")
    world = calls_away(forwarding=hidden, same_machine=False, warnings=WARNED)
    assert codes(world) == ["CL703"]
    shown = finding(world, f"{AWAY}:443", "CL703", "service:job").evidence[1]
    assert (shown.saw, shown.command) == ("the engine warns of it", "docker info")


def test_an_internal_network_beside_it() -> None:
    assert codes(calls_away(networks=(CLOSED, SHOP))) == ["CL703"]


# near misses


def test_a_host_that_forwards() -> None:
    assert "CL703" not in codes(calls_away(forwarding=True))


def test_an_old_warning_of_an_engine_whose_host_can_be_seen() -> None:
    assert "CL703" not in codes(calls_away(forwarding=True, warnings=WARNED))


def test_the_setting_of_this_machine_says_nothing_of_another() -> None:
    report = calls_away(same_machine=False).report(f"{AWAY}:443", "service:job")
    assert "CL703" in {n.code for n in report.not_checked}


def test_a_setting_that_was_not_read() -> None:
    report = calls_away(forwarding=Unobserved("no such file")).report(f"{AWAY}:443", "service:job")
    assert ("CL703", "no such file") in {(n.code, n.reason) for n in report.not_checked}


@pytest.mark.parametrize("outcome", ["refused", "host-unreachable", "silent"])
def test_what_came_back_was_forwarded(outcome: str) -> None:
    assert "CL703" not in codes(calls_away(outcome))


def test_a_rootless_engine_forwards_in_a_namespace_of_its_own() -> None:
    report = calls_away(rootless=True).report(f"{AWAY}:443", "service:job")
    assert "CL703" in {n.code for n in report.not_checked}


def test_another_family_has_another_setting() -> None:
    report = calls_away(to="2001:db8::7").report("[2001:db8::7]:443", "service:job")
    assert "CL703" in {n.code for n in report.not_checked}


@pytest.mark.parametrize("networks", [(LAN,), (SHOP, LAN), (CLOSED,), ()])
def test_who_may_go_around_the_host_or_nowhere(networks: Any) -> None:
    assert "CL703" not in codes(calls_away(networks=networks))


@pytest.mark.parametrize("there", ["172.18.0.77", "10.0.0.5", "172.17.0.1"])
def test_an_address_that_needs_no_forwarding(there: str) -> None:
    assert "CL703" not in codes(calls_away(to=there), there)


def test_this_machine_s_own_call() -> None:
    world = calls_away("answered")
    world.attempt("host", f"{AWAY}:443", "timed-out", resolved=AWAY)
    assert "CL703" not in world.codes(f"{AWAY}:443", "host")


@pytest.mark.parametrize(("text", "on"), [("1\n", True), ("0\n", False)])
def test_the_kernel_s_setting(tmp_path: Path, text: str, on: bool) -> None:
    (tmp_path / "ip_forward").write_text(text)
    assert own_forwarding(tmp_path / "ip_forward") is on
    assert isinstance(own_forwarding(tmp_path / "none"), Unobserved)
