"""CL704 mtu-blackhole: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trials import Dial
from containerloop.facts import Address, Attempt, Outcome, SizeTest, Transport
from containerloop.plan.size_tests import MTU, marked, size_tests
from containerloop.topology.inventory import Inventory
from tests.support.rule_worlds import BACK, finding
from tests.support.world import BRIDGE, SHOP, World

AWAY = "203.0.113.7"
PAGE: dict[str, Any] = {"protocol": "http", "banner": "HTTP/1.1 200 OK", "code": "200"}
QUESTION = (f"{AWAY}:8000", "service:job")


def made(outcome: str, **more: Any) -> Attempt:
    said = PAGE if outcome == "answered" else {}
    address = Address(host=AWAY, port=8000)
    return Attempt(
        vantage="service:job", address=address, resolved=AWAY, outcome=Outcome(outcome),
        **(said | {"ms": 2.0} | more),
    )  # fmt: skip


def away(
    first: Attempt | None = None, small: Attempt | None = None, large: Attempt | None = None, *,
    networks: Any = (SHOP,), tested: bool = True,
) -> World:  # fmt: skip
    """job calls another machine, which says nothing, and in small packets everything."""
    world = World()
    world.networks = [BRIDGE, *networks]
    world.container("job", listens=[], networks=networks)
    world.attempts.append(first or made("silent"))
    if tested:
        world.size_tests.append(
            SizeTest(segment=1220, small=small or made("answered"), large=large or made("silent"))
        )
    return world


def test_an_answer_that_comes_in_small_packets_only() -> None:
    world = away()
    assert world.codes(*QUESTION) == ["CL704"]
    found = finding(world, QUESTION[0], "CL704", QUESTION[1])
    assert found.summary == (
        "large packets are lost on the way to 203.0.113.7:8000, and small ones arrive: a link there"
        " takes smaller ones than shop_default sends"
    )
    assert found.evidence[1].saw == (
        "in packets of at most 1280 bytes the answer came whole (2.0 ms), and silent in larger ones"
    )
    (remedy,) = found.remedies
    assert remedy.override == {
        "services": {}, "networks": {"default": {"driver_opts": {MTU: "1280"}}},
    }  # fmt: skip
    assert remedy.trial == Dial(
        vantage="service:job", address=Address(host=AWAY, port=8000), mtu=1280
    )
    assert remedy.host_command == "docker compose down && docker compose up -d"


def test_a_page_of_which_only_the_head_comes() -> None:
    world = away(made("answered", missing=20000, stalled=True), large=made("answered", missing=9))
    report = world.report(*QUESTION)
    assert [f.code for f in report.findings] == ["CL704"]
    assert report.verdict == "unreachable"
    assert not report.reach_it_at
    assert (
        report.findings[0].evidence[1].saw.endswith("and 9 bytes of it never came in larger ones")
    )


def test_a_network_that_compose_did_not_make_is_recreated_by_hand() -> None:
    other = replace(SHOP, name="lan", project=None)
    (remedy,) = finding(away(networks=(other,)), QUESTION[0], "CL704", QUESTION[1]).remedies
    assert remedy.override is None
    assert remedy.summary.startswith(f"recreate lan with the option {MTU}=1280")


# near misses


@pytest.mark.parametrize(
    ("small", "large"),
    [
        (made("silent"), None),
        (made("refused"), None),
        (made("answered", missing=5), made("answered", missing=5)),
        (made("answered"), made("answered")),  # it was only slow at first
        (made("answered"), made("refused")),
        (made("answered"), made("timed-out")),
    ],
)
def test_what_the_size_of_packets_does_not_explain(small: Attempt, large: Attempt | None) -> None:
    world = away(tested=False)
    world.size_tests = [SizeTest(segment=1220, small=small, large=large)]
    report = world.report(*QUESTION)
    assert "CL704" not in {f.code for f in report.findings}
    assert "CL704" in report.ruled_out


def test_a_third_call_that_was_not_made_settles_nothing() -> None:
    world = away(tested=False)
    world.size_tests = [SizeTest(segment=1220, small=made("answered"))]
    assert "CL704" not in world.codes(*QUESTION)


def test_without_a_test_nothing_is_ruled_out() -> None:
    report = away(tested=False).report(*QUESTION)
    assert ("CL704", "the call was not repeated in small packets") in {
        (n.code, n.reason) for n in report.not_checked
    }
    assert not report.findings


@pytest.mark.parametrize(
    "other",
    [
        {"vantage": "service:api"},
        {"resolved": "203.0.113.8"},
        {"address": Address(host=AWAY, port=8001)},
    ],
)
def test_the_test_of_another_call_says_nothing(other: Any) -> None:
    world = away()
    test = world.size_tests[0]
    world.size_tests = [replace(test, small=replace(test.small, **other))]
    assert "CL704" not in world.codes(*QUESTION)


def test_a_page_that_came_late_but_came_is_in_order() -> None:
    world = away(made("answered", missing=20000), tested=False)
    assert world.report(*QUESTION).verdict == "reachable"


# what is repeated at all


def planned(world: World, *calls: Attempt) -> int:
    return len(size_tests(calls or world.attempts, Inventory(world.snapshot("8000").survey)))


def test_what_is_cut_off_is_repeated_once() -> None:
    assert planned(away(), made("silent"), made("silent")) == 1
    assert planned(away(), made("answered", missing=1)) == 1
    others = [replace(made("silent"), resolved=f"203.0.113.{n}") for n in range(4)]
    assert planned(away(), *others) == 2


@pytest.mark.parametrize(
    "call",
    [
        made("answered"),
        made("refused"),
        made("timed-out"),
        made("accepted-then-closed"),
        replace(made("silent"), vantage="host"),
        replace(made("silent"), resolved=None),
        replace(made("silent"), resolved="172.18.0.9"),  # a neighbour
        replace(made("silent"), resolved="172.18.0.1"),  # the host
        replace(made("silent"), address=Address(host=AWAY, port=1, transport=Transport.UDP)),
    ],
)
def test_other_calls_are_not_repeated(call: Attempt) -> None:
    assert planned(away(), call) == 0


@pytest.mark.parametrize(
    "networks",
    [
        (replace(SHOP, driver="macvlan"),),
        (replace(SHOP, internal=True),),
        (SHOP, BACK),
        (replace(SHOP, options={MTU: "1280"}),),
        (replace(SHOP, options={MTU: "none"}),),
    ],
)
def test_networks_that_are_not_to_blame(networks: Any) -> None:
    assert planned(away(networks=networks)) == 0


def test_a_network_of_a_known_size_that_is_larger() -> None:
    assert planned(away(networks=(replace(SHOP, options={MTU: "1281"}),))) == 1


def test_only_what_was_lost_is_marked() -> None:
    world = away(made("answered", missing=7), large=made("answered", missing=7))
    others = [
        made("answered"),
        made("answered", missing=7),
        replace(made("answered", missing=7), address=Address(host="other", port=8000)),
    ]
    world.attempts += others
    view = marked(world.snapshot("8000").views, world.size_tests)["service:job"]
    assert [a.stalled for a in view.attempts] == [True, False, True, False]  # type: ignore[union-attr]
    kept = marked(world.snapshot("8000").views, [replace(world.size_tests[0], large=None)])
    assert not any(a.stalled for a in kept["service:job"].attempts)  # type: ignore[union-attr]
