"""CL702 forwarding-dropped: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import ICC, Address, Network, Transport, Unobserved
from containerloop.plan.forwarding_tests import forwarding_tests
from containerloop.topology.inventory import Inventory
from tests.support.rule_worlds import BACK, DB, finding
from tests.support.world import BRIDGE, SHOP, World

AWAY = "203.0.113.7"
LAN = Network(id="n-lan", name="lan", driver="macvlan", subnets=("192.168.0.0/24",))
MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade"


def neighbours(
    far: str = "timed-out", near: str = "open", *, call: str = "timed-out", net: Network = SHOP,
    **engine: Any,
) -> World:  # fmt: skip
    """api calls db on their common network; the host called a listener beside db."""
    world = World(engine=engine)
    world.networks = [BRIDGE, net, BACK]
    world.container("db", listens=["0.0.0.0:5432"], networks=(net,))
    world.container("api", refers=[DB], networks=(net,))
    world.attempt("service:api", "db:5432", call, resolved="172.18.0.2")
    world.control("service:api", "172.18.0.2", far, near)
    return world


def away(
    far: str = "timed-out", near: str = "answered", *, forwarding: Any = True,
    networks: Any = (SHOP,), to: str = AWAY, **engine: Any,
) -> World:  # fmt: skip
    """A container calls another machine; so did the host."""
    world = World(engine=engine)
    world.networks = [BRIDGE, *networks]
    world.machine = {"forwarding": forwarding}
    world.container("job", listens=[], networks=networks)
    where = f"[{to}]" if ":" in to else to
    world.attempt("service:job", f"{where}:443", far, resolved=to)
    world.control("service:job", to, far, near)
    return world


@pytest.mark.parametrize("world", [neighbours, away])
def test_a_container_whose_own_firewall_keeps_in_what_it_sends(world: Any) -> None:
    made = world()
    (control,) = made.controls
    made.controls = [replace(control, kept_in=True)]
    assert made.codes("5432" if world is neighbours else "443") == []


def test_neighbours_that_only_the_host_reaches() -> None:
    world = neighbours()
    assert world.codes("5432") == ["CL702"]
    found = finding(world, "5432", "CL702")
    assert found.summary == (
        "the engine's host drops what api sends to its neighbours on the bridge of shop_default:"
        " a firewall rule stops it, or Docker's own rules are gone"
    )
    assert found.evidence[0].saw == (
        "a test listener at 172.18.0.2:40123: reached from the engine's host, timed out from api"
    )
    assert [r.host_command for r in found.remedies] == [
        "sudo iptables -I FORWARD -i br-shop -o br-shop -j ACCEPT"
        " && sudo iptables -I DOCKER-USER -i br-shop -o br-shop -j ACCEPT",
        "sudo systemctl restart docker",
    ]


def test_another_machine_that_only_the_host_reaches() -> None:
    world = away()
    assert world.codes(f"{AWAY}:443", "service:job") == ["CL702"]
    found = finding(world, f"{AWAY}:443", "CL702", "service:job")
    assert "to other machines on the bridge of shop_default" in found.summary
    assert found.remedies[0].host_command == (
        "sudo iptables -I FORWARD -i br-shop -j ACCEPT && sudo iptables -I FORWARD -o br-shop -m"
        " conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT && sudo iptables -I DOCKER-USER -i"
        " br-shop -j ACCEPT && sudo iptables -I DOCKER-USER -o br-shop -m"
        " conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"
    )
    assert found.evidence[0].saw.startswith("203.0.113.7:40123: reached from the engine's host")


@pytest.mark.parametrize("near", ["refused", "silent", "accepted-then-closed"])
def test_another_machine_that_turns_the_host_down_was_reached(near: str) -> None:
    assert away(near=near).codes(f"{AWAY}:443", "service:job") == ["CL702"]


def test_a_rule_that_rejects_with_word_of_it() -> None:
    world = neighbours("host-unreachable", call="host-unreachable")
    assert world.codes("5432") == ["CL702"]


# near misses


@pytest.mark.parametrize("far", ["open", "refused"])
def test_a_test_listener_that_is_reached_shows_the_server_at_fault(far: str) -> None:
    assert "CL702" not in neighbours(far).codes("5432")


@pytest.mark.parametrize("near", ["timed-out", "refused"])
def test_a_neighbour_that_even_the_host_does_not_reach_has_a_firewall_of_its_own(near: str) -> None:
    report = neighbours(near=near).report("5432")
    assert "CL702" not in {f.code for f in report.findings}
    assert "CL702" in {n.code for n in report.not_checked}


def test_another_machine_that_answers_nobody_here() -> None:
    report = away(near="timed-out").report(f"{AWAY}:443", "service:job")
    assert "CL702" not in {f.code for f in report.findings}
    assert ("CL702", "the engine's host could not reach it either") in {
        (n.code, n.reason) for n in report.not_checked
    }


def test_a_kernel_that_forwards_nothing_at_all() -> None:
    assert away(forwarding=False).codes(f"{AWAY}:443", "service:job") == ["CL703"]


@pytest.mark.parametrize(
    "more", [{"forwarding": Unobserved("no such file")}, {"same_machine": False}]
)
def test_a_kernel_whose_setting_was_not_read(more: Any) -> None:
    report = away(**more).report(f"{AWAY}:443", "service:job")
    assert "CL702" not in {f.code for f in report.findings}
    assert "CL702" in {n.code for n in report.not_checked}


def test_without_a_test_nothing_is_ruled_out() -> None:
    world = neighbours()
    world.controls = []
    report = world.report("5432")
    assert "CL702" not in {f.code for f in report.findings}
    assert "CL702" in {n.code for n in report.not_checked}


def test_the_test_of_another_call_says_nothing() -> None:
    world = neighbours()
    world.controls = [replace(world.controls[0], vantage="service:web")]
    assert "CL702" not in world.codes("5432")
    world.controls = [replace(world.controls[0], vantage="service:api", host="172.18.0.9")]
    assert "CL702" not in world.codes("5432")


def test_a_network_that_keeps_its_containers_apart_itself() -> None:
    assert neighbours(net=replace(SHOP, options={ICC: "false"})).codes("5432") == ["CL307"]


def test_a_network_whose_packets_leave_under_their_own_address() -> None:
    plain = replace(SHOP, options={MASQUERADE: "false"})
    assert "CL702" not in away(networks=(plain,)).codes(f"{AWAY}:443", "service:job")


def test_another_machine_over_ipv6_is_not_tested_and_not_ruled_out() -> None:
    report = away(to="2001:db8::7").report("[2001:db8::7]:443", "service:job")
    assert ("CL702", "what the engine's host forwards of IPv6 was not tested") in {
        (n.code, n.reason) for n in report.not_checked
    }
    refused = away("refused", to="2001:db8::7").report("[2001:db8::7]:443", "service:job")
    assert "CL702" not in {n.code for n in refused.not_checked}


# what is tested at all


def count_of(world: World, vantage: str = "service:api", **more: Any) -> int:
    inventory = Inventory(world.snapshot("5432").survey)
    call = replace(world.attempts[-1], vantage=vantage, **more)
    return len(forwarding_tests([call, call], inventory))


def test_one_call_is_tested_once() -> None:
    assert count_of(neighbours()) == count_of(away(), "service:job") == 1


@pytest.mark.parametrize("outcome", ["refused", "answered", "accepted-then-closed"])
def test_what_came_back_needs_no_test(outcome: str) -> None:
    assert count_of(neighbours(call=outcome)) == 0


@pytest.mark.parametrize("engine", [{"rootless": True}, {"flavour": "docker-desktop"}])
def test_an_engine_whose_firewall_is_another_one(engine: Any) -> None:
    assert count_of(neighbours(**engine)) == 0
    assert "CL702" in {n.code for n in neighbours(**engine).report("5432").not_checked}


def test_a_machine_beyond_is_sent_nothing_more_unless_it_was_asked_about() -> None:
    assert count_of(neighbours(), resolved=AWAY) == 0  # the project's own "db" led there
    asked = Address(host="shop.example.com", port=443)
    assert count_of(away(), "service:job", address=asked, resolved=AWAY) == 1


def test_calls_that_the_host_does_not_forward() -> None:
    assert count_of(neighbours(), "host") == 0
    assert count_of(neighbours(), resolved="172.18.0.77") == 0  # nobody there
    assert count_of(neighbours(), resolved="172.18.0.3") == 0  # its own
    assert count_of(neighbours(), resolved="172.18.0.1") == 0  # the host itself
    assert count_of(neighbours(), resolved=None) == 0
    datagram = Address(host="db", port=5432, transport=Transport.UDP)
    assert count_of(neighbours(), address=datagram) == 0
    assert count_of(away(), "service:job", resolved="2001:db8::7") == 0


def test_a_neighbour_on_another_network_is_kept_apart_by_docker() -> None:
    world = neighbours()
    world.container("far", networks=(BACK,), listens=["0.0.0.0:5432"])
    assert count_of(world, resolved="172.19.0.4") == 0


@pytest.mark.parametrize("status", ["exited", "restarting"])
def test_a_neighbour_that_does_not_run(status: str) -> None:
    world = neighbours()
    db = world.containers[0]
    world.containers[0] = replace(db, state=replace(db.state, status=status))
    assert count_of(world) == 0


@pytest.mark.parametrize(
    "networks", [(LAN,), (SHOP, LAN), (SHOP, BACK), (replace(SHOP, internal=True),)]
)
def test_who_may_leave_by_another_way(networks: Any) -> None:
    assert count_of(away(networks=networks), "service:job") == 0


def test_no_more_than_two_calls_are_tested() -> None:
    world = neighbours()
    inventory = Inventory(world.snapshot("5432").survey)
    asked = Address(host="shop.example.com", port=443)
    first = replace(world.attempts[0], vantage="service:api", address=asked)
    calls = [replace(first, resolved=f"203.0.113.{n}") for n in range(5)]
    assert len(forwarding_tests(calls, inventory)) == 2
