"""Recorded snapshots with facts covered up or twisted: no new cause, and never an exception."""

import random
from pathlib import Path

import msgspec
import pytest

from containerloop.diagnose.catalogue import CATALOGUE
from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.rule_facts.symptom_facts import symptom_facts
from containerloop.facts import Outcome, Snapshot, Unobserved
from containerloop.pipeline.report_step import answer
from containerloop.render.json import render_json
from containerloop.render.text.report import render_text
from containerloop.report.v1 import Report
from containerloop.topology.inventory import Inventory
from tests.support import recorded
from tests.support.covering import COVERED, Way, at, changed, may_be_unobserved, parts, there
from tests.support.world import World

EVERY = pytest.mark.parametrize("path", recorded.all_recorded(), ids=lambda p: p.stem)
OUTCOMES = tuple(Outcome)
# What is true as well, and told where the fact that tells more was not seen: a container that
# could not start does not run; a port that only the file has is served by nobody; what a
# container publishes for IPv4 only, somebody on this machine serves for IPv4 only.
LESS = {"CL203": {"CL201"}, "CL205": {"CL212"}, "CL206": {"CL212"}, "CL410": {"CL504"}}


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def covered(snapshot: Snapshot, ways: list[Way]) -> Snapshot:
    for way in ways:
        if there(snapshot, way) and not isinstance(at(snapshot, way), Unobserved):
            snapshot = changed(snapshot, way, COVERED)
    return snapshot


def new_causes(snapshot: Snapshot, seen: set[str], ways: list[Way]) -> set[str]:
    """What is found with these facts covered, and was not found with all of them."""
    allowed = {code for full in seen for code in LESS.get(full, set())}
    left = covered(snapshot, ways)
    if isinstance(left.survey.containers, Unobserved):
        # nobody serves the port "on this machine", it is said then, and nothing of containers
        allowed.add("CL212")
    return codes(answer(left)) - seen - allowed


@EVERY
def test_a_fact_that_is_covered_up_brings_no_cause_to_light(path: Path) -> None:
    snapshot = recorded.read(path)
    seen, ways = codes(answer(snapshot)), may_be_unobserved(snapshot)
    assert {way: new for way in ways if (new := new_causes(snapshot, seen, [way]))} == {}


@EVERY
def test_what_nobody_saw_inside_containers_brings_no_cause_to_light(path: Path) -> None:
    snapshot = recorded.read(path)
    seen, ways = codes(answer(snapshot)), may_be_unobserved(snapshot)
    views = [way for way in ways if way[0] == "views" and way[1] != "host"]
    tables = [way for way in views if len(way) > 2]
    listeners = [way for way in tables if way[2] == "listeners"]
    for several in (listeners, tables, views):
        assert new_causes(snapshot, seen, several) == set()


@EVERY
def test_several_facts_that_are_covered_up_bring_no_cause_to_light(path: Path) -> None:
    chance = random.Random(path.name)
    snapshot = recorded.read(path)
    seen, ways = codes(answer(snapshot)), may_be_unobserved(snapshot)
    for _ in range(20):
        several = chance.sample(ways, min(len(ways), chance.randint(2, 6)))
        assert new_causes(snapshot, seen, several) == set(), several


def twisted(snapshot: Snapshot, chance: random.Random) -> Snapshot:
    """One thing otherwise: a view missing, a table empty or covered, another outcome."""
    views = dict(snapshot.views)
    kind = chance.choice(("drop", "cover", "empty", "outcome", "outcome", "swap"))
    if kind == "drop" and views:
        del views[chance.choice(list(views))]
        return msgspec.structs.replace(snapshot, views=views)
    if kind == "cover":
        return covered(snapshot, [chance.choice(may_be_unobserved(snapshot))])
    if kind == "swap" and len(views) > 1:
        one, other = chance.sample(list(views), 2)
        views[one], views[other] = views[other], views[one]
        return msgspec.structs.replace(snapshot, views=views)
    wanted = Outcome if kind == "outcome" else tuple
    # a tuple in a tuple is a pair, which is never empty
    ways = [
        way
        for way, part in parts(snapshot)
        if isinstance(part, wanted) and part and (kind == "outcome" or isinstance(way[-1], str))
    ]
    if not ways:
        return snapshot
    to = chance.choice(OUTCOMES) if kind == "outcome" else ()
    made: Snapshot = changed(snapshot, chance.choice(ways), to)
    return made


@EVERY
def test_every_twisted_snapshot_gets_an_answer(path: Path) -> None:
    chance = random.Random(path.name)
    for _ in range(8):
        snapshot = recorded.read(path)
        for _ in range(chance.randint(1, 5)):
            snapshot = twisted(snapshot, chance)
        report = answer(snapshot)
        assert render_json(report)
        assert render_text(report, width=80, color=False, verbose=True)


@EVERY
def test_a_cause_has_seen_every_fact_that_it_reads_and_explains_a_failure(path: Path) -> None:
    chance = random.Random(path.name)
    for _ in range(8):
        snapshot = recorded.read(path)
        for _ in range(chance.randint(1, 5)):
            snapshot = twisted(snapshot, chance)
        for found in diagnose(snapshot, CATALOGUE).found:
            facts = symptom_facts(snapshot, Inventory(snapshot.survey), found.symptom)
            needed = {name: getattr(facts, name) for name in found.entry.needs}
            assert not [n for n, fact in needed.items() if isinstance(fact, Unobserved)]
            assert found.entry.severity == "warning" or not found.symptom.met
            assert found.symptom.outcome is not Outcome.NOT_TRIED


# what the covering brought to light


def test_nobody_serves_a_port_only_where_all_containers_were_looked_into() -> None:
    world = World()
    world.container("web", listens=None)
    world.container("agent", mode="host", listens=None)
    world.container("old", listens=None, status="exited")
    world.attempt("host", "localhost:3000", "refused", resolved="127.0.0.1")
    report = world.report("3000")
    assert codes(report) == set()
    assert [n.reason for n in report.not_checked if n.code == "CL212"] == [
        "nobody looked inside web"
    ]
    world = World()
    world.container("web", listens=[])
    world.container("agent", mode="host", listens=None)
    world.container("old", listens=None, status="exited")
    world.attempt("host", "localhost:3000", "refused", resolved="127.0.0.1")
    assert codes(world.report("3000")) == {"CL212"}
