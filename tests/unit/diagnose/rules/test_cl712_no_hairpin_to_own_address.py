"""CL712 no-hairpin-to-own-address: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Dial, Untriable
from containerloop.facts import Address, Unobserved
from tests.support.rule_worlds import finding
from tests.support.world import World

OWN = "10.0.0.5"
AT = f"{OWN}:8080"


def own_call(
    outcome: str = "timed-out", *, to: str = OWN, published: str = "8080:80", at: str = "127.0.0.1",
    answered: str = "answered", vantage: str = "host", engine: Any = None,
) -> World:  # fmt: skip
    """This machine calls web at its own network address; its loopback answers."""
    world = World(engine=engine)
    world.addresses = (*world.addresses, "2001:db8::5")
    world.container("web", publishes=[published], listens=["0.0.0.0:80"])
    host = f"[{to}]" if ":" in to else to
    world.attempt(vantage, f"{host}:8080", outcome, resolved=to)
    there = f"[{at}]" if ":" in at else at
    world.attempt(vantage, f"{there}:8080", answered, resolved=at, protocol="http")
    return world


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
        "shop-web-1 publishes the port at 10.0.0.5 too",
    ]
    use, again = found.remedies
    assert use.trial == Dial(vantage="host", address=Address(host="127.0.0.1", port=8080))
    assert isinstance(again.trial, Untriable)


@pytest.mark.parametrize("outcome", ["refused", "host-unreachable"])
def test_a_firewall_that_says_so(outcome: str) -> None:
    assert "CL712" in own_call(outcome).codes(AT, "host")


def test_a_container_in_host_mode_calls_as_the_machine_does() -> None:
    world = own_call(vantage="service:job")
    world.container("job", mode="host", listens=["0.0.0.0:22"])
    assert "CL712" in world.codes(AT, "service:job")


def test_over_ipv6_the_loopback_is_its_own() -> None:
    world = own_call(to="2001:db8::5", at="::1")
    assert "CL712" in world.codes("[2001:db8::5]:8080", "host")


# near misses


def test_a_loopback_that_fails_too() -> None:
    assert "CL712" not in own_call(answered="timed-out").codes(AT, "host")


def test_the_loopback_of_another_family() -> None:
    assert "CL712" not in own_call(at="::1").codes(AT, "host")


@pytest.mark.parametrize("published", ["127.0.0.1:8080:80", "10.0.0.9:8080:80", "8081:80"])
def test_a_port_that_is_not_published_there(published: str) -> None:
    assert "CL712" not in own_call(published=published).codes(AT, "host")


def test_the_address_of_another_machine() -> None:
    assert "CL712" not in own_call(to="203.0.113.7").codes("203.0.113.7:8080", "host")


def test_a_container_on_a_bridge_comes_by_another_way() -> None:
    world = own_call(vantage="service:job")
    world.container("job", listens=[])
    assert "CL712" not in world.codes(AT, "service:job")


def test_another_call_of_another_vantage_shows_nothing() -> None:
    world = own_call()
    world.attempts[1] = replace(world.attempts[1], vantage="engine-host")
    assert "CL712" not in world.codes(AT, "host")


def test_a_process_that_has_the_address() -> None:
    world = own_call("refused")
    world.host_listens(f"{OWN}:8080", process="nginx")
    assert "CL712" not in world.codes(AT, "host")


def test_a_process_that_answers_at_the_loopback_in_its_place() -> None:
    world = own_call(published=f"{OWN}:8080:80")
    world.host_listens("127.0.0.1:8080", process="nginx")
    assert "CL712" not in world.codes(AT, "host")


@pytest.mark.parametrize("same", [False, Unobserved("not seen")])
def test_an_engine_that_is_elsewhere(same: Any) -> None:
    assert "CL712" not in own_call(engine={"same_machine": same}).codes(AT, "host")


def test_sockets_that_were_not_seen_rule_nothing_out() -> None:
    world = own_call()
    world.host_listeners = Unobserved("no permission")
    report = world.report(AT, "host")
    assert "CL712" not in {f.code for f in report.findings}
    assert "CL712" in {n.code for n in report.not_checked}
