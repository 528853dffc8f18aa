"""What differs between two worlds, and which difference explains the outcome."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import Network, Route, Snapshot
from containerloop.pipeline.report_step import answer
from containerloop.report.comparison.differences import compare
from containerloop.report.comparison.engines import NOT_LOOKED
from containerloop.report.comparison.values import Comparison, Difference
from containerloop.report.v1 import Verdict
from tests.support import recorded
from tests.support.world import SHOP, World

ELSEWHERE = replace(
    SHOP, id="n-else", subnets=("10.77.0.0/16",), gateways=("10.77.0.1",), bridge="br-else"
)


def shop(
    *,
    network: Network = SHOP,
    dials: str = "db:5432",
    outcome: str = "answered",
    listens: str = "0.0.0.0:5432",
    engine: dict[str, Any] | None = None,
    db: dict[str, Any] | None = None,
) -> Snapshot:
    """A client and its database; what differs from one call to the next is said."""
    world = World(engine=engine)
    world.networks = [world.networks[0], network]
    world.container("db", networks=(network,), **{"listens": [listens], **(db or {})})
    world.container("api", networks=(network,), refers=[f"postgres://app:pw@{dials}/app"])
    host = dials.partition(":")[0]
    number = "127.0.0.1" if host == "localhost" else network.gateways[0].replace(".0.1", ".0.2")
    more = {"protocol": "postgresql"} if outcome == "answered" else {}
    world.attempt("service:api", dials, outcome, resolved=number, **more)
    world.attempt("service:api", f"{network.gateways[0]}:5432", "refused")
    return world.snapshot("5432")


def compared(a: Snapshot, b: Snapshot) -> Comparison:
    return compare(a, answer(a), b, answer(b))


def first(a: Snapshot, b: Snapshot) -> Difference:
    return compared(a, b).differences[0]


def test_nothing_differs_from_itself() -> None:
    for path in recorded.all_recorded():
        snapshot = recorded.read(path)
        shown = compared(snapshot, snapshot)
        assert (shown.same, shown.outcomes, shown.differences) == (True, (), ()), path.stem


def test_what_an_engine_numbers_by_itself_is_no_difference() -> None:
    shown = compared(shop(), shop(network=ELSEWHERE))
    assert (shown.differences, shown.outcomes, shown.same) == ((), (), True)


def test_a_value_explains_that_localhost_is_the_container_itself() -> None:
    shown = compared(shop(), shop(dials="localhost:5432", outcome="refused"))
    assert (shown.a.verdict, shown.b.verdict) == (Verdict.REACHABLE, Verdict.UNREACHABLE)
    assert [cause.code for cause in shown.b.causes] == ["CL401"]
    difference = shown.differences[0]
    assert (difference.kind, difference.where, difference.explains) == ("value", "api", "CL401")
    assert (difference.a, difference.b) == ("postgres://db:5432", "postgres://localhost:5432")
    assert not shown.same


def test_which_of_the_two_is_broken_does_not_matter() -> None:
    broken, whole = shop(dials="localhost:5432", outcome="refused"), shop()
    one, other = first(whole, broken), first(broken, whole)
    assert (one.kind, one.explains, one.a, one.b) == (other.kind, other.explains, other.b, other.a)


def test_a_listener_explains_a_refusal_and_comes_before_what_does_not() -> None:
    bound = shop(listens="127.0.0.1:5432", outcome="refused", engine={"version": "28.5.0"})
    shown = compared(shop(), bound)
    assert [cause.code for cause in shown.b.causes] == ["CL501"]
    told = [(d.kind, d.where, d.what, d.explains) for d in shown.differences]
    assert told[0][:2] == ("listener", "service:db")
    assert {explains for *_, explains in told[:2]} == {"CL501"}
    assert told[-1] == ("platform", "engine", "version", None)
    [outcome] = shown.outcomes
    assert (outcome.where, outcome.what) == ("service:api", "db:5432")
    assert (outcome.a, outcome.b) == ("answered by PostgreSQL", "refused")


def test_a_state_explains_that_a_container_is_down() -> None:
    stopped = shop(outcome="name-not-found", db={"status": "exited", "listens": None})
    difference = first(shop(), stopped)
    assert (difference.kind, difference.where, difference.what) == ("container", "db", "state")
    assert difference.explains == "CL201"
    assert (difference.a, difference.b) == ("running", "exited (status 1)")


def test_a_difference_elsewhere_explains_nothing() -> None:
    broken = shop(dials="localhost:5432", outcome="refused")
    other = replace(broken.survey.machine, firewall="ufw")
    shown = compared(shop(), replace(broken, survey=replace(broken.survey, machine=other)))
    by_what = {d.what: d.explains for d in shown.differences}
    assert by_what["firewall"] is None
    assert "CL401" in by_what.values()


def test_a_publication_and_a_hosts_line_are_compared() -> None:
    published = shop(db={"publishes": ["127.0.0.1:5432:5432"]})
    kinds = {(d.kind, d.where, d.what) for d in compared(shop(), published).differences}
    assert ("publication", "db", "127.0.0.1:5432 -> 5432") in kinds
    named = shop()
    machine = replace(named.survey.machine, hosts=(("db", "10.0.0.9"), ("localhost", "127.0.0.1")))
    named = replace(named, survey=replace(named.survey, machine=machine))
    [difference] = compared(shop(), named).differences
    assert (difference.kind, difference.what) == ("name", "db in /etc/hosts")
    assert (difference.a, difference.b) == (None, "10.0.0.9")


def test_a_route_of_this_machine_is_compared_and_those_of_its_bridges_are_not() -> None:
    def routed(*routes: Route) -> Snapshot:
        seen = shop()
        machine = replace(seen.survey.machine, routes=routes)
        return replace(seen, survey=replace(seen.survey, machine=machine))

    usual = Route(destination="0.0.0.0/0", gateway="10.0.0.1", interface="eth0")
    bridge = Route(destination="172.18.0.0/16", gateway="", interface="br-shop")
    vpn = Route(destination="172.16.0.0/12", gateway="", interface="tun0")
    assert compared(routed(usual), routed(usual, bridge)).same
    [difference] = compared(routed(usual), routed(usual, vpn)).differences
    assert (difference.kind, difference.where) == ("route", "host")
    assert difference.b == "directly by tun0"


def test_what_only_one_saw_is_no_difference_and_no_sameness() -> None:
    blind = shop(db={"listens": None})
    shown = compared(shop(), blind)
    assert "listener" not in {d.kind for d in shown.differences}
    missed = next(u for u in shown.unseen if (u.kind, u.where) == ("listener", "service:db"))
    assert missed.a is None
    assert missed.b
    assert not shown.same


def test_what_neither_saw_is_told_and_keeps_nothing_apart() -> None:
    shown = compared(shop(), shop())
    assert shown.same
    missed = next(u for u in shown.unseen if (u.kind, u.where) == ("route", "service:db"))
    assert missed.a == missed.b == "not part of this world"


def test_a_vantage_that_one_of_them_did_not_take_is_unseen() -> None:
    seen = shop()
    alone = replace(seen, views={k: v for k, v in seen.views.items() if k != "service:api"})
    missed = {(u.kind, u.where): u.b for u in compared(seen, alone).unseen}
    assert missed["attempt", "service:api"] == NOT_LOOKED


def test_a_call_that_only_one_made_is_no_difference() -> None:
    world_a, world_b = World(), World()
    for world in (world_a, world_b):
        world.container("db", listens=["0.0.0.0:5432"])
        world.container("api", refers=["postgres://db:5432/app"])
        world.attempt("service:api", "db:5432", "answered", protocol="postgresql")
    world_b.attempt("service:api", "host.docker.internal:5432", "refused")
    world_b.looked_up("service:api", "extra", "10.0.0.9", source="dns")
    shown = compared(world_a.snapshot("5432"), world_b.snapshot("5432"))
    assert (shown.differences, shown.outcomes) == ((), ())


@pytest.mark.parametrize("missing", ["db", "api"])
def test_a_service_that_is_not_there_is_one_difference(missing: str) -> None:
    whole = shop()
    containers = whole.survey.containers
    assert isinstance(containers, tuple)
    fewer = tuple(c for c in containers if c.service != missing)
    shown = compared(whole, replace(whole, survey=replace(whole.survey, containers=fewer)))
    gone = [d for d in shown.differences if (d.kind, d.where) == ("container", missing)]
    assert [(d.what, d.a, d.b) for d in gone] == [("", "there", None)]


def test_what_else_listens_on_this_machine_is_no_difference() -> None:
    def listening(*sockets: str) -> Snapshot:
        world = World()
        world.container("db", publishes=["5432:5432"])
        world.host_listens(*sockets)
        return world.snapshot("5432")

    assert compared(listening(), listening("0.0.0.0:22")).same
    [found] = compared(listening(), listening("127.0.0.1:5432")).differences
    assert (found.kind, found.where, found.what) == ("listener", "host", "127.0.0.1:5432")
