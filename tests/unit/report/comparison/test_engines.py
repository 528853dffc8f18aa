"""Two snapshots that each hold several engines, compared node by node."""

from __future__ import annotations

from msgspec.structs import replace

from containerloop.facts import Snapshot, Swarm
from containerloop.pipeline.report_step import answer
from containerloop.report.comparison.differences import compare
from containerloop.report.comparison.engines import NOT_ASKED, named_alike
from containerloop.report.comparison.values import Comparison
from tests.support.swarm_world import NODES, WORKER
from tests.support.world import World


def node(name: str, context: str, *, listens: str = "0.0.0.0:5432", swarm: bool = True) -> Snapshot:
    """One node's engine, on which api calls db; "n1" is the id of node1."""
    world = World()
    world.container("db", listens=[listens])
    world.container("api", refers=["postgres://db:5432/app"])
    outcome = "answered" if listens.startswith("0.0.0.0") else "refused"
    more = {"protocol": "postgresql"} if outcome == "answered" else {}
    world.attempt("service:api", "db:5432", outcome, resolved="172.18.0.2", **more)
    seen = world.snapshot("5432")
    told = Swarm(node=name, services=WORKER, nodes=NODES) if swarm else None
    seen = replace(seen, survey=replace(seen.survey, swarm=told), context=context)
    return replace(seen, question=replace(seen.question, without_host=bool(context)))


def both(first: Snapshot, *others: Snapshot) -> Snapshot:
    return replace(first, further=others)


def compared(a: Snapshot, b: Snapshot) -> Comparison:
    a, b = named_alike(a, b)
    return compare(a, answer(a), b, answer(b))


def test_a_difference_on_the_second_engine_is_one() -> None:
    fine = both(node("n1", ""), node("n2", "two"))
    wrong = both(node("n1", ""), node("n2", "two", listens="127.0.0.1:5432"))
    found = compared(fine, wrong)
    assert not found.same
    assert {(d.kind, d.where) for d in found.differences} == {("listener", "service:db@node2")}
    assert found.differences[0].explains == "CL501"
    assert {d.where for d in found.outcomes} == {"service:api@node2"}


def test_engines_are_laid_beside_each_other_by_the_names_of_their_nodes() -> None:
    """Two people have other contexts for one node, and another engine in use."""
    mine = both(node("n1", ""), node("n2", "two"))
    theirs = both(node("n2", ""), node("n1", "the-manager"))
    shown = compared(mine, theirs)
    assert (shown.outcomes, shown.differences, shown.same) == ((), (), True)


def test_what_only_one_side_asked_is_not_compared() -> None:
    shown = compared(node("n1", ""), both(node("n1", ""), node("n2", "two")))
    assert (shown.outcomes, shown.differences) == ((), ())
    one_sided = [each for each in shown.unseen if each.a is None or each.b is None]
    reasons = {(each.where, each.a, each.b) for each in one_sided}
    assert ("service:db@node2", NOT_ASKED, None) in reasons
    assert all(where.endswith("@node2") for where, _, _ in reasons)


def test_outside_a_swarm_a_context_is_the_name() -> None:
    a = both(node("n1", "", swarm=False), node("n2", "staging", swarm=False))
    b = both(node("n1", "", swarm=False), node("n2", "staging", listens="[::]:1", swarm=False))
    assert {d.where for d in compared(a, b).differences} == {"service:db@staging"}
