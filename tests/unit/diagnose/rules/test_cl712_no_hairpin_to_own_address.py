"""CL712 no-hairpin-to-own-address: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Dial, Untriable
from containerloop.facts import Address, Unobserved
from containerloop.plan.return_tests import return_tests
from containerloop.topology.inventory import Inventory
from tests.support.own_address_worlds import AT, OWN, own_call
from tests.support.rule_worlds import BACK, finding
from tests.support.world import SHOP


def test_the_loopback_answers_and_the_own_address_does_not() -> None:
    world = own_call()
    assert world.codes(AT, "host") == ["CL712"]
    found = finding(world, AT, "CL712", "host")
    assert found.summary == (
        "web answers at 127.0.0.1:8080, and what this machine sends to its own network address does"
        " not arrive"
    )
    assert [e.saw for e in found.evidence] == [
        "from this machine, 10.0.0.5:8080: timed out",
        "from this machine, 127.0.0.1:8080: answered",
        "web answers 10.0.0.5 when it is called at 172.18.0.2:80",
    ]
    use, again = found.remedies
    assert use.trial == Dial(vantage="host", address=Address(host="127.0.0.1", port=8080))
    assert isinstance(again.trial, Untriable)


@pytest.mark.parametrize("outcome", ["refused", "host-unreachable"])
def test_a_firewall_that_says_so(outcome: str) -> None:
    assert own_call(outcome).codes(AT, "host") == ["CL712"]


# near misses


def test_a_loopback_that_fails_too() -> None:
    assert "CL712" not in own_call(answered="timed-out").codes(AT, "host")


def test_the_loopback_of_another_vantage_or_port_shows_nothing() -> None:
    world = own_call()
    seen = world.attempts[1]
    world.attempts[1] = replace(seen, vantage="engine-host")
    assert "CL712" not in world.codes(AT, "host")
    world.attempts[1] = replace(seen, address=Address(host="127.0.0.1", port=8081))
    assert "CL712" not in world.codes(AT, "host")


@pytest.mark.parametrize("far", ["timed-out", "refused", "host-unreachable"])
def test_a_container_that_does_not_answer_that_address_itself(far: str) -> None:
    assert "CL712" not in own_call(far=far).codes(AT, "host")


def test_a_process_that_has_the_address() -> None:
    world = own_call("refused")
    world.host_listens(f"{OWN}:8080", process="nginx")
    assert "CL712" not in world.codes(AT, "host")


def test_a_process_at_another_port_or_address_has_not() -> None:
    world = own_call()
    world.host_listens(f"{OWN}:8081", "10.0.0.9:8080")
    assert "CL712" in world.codes(AT, "host")


@pytest.mark.parametrize("near", ["timed-out", "refused", None])
def test_without_the_comparison_nothing_is_ruled_out(near: str | None) -> None:
    report = own_call(near=near).report(AT, "host")
    assert "CL712" not in {f.code for f in report.findings}
    assert ("CL712", "the container was not reached from this machine for comparison") in {
        (n.code, n.reason) for n in report.not_checked
    }


def test_the_comparison_of_another_address_or_container_says_nothing() -> None:
    world = own_call()
    made = world.controls[0]
    elsewhere = replace(made.near, address=Address(host="172.18.0.9", port=80))
    for other in (
        replace(made, host="10.0.0.9"),
        replace(made, vantage="engine-host"),
        replace(made, near=elsewhere),
    ):
        world.controls = [other]
        assert "CL712" not in world.codes(AT, "host")


def test_sockets_that_were_not_seen_rule_nothing_out() -> None:
    world = own_call()
    world.host_listeners = Unobserved("no permission")
    report = world.report(AT, "host")
    assert "CL712" not in {f.code for f in report.findings}
    assert "CL712" in {n.code for n in report.not_checked}


# what is compared at all


def compared(world: Any, **changed: Any) -> int:
    calls = [replace(world.attempts[0], **changed)]
    return len(return_tests(calls * 2, Inventory(world.snapshot(AT, "host").survey)))


def test_one_call_is_compared_once() -> None:
    assert compared(own_call()) == 1


def test_another_port_that_is_published_too_changes_nothing() -> None:
    world = own_call()
    web = world.containers[0]
    other = replace(web.published[0], host_port=8443, container_port=443)
    world.containers[0] = replace(web, published=(*web.published, other))
    assert compared(world) == 1


@pytest.mark.parametrize("published", ["127.0.0.1:8080:80", "10.0.0.9:8080:80", "8081:80"])
def test_a_port_that_is_not_published_there(published: str) -> None:
    assert compared(own_call(published=published)) == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"vantage": "service:web"},
        {"vantage": "engine-host"},
        {"resolved": "203.0.113.7"},
        {"resolved": "127.0.0.1"},
        {"resolved": "::1"},
        {"resolved": None},
        {"outcome": "answered"},
        {"outcome": "silent"},
    ],
)
def test_other_calls_are_not_compared(changed: Any) -> None:
    assert compared(own_call(), **changed) == 0


@pytest.mark.parametrize("same", [False, Unobserved("not seen")])
def test_an_engine_that_is_elsewhere(same: Any) -> None:
    assert compared(own_call(engine={"same_machine": same})) == 0


@pytest.mark.parametrize(
    "networks",
    [(SHOP, BACK), (replace(SHOP, internal=True),), (replace(SHOP, driver="macvlan"),)],
)
def test_a_container_that_may_answer_by_several_ways_or_none(networks: Any) -> None:
    assert compared(own_call(networks=networks)) == 0


def test_a_container_that_is_also_on_a_network_without_a_way_out() -> None:
    assert compared(own_call(networks=(SHOP, replace(BACK, internal=True)))) == 1


def test_a_container_that_does_not_run() -> None:
    assert compared(own_call(status="exited")) == 0
